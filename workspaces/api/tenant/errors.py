"""How the tenant API writes a problem."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from workspaces.api.families import Family, register
from workspaces.api.problems import Kind, Problem
from workspaces.api.request_id import request_id
from workspaces.api.tenant import PREFIX

CODES = {
    Kind.INVALID: "VALIDATION_ERROR",
    Kind.MISSING: "MISSING_REQUIRED_FIELD",
    Kind.UNAUTHENTICATED: "AUTHENTICATION_REQUIRED",
    Kind.PAYMENT_REQUIRED: "INSUFFICIENT_BALANCE",
    Kind.FORBIDDEN: "INSUFFICIENT_PERMISSIONS",
    Kind.NOT_FOUND: "RESOURCE_NOT_FOUND",
    Kind.METHOD_NOT_ALLOWED: "METHOD_NOT_ALLOWED",
    Kind.NOT_ACCEPTABLE: "NOT_ACCEPTABLE",
    Kind.CONFLICT: "RESOURCE_CONFLICT",
    Kind.KEY_REUSED: "idempotency_key_reused",
    Kind.STALE: "PRECONDITION_FAILED",
    Kind.MATCH_MISSING: "PRECONDITION_REQUIRED",
    Kind.LENGTH_REQUIRED: "LENGTH_REQUIRED",
    Kind.TOO_LARGE: "PAYLOAD_TOO_LARGE",
    Kind.UNSUPPORTED_MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
    Kind.RATE_LIMITED: "RATE_LIMIT_EXCEEDED",
    Kind.INTERNAL: "INTERNAL_SERVER_ERROR",
    Kind.UNAVAILABLE: "SERVICE_UNAVAILABLE",
}


def tenant_error(problem: Problem, request: HttpRequest) -> tuple[int, Mapping[str, Any]]:
    """Status and body. `details` is a list of `{field, message}`, or the row's status where that is the reason."""
    fields = [{"field": detail.field, "message": detail.message} for detail in problem.details]
    error = {
        "code": CODES[problem.kind],
        "message": problem.message,
        "details": dict(problem.state) if problem.state else fields,
        "request_id": request_id(request),
        "documentation_url": f"{settings.BASE_URL}/api/docs/",
    }
    return problem.kind.status, {"success": False, "error": error, "timestamp": _timestamp()}


def _timestamp() -> str:
    return timezone.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")


TENANT = register(Family(PREFIX, tenant_error))
