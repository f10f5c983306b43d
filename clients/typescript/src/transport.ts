// Sends calls by fetch, repeated where that helps. Knows nothing of what they are about.

import { bodyOf, judged, RETRY_DELAYS, taggedBodyOf, type Verdict } from "./answers.js";
import { CampanileError, NetworkError } from "./errors.js";
import type { Tagged } from "./types.js";

/** Values of a query string; those that are undefined are left out. */
export type Query = Record<string, string | number | undefined>;

/** How one call is made. */
export interface CallOptions {
  /** Of a POST, the same over all repetitions; made where left out. */
  idempotencyKey?: string | undefined;
  /** Ends the call early. */
  signal?: AbortSignal | undefined;
}

/** How a change is made. */
export interface ChangeOptions extends CallOptions {
  /** What you have read and now change: where somebody else has changed it since, the answer is 412. */
  base?: Tagged | undefined;
}

/** How a client is made. */
export interface ClientOptions {
  /** Else CAMPANILE_API_KEY of the environment. */
  apiKey?: string | undefined;
  /** The server's address, else CAMPANILE_URL of the environment. */
  baseUrl?: string | undefined;
  /** Milliseconds without an answer; 30,000 where left out. */
  timeout?: number | undefined;
  /** How often a call is repeated, 0 to 3. */
  retries?: number | undefined;
  /** Another fetch, for proxies and tests. */
  fetch?: typeof fetch | undefined;
  /** Another way of waiting, for tests. */
  sleep?: ((milliseconds: number) => Promise<void>) | undefined;
}

/** One request. */
export interface Call extends CallOptions {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  query?: Query | undefined;
  body?: object | undefined;
  form?: FormData | undefined;
  headers?: Record<string, string>;
  /** Whether the answer is one thing that remembers its ETag. */
  tagged?: boolean | undefined;
  /** Lets the request outlive the page. */
  keepalive?: boolean | undefined;
}

const VERSION = "0.1.0";
const TIMEOUT = 30_000;

/** Every resource of a client sends its calls through this. The key is a private field, which nothing prints. */
export class Transport {
  readonly baseUrl: string;
  readonly #key: string;
  readonly #timeout: number;
  readonly #retries: number;
  readonly #fetch: typeof fetch;
  readonly #sleep: (milliseconds: number) => Promise<void>;

  constructor(options: ClientOptions) {
    const key = (options.apiKey ?? environment("CAMPANILE_API_KEY") ?? "").trim();
    if (key === "") throw new CampanileError("An API key is needed: pass apiKey, or set CAMPANILE_API_KEY.");
    if (!/^[\x21-\x7e]{1,512}$/.test(key)) throw new CampanileError("The API key holds characters that no key has.");
    const url = (options.baseUrl ?? environment("CAMPANILE_URL") ?? "http://localhost:8000").trim().replace(/\/+$/, "");
    if (!/^https?:\/\/[^\s/?#@]+(\/[^\s?#@]*)?$/.test(url)) {
      throw new CampanileError("baseUrl must be the server's address, such as https://campaigns.example.com");
    }
    this.#timeout = options.timeout ?? TIMEOUT;
    this.#retries = options.retries ?? RETRY_DELAYS.length;
    if (!(this.#timeout > 0) || !(this.#retries >= 0 && this.#retries <= RETRY_DELAYS.length)) {
      throw new CampanileError(`timeout must be positive, retries 0 to ${String(RETRY_DELAYS.length)}.`);
    }
    this.baseUrl = url;
    this.#key = key;
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.#sleep = options.sleep ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));
  }

  /** The answer's JSON. Throws AuthError, ApiError, NetworkError. */
  async send<T>(call: Call): Promise<T> {
    const named = call.method === "POST" ? { ...call, idempotencyKey: call.idempotencyKey ?? newKey() } : call;
    let unsure = false;
    for (let attempt = 0; ; attempt += 1) {
      let verdict: Verdict;
      try {
        const { response, text } = await this.#request(named);
        if (response.ok) return (call.tagged ? taggedBodyOf(response, text) : bodyOf(response, text)) as T;
        // A DELETE whose first answer was lost finds gone what it was to delete.
        if (unsure && call.method === "DELETE" && response.status === 404) return undefined as T;
        unsure ||= response.status >= 500;
        verdict = judged(`${call.method} ${call.path}`, response, text, attempt, this.#retries);
      } catch (error) {
        if (error instanceof CampanileError || call.signal?.aborted) throw error;
        unsure = true;
        verdict = { problem: this.#failure(named, error), wait: attempt < this.#retries ? RETRY_DELAYS[attempt] : undefined };
      }
      if (verdict.wait === undefined) throw verdict.problem;
      await this.#sleep(verdict.wait * 1000);
    }
  }

  async #request(call: Call): Promise<{ response: Response; text: string }> {
    const ending = new AbortController();
    const end = () => { ending.abort(call.signal?.reason); };
    const timer = setTimeout(() => { ending.abort(new Error("timeout")); }, this.#timeout);
    call.signal?.addEventListener("abort", end);
    if (call.signal?.aborted) end();
    try {
      const init: RequestInit = { method: call.method, headers: this.#headers(call), redirect: "manual", signal: ending.signal };
      const body = call.form ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
      if (body !== undefined) init.body = body;
      if (call.keepalive) init.keepalive = true;
      const response = await this.#fetch(this.baseUrl + call.path + queryString(call.query), init);
      return { response, text: await response.text() };
    } finally {
      clearTimeout(timer);
      call.signal?.removeEventListener("abort", end);
    }
  }

  #headers(call: Call): Record<string, string> {
    return {
      Authorization: `Bearer ${this.#key}`,
      Accept: "application/json",
      // Browsers send a User-Agent of their own.
      ...(isBrowser() ? {} : { "User-Agent": `campanile-typescript/${VERSION}` }),
      ...(call.body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(call.idempotencyKey === undefined ? {} : { "Idempotency-Key": call.idempotencyKey }),
      ...call.headers,
    };
  }

  #failure(call: Call, error: unknown): NetworkError {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const slow = error instanceof Error && error.message === "timeout";
    const words = slow ? `no answer within ${String(this.#timeout / 1000)} s` : cause instanceof Error ? cause.message : "failed";
    const options = { cause: error, idempotencyKey: call.idempotencyKey };
    return new NetworkError(`${call.method} ${call.path} at ${this.baseUrl}: ${words}`, options);
  }
}

/** The call of a change, with what it builds on. */
export function changing(call: Call, options: ChangeOptions): Call {
  const { base, ...others } = options;
  if (base === undefined) return { ...call, ...others, tagged: true };
  if (base.etag === undefined) throw new CampanileError("base carries no ETag, as it is from a list or older: get it first.");
  return { ...call, ...others, tagged: true, headers: { "If-Match": base.etag } };
}

/** A path of parts that may hold anything. */
export function pathOf(...parts: string[]): string {
  if (parts.some((part) => part === "" || part === "." || part === "..")) throw new CampanileError("An id is empty.");
  return parts.map(encodeURIComponent).join("/");
}

/** An idempotency key, or the key of an event. */
export function newKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  // Browsers have randomUUID on https pages only.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether this is a page. */
export function isBrowser(): boolean {
  return typeof document !== "undefined";
}

function queryString(query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.length === 0 ? "" : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
}

function environment(name: string): string | undefined {
  const host = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return host.process?.env?.[name];
}
