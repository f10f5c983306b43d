// One request to the server and its answer: headers, time limit, and which failure becomes which error.

import {
  ApiError,
  Conflict,
  DraftChanged,
  Forbidden,
  Invalid,
  NotFound,
  Offline,
  ServerError,
  SignedOut,
} from "./errors";
import type { Detail, Draft } from "./types";

export interface TransportOptions {
  /** Ends with a slash, e.g. `/api/workspaces/acme/`. */
  readonly base: string;
  readonly csrf: string | (() => string);
  readonly fetch?: typeof fetch;
  /** Milliseconds after which an answer is no longer waited for. */
  readonly patience?: number;
}

export interface RequestOptions {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly ifMatch?: number;
  readonly signal?: AbortSignal | undefined;
}

export type Ask = <T>(path: string, options?: RequestOptions) => Promise<T>;

const PATIENCE = 30_000;

/** The function that asks; answers are trusted to have the shape that the API documents. */
export function createTransport(options: TransportOptions): Ask {
  const { base, csrf, fetch: send = globalThis.fetch.bind(globalThis), patience = PATIENCE } = options;
  return async <T>(path: string, request: RequestOptions = {}): Promise<T> => {
    const method = request.method ?? "GET";
    const token = typeof csrf === "function" ? csrf() : csrf;
    const limit = AbortSignal.timeout(patience);
    const response = await answered(request.signal, () =>
      send(base + path + queryOf(request.query), {
        method,
        credentials: "same-origin",
        redirect: "manual",
        headers: headersOf(method, token, request),
        signal: request.signal === undefined ? limit : AbortSignal.any([request.signal, limit]),
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      }),
    );
    const answer = await answered(request.signal, () => bodyOf(response));
    if (!response.ok) throw errorOf(response, answer);
    return answer as T;
  };
}

/** Runs a step of the exchange; only the caller's own abort stays what it is, everything else is "no answer". */
async function answered<T>(signal: AbortSignal | undefined, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new Offline();
  }
}

function headersOf(method: string, token: string, request: RequestOptions): Record<string, string> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = token;
  if (request.body !== undefined) headers["Content-Type"] = "application/json";
  if (request.ifMatch !== undefined) headers["If-Match"] = `"${request.ifMatch}"`;
  return headers;
}

function queryOf(query: RequestOptions["query"]): string {
  const parts = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== "") parts.set(key, String(value));
  }
  const text = parts.toString();
  return text === "" ? "" : `?${text}`;
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function errorOf(response: Response, answer: unknown): ApiError {
  const { status } = response;
  const { code, message, details, current } = readError(answer);
  const words = (fallback: string): string => message || fallback;
  // A redirect can only lead to the sign-in page; the API itself gives none.
  if (response.type === "opaqueredirect" || status === 401 || code === "csrf_failed") {
    return new SignedOut(words("You are signed out."), status, code);
  }
  if (status === 403) return new Forbidden(words("Your role does not allow this."), status, code, details);
  if (status === 404 || status === 410) return new NotFound(words("This no longer exists."), status, code, details);
  if (status === 412 && current !== null) return new DraftChanged(words("Somebody else saved first."), current);
  if (status === 409 || status === 412) return new Conflict(words("This is not possible now."), status, code, details);
  if (status === 429 || status >= 500) {
    return new ServerError(words("The server could not answer."), status, code, secondsOf(response));
  }
  return new Invalid(words("The server did not accept this."), status, code, details);
}

interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly details: readonly Detail[];
  readonly current: Draft | null;
}

function readError(answer: unknown): ErrorBody {
  if (typeof answer !== "object" || answer === null) return { code: "", message: "", details: [], current: null };
  const { error, message, details, current } = answer as Record<string, unknown>;
  return {
    code: typeof error === "string" ? error : "",
    message: typeof message === "string" ? message : "",
    details: Array.isArray(details) ? details.filter(isDetail) : [],
    current: isDraft(current) ? current : null,
  };
}

function isDetail(value: unknown): value is Detail {
  return typeof value === "object" && value !== null && "field" in value && "message" in value;
}

function isDraft(value: unknown): value is Draft {
  return typeof value === "object" && value !== null && "workflow" in value && "revision" in value;
}

function secondsOf(response: Response): number | null {
  const seconds = Number(response.headers.get("Retry-After") ?? "");
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}
