"""How the Runtime API writes a problem."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from workspaces.api.families import Family, register
from workspaces.api.problems import Kind, Problem
from workspaces.api.runtime import PREFIX

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


def runtime_error(problem: Problem, request: HttpRequest) -> tuple[int, Mapping[str, Any]]:
    """Status and body: `{"error", "message", "details": [{field, message}]}`; the request's id is in the headers."""
    details = [{"field": each.field, "message": each.message} for each in problem.details]
    return problem.kind.status, {"error": CODES[problem.kind], "message": problem.message, "details": details}


RUNTIME = register(Family(PREFIX, runtime_error))
