// What can go wrong between the browser and the server, one class per thing that a page answers differently.

import type { Detail, Draft } from "./types";

/** Anything that the client throws. `message` is fit to be shown. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly code: string = "",
    readonly details: readonly Detail[] = [],
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** No answer came: no network, a server that is away, or an answer that never ended. */
export class Offline extends ApiError {
  constructor() {
    super("The server can’t be reached.", 0, "offline");
  }
}

/** The session has ended, or its form token no longer fits. */
export class SignedOut extends ApiError {}

/** The role does not cover it. */
export class Forbidden extends ApiError {}

/** It does not exist, or no longer. */
export class NotFound extends ApiError {}

/** It does not fit the state that the thing is in, e.g. editing a finished campaign. */
export class Conflict extends ApiError {}

/** What was sent is wrong; `details` say where. Nothing was stored. */
export class Invalid extends ApiError {}

/** The server failed, or asked for patience: worth trying again. */
export class ServerError extends ApiError {
  constructor(
    message: string,
    status: number,
    code: string,
    /** Seconds to wait, where the server said so. */
    readonly retryAfter: number | null = null,
  ) {
    super(message, status, code);
  }
}

/** Somebody else saved the draft first; `current` is theirs. */
export class DraftChanged extends ApiError {
  constructor(
    message: string,
    readonly current: Draft,
  ) {
    super(message, 412, "draft_changed");
  }
}

/** Whether the same request may succeed later without anybody doing anything. */
export function isPassing(error: unknown): boolean {
  return error instanceof Offline || error instanceof ServerError;
}

/** The words for anything that was thrown. */
export function wordsOf(error: unknown): string {
  return error instanceof ApiError ? error.message : "Something went wrong in this page.";
}
