"""How the Workspace API writes a problem."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from workspaces.api.codes import CODES
from workspaces.api.families import Family, register
from workspaces.api.problems import Problem
from workspaces.api.request_id import request_id
from workspaces.api.serializers import UNKNOWN_FIELD
from workspaces.api.workspace import PREFIX
from workspaces.api.workspace.camel import camel_path
from workspaces.errors import respelled


def workspace_error(problem: Problem, request: HttpRequest) -> tuple[int, Mapping[str, Any]]:
    """Status and body: `{"error", "message", "details", "requestId"}`, on conflicts with `status` and `allowed`."""
    state = problem.state or {}
    # A name that nobody knows is told as it was sent: ours for it may be one that everybody knows.
    unknown = {each.field for each in problem.details if each.message == UNKNOWN_FIELD}
    spelled = (lambda field: field if field in unknown else camel_path(field)) if unknown else camel_path
    message, details = respelled(problem.message, problem.details, spelled)
    body = {
        "error": problem.code or CODES[problem.kind],
        "message": message,
        "details": [{"field": each.field, "message": each.message} for each in details],
        "requestId": request_id(request),
        **({"status": state["current_status"], "allowed": state["allowed"]} if state else {}),
        **problem.more,
    }
    return problem.kind.status, body


WORKSPACE = register(Family(PREFIX, workspace_error))
