// Saves the draft by itself: a moment after the last change, one request at a time, again after a failure that may
// pass. Knows nothing of React or of what a flow means.

import { Conflict, DraftChanged, Forbidden, Invalid, isPassing, NotFound, Offline, ServerError, SignedOut } from "../../../api/errors";
import type { Draft } from "../../../api/types";
import type { FlowDocument } from "../../model/document";
import { sameFlow } from "../merge/values";
import type { SaveState } from "./state";

export interface SaverOptions {
  readonly revision: number;
  readonly save: (workflow: FlowDocument, revision: number) => Promise<Draft>;
  readonly onState: (state: SaveState) => void;
  readonly onSaved: (draft: Draft, workflow: FlowDocument) => void;
  /** Milliseconds between the last change and the request. */
  readonly delay?: number;
}

const DELAY = 800;
const PAUSES = { first: 2_000, longest: 30_000 };

export class Saver {
  private revision: number;
  private waiting: FlowDocument | null = null;
  private inFlight: Promise<void> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pause = PAUSES.first;
  private state: SaveState = { kind: "saved" };
  /** What was sent since the last answer; the server may have any of it. */
  private unanswered: FlowDocument[] = [];

  constructor(private readonly options: SaverOptions) {
    this.revision = options.revision;
  }

  /** A new document to be saved; several in a row become one request. */
  change(workflow: FlowDocument): void {
    this.waiting = workflow;
    if (this.isStopped()) return;
    if (this.state.kind !== "offline") this.tell({ kind: this.inFlight === null ? "unsaved" : "saving" });
    if (this.inFlight === null) this.plan(this.options.delay ?? DELAY);
  }

  /** Saves now what is waiting; the promise tells whether everything is saved. */
  async flush(): Promise<boolean> {
    while (this.inFlight !== null) await this.inFlight;
    if (this.waiting !== null && !this.isStopped()) await this.send();
    return this.state.kind === "saved";
  }

  /** Tries again at once: the network is back, or somebody signed in. */
  retry(): void {
    if (this.state.kind === "closed" || this.state.kind === "conflict" || this.waiting === null) return;
    this.pause = PAUSES.first;
    if (this.inFlight === null) void this.send();
  }

  /** After a conflict: what is to be saved now, on top of the revision that somebody else made. */
  resolve(workflow: FlowDocument | null, revision: number): void {
    this.revision = revision;
    this.unanswered = [];
    this.waiting = workflow;
    if (workflow === null) this.tell({ kind: "saved" });
    else void this.send();
  }

  /** Ends for good; nothing is sent any more. */
  stop(): void {
    clearTimeout(this.timer);
    this.waiting = null;
  }

  private isStopped(): boolean {
    return this.state.kind === "conflict" || this.state.kind === "signedOut" || this.state.kind === "closed";
  }

  private plan(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), milliseconds);
  }

  private send(): Promise<void> {
    clearTimeout(this.timer);
    const workflow = this.waiting;
    if (workflow === null) return Promise.resolve();
    this.waiting = null;
    if (this.state.kind !== "offline") this.tell({ kind: "saving" });
    this.inFlight = this.options.save(workflow, this.revision).then(
      (draft) => this.saved(draft, workflow),
      (error: unknown) => {
        const own = error instanceof DraftChanged ? this.sent(error.current.workflow, workflow) : undefined;
        if (error instanceof DraftChanged && own !== undefined) {
          if (own !== workflow) this.waiting ??= workflow;
          this.saved(error.current, own);
        } else this.failed(error, workflow);
      },
    );
    return this.inFlight;
  }

  /** Which of my own flows the server has: its answer was lost on its way, and nobody else saved. */
  private sent(current: FlowDocument, latest: FlowDocument): FlowDocument | undefined {
    return [latest, ...this.unanswered].find((workflow) => sameFlow(current, workflow));
  }

  private saved(draft: Draft, workflow: FlowDocument): void {
    this.inFlight = null;
    this.unanswered = [];
    this.revision = draft.revision;
    this.pause = PAUSES.first;
    this.options.onSaved(draft, workflow);
    if (this.waiting === null) {
      this.tell({ kind: "saved" });
      return;
    }
    this.tell({ kind: "unsaved" });
    this.plan(this.options.delay ?? DELAY);
  }

  private failed(error: unknown, workflow: FlowDocument): void {
    this.inFlight = null;
    const changed = this.waiting !== null;
    this.waiting ??= workflow;
    this.tell(stateAfter(error));
    if (isPassing(error)) {
      if (!this.unanswered.includes(workflow)) this.unanswered.push(workflow);
      this.plan(error instanceof ServerError && error.retryAfter !== null ? error.retryAfter * 1_000 : this.pause);
      this.pause = Math.min(this.pause * 2, PAUSES.longest);
    } else if (changed && error instanceof Invalid) {
      this.plan(this.options.delay ?? DELAY);
    }
  }

  private tell(state: SaveState): void {
    this.state = state;
    this.options.onState(state);
  }
}

function stateAfter(error: unknown): SaveState {
  if (error instanceof Offline) return { kind: "offline", failed: false };
  if (error instanceof DraftChanged) return { kind: "conflict", current: error.current };
  if (error instanceof SignedOut) return { kind: "signedOut" };
  if (error instanceof Forbidden) return { kind: "closed", why: "role", message: error.message };
  if (error instanceof Conflict) return { kind: "closed", why: "finished", message: error.message };
  if (error instanceof NotFound) return { kind: "closed", why: "gone", message: error.message };
  if (error instanceof Invalid) return { kind: "refused", message: error.message, details: error.details };
  return { kind: "offline", failed: true };
}
