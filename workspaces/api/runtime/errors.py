"""How the Runtime API writes a problem."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from workspaces.api.codes import CODES
from workspaces.api.families import Family, register
from workspaces.api.problems import Problem
from workspaces.api.runtime import PREFIX


def runtime_error(problem: Problem, request: HttpRequest) -> tuple[int, Mapping[str, Any]]:
    """Status and body: `{"error", "message", "details": [{field, message}]}`; the request's id is in the headers."""
    details = [{"field": each.field, "message": each.message} for each in problem.details]
    return problem.kind.status, {"error": CODES[problem.kind], "message": problem.message, "details": details}


RUNTIME = register(Family(PREFIX, runtime_error))
