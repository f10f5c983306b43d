"""The API families by the address they begin with, so that every error under it has the family's shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import HttpRequest

from workspaces.api.problems import Problem
from workspaces.api.request_id import request_id


class ErrorShape(Protocol):
    """How a family writes a problem: its HTTP status and JSON body."""

    def __call__(self, problem: Problem, request: HttpRequest) -> tuple[int, Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Family:
    """A folder of URLs that share one shape of answers."""

    prefix: str
    error_shape: ErrorShape


_families: list[Family] = []


def register(family: Family) -> Family:
    """Makes a family known to the handlers of errors outside views; a longer prefix goes before a shorter one."""
    _families.append(family)
    _families.sort(key=lambda each: -len(each.prefix))
    return family


def family_at(path: str) -> Family | None:
    """The family that this path belongs to."""
    return next((family for family in _families if path.startswith(family.prefix)), None)


def _plain_shape(problem: Problem, request: HttpRequest) -> tuple[int, Mapping[str, Any]]:
    """For addresses that belong to no family: `{"error", "message", "details", "request_id"}`."""
    details = [{"field": detail.field, "message": detail.message} for detail in problem.details]
    body = {
        "error": problem.kind.name,
        "message": problem.message,
        "details": details,
        "request_id": request_id(request),
    }
    return problem.kind.status, body


register(Family("/api/", _plain_shape))
