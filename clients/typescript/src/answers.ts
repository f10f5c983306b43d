// What an answer means: a success, a refusal that stands, or one that is worth repeating, and when.

import { ApiError, AuthError, type CampanileError, type FieldProblem } from "./errors.js";

/** Seconds before the first, second and third repetition. */
export const RETRY_DELAYS = [1, 2, 4] as const;
/** A server that asks for more patience than this is asked again by whoever called. */
const LONGEST_WAIT = 120;

type Json = Record<string, unknown>;

/** A refusal or failure; `wait` is in seconds, undefined where repeating would not help. */
export interface Verdict {
  problem: CampanileError;
  wait: number | undefined;
}

/** The JSON of a success; undefined where there is none. */
export function bodyOf(response: Response, text: string): unknown {
  if (response.status === 204 || text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const message = "The answer is not JSON; is baseUrl the address of a Campanile server?";
    throw new ApiError(message, facts(response, "not_json"));
  }
}

/** The same with the ETag as the `etag` of the one thing that is answered, in its envelope or without one. */
export function taggedBodyOf(response: Response, text: string): unknown {
  const body = bodyOf(response, text);
  // W/ says that the answer was compressed, which is no other state of what is answered (RFC 9110, 8.8.1).
  const etag = response.headers.get("ETag")?.replace(/^W\//, "");
  if (etag === undefined) return body;
  const whole = objectOf(body);
  return "data" in whole ? { ...whole, data: { ...objectOf(whole["data"]), etag } } : { ...whole, etag };
}

/** What a refusal means; `attempt` counts from 0. */
export function judged(name: string, response: Response, text: string, attempt: number, retries: number): Verdict {
  const problem = problemOf(name, response, text);
  const { status } = response;
  const repeatable = status === 429 || status >= 500 || (status === 409 && response.headers.has("Retry-After"));
  const asked = problem.retryAfter;
  if (!repeatable || attempt >= retries || (asked !== undefined && asked > LONGEST_WAIT)) {
    return { problem, wait: undefined };
  }
  return { problem, wait: asked ?? RETRY_DELAYS[attempt] };
}

function problemOf(name: string, response: Response, text: string): AuthError | ApiError {
  const body = objectOf(parsed(text));
  const error = objectOf(body["error"]);
  const code = error["code"] ?? body["error"];
  const message = error["message"] ?? body["message"] ?? `${name} was answered with ${title(response)}`;
  const details = error["details"] ?? body["details"];
  const found = facts(response, typeof code === "string" ? code : `http_${String(response.status)}`);
  const requestId = error["request_id"] ?? body["request_id"] ?? found.requestId;
  const Kind = response.status === 401 || response.status === 403 ? AuthError : ApiError;
  return new Kind(String(message), {
    ...found,
    requestId: typeof requestId === "string" ? requestId : undefined,
    details: Array.isArray(details) ? details.map(fieldProblem) : [],
    state: Array.isArray(details) ? {} : objectOf(details),
  });
}

function facts(response: Response, code: string) {
  const requestId = response.headers.get("X-Request-Id") ?? undefined;
  return { statusCode: response.status, code, requestId, retryAfter: retryAfter(response.headers.get("Retry-After")) };
}

function title(response: Response): string {
  if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) {
    return `${String(response.status)}: the server is elsewhere, set baseUrl to its own address`;
  }
  return `${String(response.status)} ${response.statusText}`.trim();
}

/** Seconds, of a number or of a date; undefined where it says nothing. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

function fieldProblem(each: unknown): FieldProblem {
  const { field, message } = objectOf(each);
  return { field: String(field ?? ""), message: String(message ?? "") };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
