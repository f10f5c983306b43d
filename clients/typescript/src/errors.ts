// What can go wrong with a call. None of these ever holds the API key.

/** One thing that is wrong with one field; `field` is a path such as `events[2].name`. */
export interface FieldProblem {
  field: string;
  message: string;
}

/** Everything that this package throws. `partial` is set where a list was sent in several requests and one failed. */
export class CampanileError extends Error {
  override name = "CampanileError";
  partial?: unknown;
}

/** No answer came, also not to the repetitions. The `idempotencyKey` of a POST makes it safe to send again. */
export class NetworkError extends CampanileError {
  override name = "NetworkError";
  readonly idempotencyKey: string | undefined;

  constructor(message: string, options: { cause?: unknown; idempotencyKey?: string | undefined } = {}) {
    super(message, { cause: options.cause });
    this.idempotencyKey = options.idempotencyKey;
  }
}

/** What a refusal says of itself. */
export interface RefusalFacts {
  statusCode: number;
  code: string;
  requestId?: string | undefined;
  details?: FieldProblem[];
  state?: Record<string, unknown>;
  retryAfter?: number | undefined;
}

class Refusal extends CampanileError {
  readonly statusCode: number;
  readonly code: string;
  /** Quote it when you ask for help. */
  readonly requestId: string | undefined;
  /** The fields that are wrong. */
  readonly details: FieldProblem[];
  /** On conflicts: what the status is and what it allows. */
  readonly state: Record<string, unknown>;
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(message: string, facts: RefusalFacts) {
    super(message);
    this.statusCode = facts.statusCode;
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.details = facts.details ?? [];
    this.state = facts.state ?? {};
    this.retryAfter = facts.retryAfter;
  }
}

/** 401: the key is unknown, expired or revoked. 403: it lacks the scope that `message` names. */
export class AuthError extends Refusal {
  override name = "AuthError";
}

/** Any other refusal. `code` is for programs, `message` for people. */
export class ApiError extends Refusal {
  override name = "ApiError";
}

/** A call of a webhook is not Campanile's, is too old, or holds no event. Answer 4xx and do nothing. */
export class WebhookRefused extends CampanileError {
  override name = "WebhookRefused";
}

/** A sender holds as many events as it may; this one was not taken. */
export class BufferFull extends CampanileError {
  override name = "BufferFull";
}

/** A sender could not deliver these `events`; its `cause` says why. They are yours again. */
export class UndeliveredEvents extends CampanileError {
  override name = "UndeliveredEvents";
  readonly events: object[];

  constructor(events: object[], cause: unknown) {
    super(`${String(events.length)} event(s) could not be delivered`, { cause });
    this.events = events;
  }
}
