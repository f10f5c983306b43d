// Saves the draft a moment after the last change, one request at a time, each on top of the revision before. What can't
// be saved stays in the tab and is tried again, or asks somebody.

import { ApiError, Conflict, Forbidden, Invalid, isPassing, NotFound, SignedOut } from "../api/errors";
import type { Detail } from "../api/types";
import type { Json } from "../inputs/input";

export type SaveState =
  | { readonly kind: "saved" }
  | { readonly kind: "waiting" }
  | { readonly kind: "saving" }
  | { readonly kind: "offline" }
  | { readonly kind: "refused"; readonly message: string; readonly details: readonly Detail[] }
  /** Somebody else saved first. */
  | { readonly kind: "conflict" }
  | { readonly kind: "signedOut" }
  | { readonly kind: "closed"; readonly message: string };

export interface Saved {
  readonly revision: number;
}

export interface SaverOptions<T extends Saved> {
  readonly save: (content: Json, revision: number) => Promise<T>;
  readonly onState: (state: SaveState) => void;
  readonly onSaved: (answer: T) => void;
  readonly delay?: number;
}

const DELAY = 700;
const RETRY = 5_000;

export class Saver<T extends Saved> {
  private waiting: Json | null = null;
  private flight: Promise<void> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private state: SaveState = { kind: "saved" };

  constructor(
    private revision: number,
    private readonly options: SaverOptions<T>,
  ) {}

  /** Remembers what is to be saved; the newest counts. */
  change(content: Json): void {
    this.waiting = content;
    if (this.state.kind === "conflict" || this.state.kind === "signedOut" || this.state.kind === "closed") return;
    this.tell({ kind: "waiting" });
    this.plan(this.options.delay ?? DELAY);
  }

  /** Saves now what is waiting; the promise tells whether everything is saved. */
  async flush(): Promise<boolean> {
    while (this.flight !== null) await this.flight;
    if (this.waiting !== null && this.state.kind !== "conflict" && this.state.kind !== "closed") await this.send();
    return this.state.kind === "saved";
  }

  /** Goes on after a conflict, on top of somebody else's revision: with ours, or with nothing of ours. */
  resolve(revision: number, content: Json | null): void {
    this.revision = revision;
    this.waiting = content;
    this.tell({ kind: content === null ? "saved" : "waiting" });
    if (content !== null) void this.send();
  }

  /** Tries again at once: the network is back, or somebody signed in. */
  retry(): void {
    if (this.waiting !== null && this.flight === null && this.state.kind !== "conflict") void this.send();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.waiting = null;
  }

  private plan(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), milliseconds);
  }

  private send(): Promise<void> {
    clearTimeout(this.timer);
    const content = this.waiting;
    if (content === null || this.flight !== null) return this.flight ?? Promise.resolve();
    this.waiting = null;
    this.tell({ kind: "saving" });
    this.flight = this.options.save(content, this.revision).then(
      (answer) => this.saved(answer),
      (error: unknown) => this.failed(error, content),
    );
    return this.flight;
  }

  private saved(answer: T): void {
    this.flight = null;
    this.revision = answer.revision;
    this.options.onSaved(answer);
    if (this.waiting === null) return this.tell({ kind: "saved" });
    this.tell({ kind: "waiting" });
    this.plan(this.options.delay ?? DELAY);
  }

  private failed(error: unknown, content: Json): void {
    this.flight = null;
    const changed = this.waiting !== null;
    this.waiting ??= content;
    this.tell(stateAfter(error));
    if (isPassing(error)) this.plan(RETRY);
    else if (changed && error instanceof Invalid) this.plan(this.options.delay ?? DELAY);
  }

  private tell(state: SaveState): void {
    this.state = state;
    this.options.onState(state);
  }
}

function stateAfter(error: unknown): SaveState {
  if (isPassing(error)) return { kind: "offline" };
  if (error instanceof SignedOut) return { kind: "signedOut" };
  if (error instanceof Conflict && error.status === 412) return { kind: "conflict" };
  if (error instanceof Conflict || error instanceof Forbidden || error instanceof NotFound) return { kind: "closed", message: error.message };
  if (error instanceof ApiError) return { kind: "refused", message: error.message, details: error.details };
  return { kind: "offline" };
}

/** The save state as the header says it. */
export function saveWords(state: SaveState): string {
  switch (state.kind) {
    case "saved":
      return "All changes saved";
    case "waiting":
    case "saving":
      return "Saving…";
    case "offline":
      return "Not saved yet: your changes are kept in this tab";
    case "refused":
      return "Not saved: some values need correction";
    case "conflict":
      return "Not saved: somebody else changed this template";
    case "signedOut":
      return "Not saved: you are signed out";
    case "closed":
      return `Read-only: ${state.message}`;
  }
}
