"""How the channel service writes a problem."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from workspaces.api.channel import PREFIX
from workspaces.api.codes import CODES
from workspaces.api.families import Family, register
from workspaces.api.problems import Problem
from workspaces.api.request_id import request_id


def channel_error(problem: Problem, request: HttpRequest) -> tuple[int, Mapping[str, Any]]:
    """Status and body: `{"error", "message", "details": [{field, message}], "request_id"}`."""
    body = {
        "error": CODES[problem.kind],
        "message": problem.message,
        "details": [{"field": each.field, "message": each.message} for each in problem.details],
        "request_id": request_id(request),
    }
    return problem.kind.status, body


CHANNEL = register(Family(PREFIX, channel_error))
