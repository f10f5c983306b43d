"""What kinds of problems are called in the families that write their codes in lower case."""

from workspaces.api.problems import Kind

CODES = {
    Kind.INVALID: "validation_error",
    Kind.MISSING: "validation_error",
    Kind.UNAUTHENTICATED: "unauthenticated",
    Kind.PAYMENT_REQUIRED: "insufficient_balance",
    Kind.FORBIDDEN: "forbidden",
    Kind.NOT_FOUND: "not_found",
    Kind.METHOD_NOT_ALLOWED: "method_not_allowed",
    Kind.NOT_ACCEPTABLE: "not_acceptable",
    Kind.CONFLICT: "conflict",
    Kind.KEY_REUSED: "idempotency_key_reused",
    Kind.STALE: "stale",
    Kind.MATCH_MISSING: "if_match_required",
    Kind.LENGTH_REQUIRED: "length_required",
    Kind.TOO_LARGE: "too_large",
    Kind.UNSUPPORTED_MEDIA_TYPE: "unsupported_media_type",
    Kind.RATE_LIMITED: "rate_limited",
    Kind.INTERNAL: "internal_error",
    Kind.UNAVAILABLE: "unavailable",
}
