// Scenarios against a server that is busy, broken, slow or gone. The tests in Python say what it answers.

import { ApiError, AuthError, CampanileError, Client, NetworkError } from "../src/index.js";
import { patient, thrown } from "./helpers.js";

export const fakeServer = {
  async busy() {
    const waits: number[] = [];
    const contact = await patient(waits).contacts.get("ct_1");
    return { waits, email: contact.email };
  },

  async refused() {
    const waits: number[] = [];
    const error = await thrown(() => patient(waits).contacts.get("ct_1"));
    const kind = error instanceof AuthError ? "auth" : error instanceof ApiError ? "api" : error.name;
    const facts = error instanceof ApiError || error instanceof AuthError
      ? { status: error.statusCode, code: error.code, request: error.requestId ?? null, retryAfter: error.retryAfter ?? null }
      : {};
    return { waits, kind, message: error.message, ...facts };
  },

  async posted() {
    const waits: number[] = [];
    const client = patient(waits);
    await client.contacts.upsert({ email: "ada@example.com" });
    await client.contacts.upsert({ email: "ada@example.com" }, { idempotencyKey: "mine" });
    return { waits };
  },

  async cut() {
    const waits: number[] = [];
    const error = await thrown(() => patient(waits).contacts.upsert({ email: "ada@example.com" }));
    return { waits, network: error instanceof NetworkError, key: error instanceof NetworkError && error.idempotencyKey };
  },

  async silence() {
    const error = await thrown(() => patient([], { timeout: 200, retries: 0 }).contacts.get("ct_1"));
    return error.message;
  },

  async deleted() {
    const waits: number[] = [];
    const client = patient(waits);
    await client.segments.delete("seg_1");
    const second = await thrown(() => client.segments.delete("seg_1"));
    return { waits, second: second instanceof ApiError && second.statusCode };
  },

  async partial() {
    const waits: number[] = [];
    const events = Array.from({ length: 1_500 }, () => ({ name: "x", email: "ada@example.com" }));
    const error = await thrown(() => patient(waits).events.bulk(events, { idempotencyKey: "night" }));
    return (error.partial as { recorded: number }).recorded;
  },

  async ids() {
    await patient([]).contacts.get("../segments?x=#");
    return (await thrown(() => patient([]).contacts.get(".."))).message;
  },

  async aborted() {
    const ending = new AbortController();
    const call = patient([]).contacts.upsert({ email: "ada@example.com" }, { signal: ending.signal });
    ending.abort(new CampanileError("not wanted any more"));
    return (await thrown(() => call)).message;
  },

  async secrets() {
    const key = "cmk_0123456789abcdef";
    const client = new Client({ apiKey: key, retries: 0 });
    const refused = await thrown(() => client.contacts.get("ct_1"));
    const failed = await thrown(() => client.contacts.get("ct_1"));
    const seen = [client, refused, failed, failed.cause].map((each) => `${String(each)} ${JSON.stringify(each)} ${deep(each)}`);
    const wrong = [];
    for (const bad of ["", "two words", `${key}\r\nX-Evil: 1`, "schlüssel"]) {
      wrong.push((await thrown(() => new Client({ apiKey: bad }))).message);
    }
    for (const baseUrl of ["campaigns.example.com", "ftp://x", "https://u:p@example.com", "https://x/?key=1"]) {
      wrong.push((await thrown(() => new Client({ apiKey: key, baseUrl }))).message);
    }
    return { shown: [...seen, ...wrong].filter((text) => text.includes(key)), wrong: wrong.length };
  },
};

/** Everything that an object holds, also what JSON leaves out. */
function deep(value: unknown, seen = new Set<unknown>()): string {
  if (typeof value !== "object" || value === null || seen.has(value)) return String(value);
  seen.add(value);
  return Reflect.ownKeys(value).map((name) => deep(Reflect.get(value, name), seen)).join(" ");
}
