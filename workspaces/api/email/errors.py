"""How the e-mail API writes a problem."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from workspaces.api.codes import CODES
from workspaces.api.email import PREFIX
from workspaces.api.families import Family, register
from workspaces.api.problems import Kind, Problem
from workspaces.api.request_id import request_id

UNPROCESSABLE = 422


def email_status(kind: Kind) -> int:
    """The HTTP status: what is not acceptable is 422 here."""
    return UNPROCESSABLE if kind in (Kind.INVALID, Kind.MISSING) else kind.status


def email_error(problem: Problem, request: HttpRequest) -> tuple[int, Mapping[str, Any]]:
    """Status and body: `{"ok": false, "error": {"code", "message", "details": [{field, message}], "request_id"}}`."""
    details = [{"field": each.field, "message": each.message} for each in problem.details]
    error = {
        "code": CODES[problem.kind],
        "message": problem.message,
        "details": details,
        "request_id": request_id(request),
    }
    return email_status(problem.kind), {"ok": False, "error": error}


EMAIL = register(Family(PREFIX, email_error))
