// Sends events from a buffer: in batches, after a while, when the page is left and when the program ends.

import { MOST_ITEMS, parts } from "./bulk.js";
import { ApiError, AuthError, BufferFull, CampanileError, NetworkError, UndeliveredEvents } from "./errors.js";
import { isBrowser, newKey } from "./transport.js";
import type { EventFields, EventRow, EventsTaken } from "./types.js";

export interface SenderOptions {
  /** How many events make a batch, at most 1,000; 500 where left out. */
  batch?: number;
  /** Milliseconds after which events are sent that make no batch; 5,000 where left out. */
  every?: number;
  /** How many may wait; 10,000 where left out. */
  mostWaiting?: number;
  /** Is told each event that the server did not take; without it they are written to the console. */
  onRefused?: (event: EventFields, row: EventRow) => void;
  /** Is told what goes wrong in the background; without it, it is written to the console. */
  onError?: (error: unknown) => void;
}

type Bulk = (events: EventFields[], keepalive: boolean) => Promise<EventsTaken>;

/** Takes events at once. Each gets a key, so that it counts once however often it is sent.
 *
 * While the server can't be reached the events wait; `flush` and `close` throw what could not be delivered. */
export class EventSender {
  readonly #bulk: Bulk;
  readonly #batch: number;
  readonly #every: number;
  readonly #mostWaiting: number;
  readonly #onRefused: (event: EventFields, row: EventRow) => void;
  readonly #onError: (error: unknown) => void;
  #queue: EventFields[] = [];
  #aside: EventFields[] = [];
  #asideCause: unknown;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #delivery: Promise<unknown> = Promise.resolve();
  #closed = false;
  readonly #leave = () => { void (isBrowser() ? this.#inBackground(true) : this.#atExit()); };

  constructor(bulk: Bulk, options: SenderOptions = {}) {
    const { batch = 500, every = 5_000, mostWaiting = 10_000 } = options;
    if (!(batch >= 1 && batch <= MOST_ITEMS && mostWaiting >= batch)) {
      throw new CampanileError(`batch must be 1 to ${String(MOST_ITEMS)}, and mostWaiting no less.`);
    }
    this.#bulk = bulk;
    this.#batch = batch;
    this.#every = every;
    this.#mostWaiting = mostWaiting;
    this.#onRefused = options.onRefused ?? ((event, row) => { console.warn("campanile: an event was refused", event.name, event.key, row.errors); });
    this.#onError = options.onError ?? ((error) => { console.error("campanile:", String(error)); });
    leaving(this.#leave, true);
  }

  /** How many events wait to be sent. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Takes one event and answers its key. Throws BufferFull, and CampanileError once it is closed. */
  send(event: EventFields): string {
    if (this.#closed) throw new CampanileError("The sender is closed.");
    if (!event.name) throw new CampanileError("An event needs a name.");
    if (this.#queue.length + this.#aside.length >= this.#mostWaiting) {
      throw new BufferFull(`${String(this.#mostWaiting)} events wait to be sent already.`);
    }
    const key = event.key ?? newKey();
    const kept = { ...event, key, occurred_at: event.occurred_at ?? new Date() };
    // What JSON can't say is refused here, before it stands in the way of the others.
    JSON.stringify(kept);
    this.#queue.push(kept);
    if (this.#queue.length >= this.#batch) void this.#inBackground(false);
    else this.#wait();
    return key;
  }

  /** Sends everything now. Throws what went wrong; events that may still be delivered go on waiting. */
  async flush(): Promise<void> {
    const error = await this.#deliver(false);
    const left = this.#aside.splice(0);
    if (left.length > 0) throw new UndeliveredEvents(left, this.#asideCause);
    if (error !== undefined) throw error;
  }

  /** Sends everything and takes no more. Throws UndeliveredEvents with those that could not be delivered. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    leaving(this.#leave, false);
    const error = await this.#deliver(false);
    const left = [...this.#aside.splice(0), ...this.#queue.splice(0)];
    if (left.length > 0) throw new UndeliveredEvents(left, error ?? this.#asideCause);
  }

  #wait(): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#inBackground(false);
    }, this.#every);
    // A timer alone must not keep a program running: what waits is sent when it ends.
    (this.#timer as { unref?: () => void }).unref?.();
  }

  async #inBackground(keepalive: boolean): Promise<void> {
    const error = await this.#deliver(keepalive);
    if (error === undefined) return;
    this.#onError(error);
    this.#wait();
  }

  /** Once: a program whose server is away ends, and says what it could not send. */
  async #atExit(): Promise<void> {
    leaving(this.#leave, false);
    const error = await this.#deliver(false);
    const left = [...this.#aside.splice(0), ...this.#queue.splice(0)];
    if (left.length > 0) this.#onError(new UndeliveredEvents(left, error ?? this.#asideCause));
  }

  /** Sends until nothing waits, one delivery at a time; answers what stopped it. */
  #deliver(keepalive: boolean): Promise<unknown> {
    const delivery = this.#delivery.then(() => this.#deliverNow(keepalive));
    this.#delivery = delivery;
    return delivery;
  }

  async #deliverNow(keepalive: boolean): Promise<unknown> {
    for (;;) {
      const [first] = parts(this.#queue.slice(0, this.#batch));
      if (first === undefined) return undefined;
      try {
        this.#settle(await this.#bulk(first.items, keepalive));
      } catch (error) {
        if (mayPass(error)) return error;
        this.#aside.push(...this.#queue.splice(0, first.items.length));
        this.#asideCause = error;
        this.#onError(error);
      }
    }
  }

  #settle(taken: EventsTaken): void {
    const sent = this.#queue.splice(0, taken.events.length);
    for (const [place, row] of taken.events.entries()) {
      const event = sent[place];
      if (row.outcome !== "refused" || event === undefined) continue;
      try {
        this.#onRefused(event, row);
      } catch (error) {
        // Whatever the callback does, the other events go on their way.
        this.#onError(error);
      }
    }
  }
}

/** Whether sending again later may help: the server is away, busy or broken, or the key is about to be mended. */
function mayPass(error: unknown): boolean {
  if (error instanceof NetworkError || error instanceof AuthError) return true;
  return error instanceof ApiError && (error.statusCode === 409 || error.statusCode === 429 || error.statusCode >= 500);
}

/** Calls back when a page is left, or a program has nothing else to do. */
function leaving(callback: () => void, on: boolean): void {
  if (isBrowser()) {
    if (on) addEventListener("pagehide", callback);
    else removeEventListener("pagehide", callback);
    return;
  }
  const host = globalThis as { process?: { on?: Listen; off?: Listen } };
  (on ? host.process?.on : host.process?.off)?.call(host.process, "beforeExit", callback);
}

type Listen = (event: "beforeExit", callback: () => void) => unknown;
