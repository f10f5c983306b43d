// Scenarios of the buffered sender: nothing that was taken is lost without a word.

import { ApiError, BufferFull, Client, EventSender, NetworkError, UndeliveredEvents } from "../src/index.js";
import type { EventFields, EventsTaken } from "../src/index.js";
import { thrown } from "./helpers.js";

const ADA = { email: "ada@example.com" };

/** Takes lists of events, unless it is told to fail. */
function stub(...failures: Error[]) {
  const names: string[] = [];
  const bulk = (events: EventFields[]): Promise<EventsTaken> => {
    const failure = failures.shift();
    if (failure) return Promise.reject(failure);
    names.push(...events.map((event) => event.name));
    const rows = events.map((event, index) => ({
      index,
      outcome: event.name === "lost" ? ("refused" as const) : ("recorded" as const),
      id: null,
      errors: [],
    }));
    return Promise.resolve({ recorded: rows.length, duplicates: 0, refused: 0, events: rows });
  };
  return { names, bulk };
}

export const senders = {
  async sender() {
    const refused: string[] = [];
    const sender = new Client().events.sender({ batch: 2, onRefused: (event) => refused.push(event.name) });
    const keys = [0, 1, 2].map((number) => sender.send({ name: `step ${String(number)}`, ...ADA }));
    sender.send({ name: "lost", email: "nobody@example.com" });
    await sender.close();
    return { keys: new Set(keys).size, refused };
  },

  async waiting() {
    const busy = new ApiError("busy", { statusCode: 503, code: "SERVICE_UNAVAILABLE" });
    const { names, bulk } = stub(new NetworkError("away"), busy);
    const sender = new EventSender(bulk, { every: 3_600_000 });
    sender.send({ name: "a", ...ADA });
    const errors = [(await thrown(() => sender.flush())).name, (await thrown(() => sender.flush())).name];
    const held = sender.waiting;
    await sender.flush();
    await sender.close();
    return { errors, held, names, closed: (await thrown(() => sender.send({ name: "b", ...ADA }))).message };
  },

  async undelivered() {
    const { bulk } = stub(new NetworkError("away"));
    const sender = new EventSender(bulk, { every: 3_600_000 });
    sender.send({ name: "a", ...ADA });
    const error = await thrown(() => sender.close());
    return error instanceof UndeliveredEvents && [error.events.length, error.cause instanceof NetworkError];
  },

  async whole() {
    const told: unknown[] = [];
    const { names, bulk } = stub(new ApiError("too large", { statusCode: 413, code: "PAYLOAD_TOO_LARGE" }));
    const sender = new EventSender(bulk, { every: 3_600_000, batch: 2, onError: (error) => told.push(error) });
    sender.send({ name: "large", ...ADA });
    const first = sender.flush();
    const error = await thrown(() => first);
    sender.send({ name: "small", ...ADA });
    await sender.close();
    return { left: error instanceof UndeliveredEvents && error.events.length, names, told: told.length };
  },

  async batches() {
    const { names, bulk } = stub();
    const done = new Promise<void>((resolve) => {
      const sender = new EventSender(
        async (events) => {
          const taken = await bulk(events);
          resolve();
          return taken;
        },
        { batch: 2, every: 3_600_000 },
      );
      sender.send({ name: "a", ...ADA });
      sender.send({ name: "b", ...ADA });
    });
    await done;
    const later = new Promise<void>((resolve) => {
      const sender = new EventSender(
        async (events) => {
          const taken = await bulk(events);
          resolve();
          return taken;
        },
        { every: 1 },
      );
      sender.send({ name: "alone", ...ADA });
    });
    // The sender's own timer does not keep a program running.
    const alive = setInterval(() => undefined, 1_000);
    await later;
    clearInterval(alive);
    return names;
  },

  async full() {
    const { bulk } = stub();
    const sender = new EventSender(bulk, { batch: 1_000, mostWaiting: 1_000, every: 3_600_000 });
    for (let number = 0; number < 1_000 - 1; number += 1) sender.send({ name: "a", ...ADA });
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    let refused = "";
    try {
      sender.send({ name: "x", ...ADA, properties: loop });
    } catch (error) {
      refused = (error as Error).name;
    }
    const nameless = (await thrown(() => sender.send({ name: "", ...ADA }))).message;
    const held = sender.waiting;
    const small = new EventSender(() => new Promise(() => undefined), { batch: 1, mostWaiting: 1 });
    small.send({ name: "a", ...ADA });
    const full = await thrown(() => small.send({ name: "b", ...ADA }));
    return { refused, nameless, held, full: full instanceof BufferFull };
  },

  last() {
    new Client().events.sender({ every: 3_600_000 }).send({ name: "last words", ...ADA });
    return Promise.resolve();
  },

  lost() {
    const client = new Client({ baseUrl: "http://127.0.0.1:1", retries: 0 });
    client.events.sender({ every: 3_600_000 }).send({ name: "last words", ...ADA });
    return Promise.resolve();
  },
};
