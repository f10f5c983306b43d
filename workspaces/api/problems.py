"""Everything that can go wrong with a request, as one neutral value that each family writes in its own shape."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions

from workspaces.errors import Conflict, DomainError, FieldError, InvalidInput, NotFound, PermissionRefused, Stale
from workspaces.services.balance import BalanceUsedUp
from workspaces.services.idempotency import KeyReused, StillServing


class Kind(Enum):
    """What went wrong, with the HTTP status that families use unless they say otherwise."""

    INVALID = 400
    MISSING = 4001  # 400: every wrong field is one that is missing
    UNAUTHENTICATED = 401
    PAYMENT_REQUIRED = 402  # the workspace's balance does not allow it
    FORBIDDEN = 403
    NOT_FOUND = 404
    METHOD_NOT_ALLOWED = 405
    NOT_ACCEPTABLE = 406
    CONFLICT = 409
    LENGTH_REQUIRED = 411
    KEY_REUSED = 4091  # 409: the Idempotency-Key belongs to another request
    STALE = 412  # changed by somebody else since it was read
    TOO_LARGE = 413
    UNSUPPORTED_MEDIA_TYPE = 415
    MATCH_MISSING = 428  # the change must say what it builds on
    RATE_LIMITED = 429
    INTERNAL = 500
    UNAVAILABLE = 503

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.value if self.value < 1000 else self.value // 10


@dataclass(frozen=True, slots=True)
class Problem:
    """One refused request. `state` is set on conflicts: what the row's status is and what it allows.

    `code` is for families that tell more than the kind; `more` stands beside the error in their bodies.
    """

    kind: Kind
    message: str
    details: tuple[FieldError, ...] = ()
    state: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    code: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


class Refused(Exception):
    """A view's own refusal, as the problem that it is."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class LengthRequired(exceptions.APIException):
    """The body comes in chunks of an unsaid number, which no server behind WSGI hands on."""

    status_code = 411
    default_detail = "Send the body with a Content-Length, not in chunks."


class PayloadTooLarge(exceptions.APIException):
    """The body is larger than this endpoint reads."""

    status_code = 413
    default_detail = "The body is too large."


INTERNAL = Problem(Kind.INTERNAL, "Something went wrong on our side. It has been logged under this request id.")
UNAVAILABLE = Problem(
    Kind.UNAVAILABLE, "The service can't reach its database. Try again in a moment.", headers={"Retry-After": "5"}
)
NOT_FOUND = Problem(Kind.NOT_FOUND, "There is nothing at this address.")

_SIMPLE: dict[type[Exception], Kind] = {
    exceptions.NotAcceptable: Kind.NOT_ACCEPTABLE,
    exceptions.UnsupportedMediaType: Kind.UNSUPPORTED_MEDIA_TYPE,
    LengthRequired: Kind.LENGTH_REQUIRED,
    PayloadTooLarge: Kind.TOO_LARGE,
    exceptions.ParseError: Kind.INVALID,
    exceptions.PermissionDenied: Kind.FORBIDDEN,
    exceptions.AuthenticationFailed: Kind.UNAUTHENTICATED,
    PermissionRefused: Kind.FORBIDDEN,
    NotFound: Kind.NOT_FOUND,
}


def problem_of(error: Exception) -> Problem | None:
    """The problem that an exception stands for; None for what nobody foresaw."""
    for known, kind in _SIMPLE.items():
        if isinstance(error, known):
            return Problem(kind, str(error), headers=_headers(error))
    match error:
        case Refused():
            return error.problem
        case BalanceUsedUp():
            return Problem(Kind.PAYMENT_REQUIRED, error.message, error.details)
        case exceptions.NotAuthenticated():
            return Problem(Kind.UNAUTHENTICATED, "Send an API key or sign in.", headers=_headers(error))
        case exceptions.ValidationError():
            return _invalid(tuple(_flatten(error.get_full_details(), "")))
        case InvalidInput():
            return _invalid(error.details, error.message)
        case Stale():
            return Problem(Kind.STALE, error.message, error.details)
        case Conflict():
            state = {"current_status": error.current_status, "allowed": list(error.allowed)}
            return Problem(Kind.CONFLICT, error.message, error.details, state if error.current_status else None)
        case KeyReused():
            return Problem(Kind.KEY_REUSED, error.message)
        case StillServing():
            return Problem(Kind.CONFLICT, error.message, headers={"Retry-After": "1"})
        case DomainError():
            return Problem(Kind.CONFLICT, error.message, error.details)
        case exceptions.MethodNotAllowed():
            return Problem(Kind.METHOD_NOT_ALLOWED, str(error), headers=_headers(error))
        case exceptions.Throttled():
            return Problem(Kind.RATE_LIMITED, "Too many requests; wait for Retry-After seconds.")
    return _problem_of_django(error)


def _problem_of_django(error: Exception) -> Problem | None:
    match error:
        case Http404():
            return NOT_FOUND
        case PermissionDenied():
            return Problem(Kind.FORBIDDEN, str(error) or "This is not allowed.")
        case RequestDataTooBig():
            return Problem(Kind.TOO_LARGE, "The body is too large.")
        case SuspiciousOperation():
            return Problem(Kind.INVALID, "The request can't be read.")
        case OperationalError() | InterfaceError():
            return UNAVAILABLE
    return None


def _invalid(details: tuple[FieldError, ...], message: str = "") -> Problem:
    missing = bool(details) and all(detail.code in ("required", "missing") for detail in details)
    if details and (not message or missing):
        first = f"{details[0].field}: {details[0].message}"
        message = first if len(details) == 1 else f"{first} (and {len(details) - 1} more)"
    return Problem(Kind.MISSING if missing else Kind.INVALID, message, details)


def _headers(error: Exception) -> dict[str, str]:
    header = getattr(error, "auth_header", None)
    return {"WWW-Authenticate": header} if header else {}


def _flatten(details: Any, path: str) -> Iterator[FieldError]:
    """DRF's nested errors as paths: `settings.daily_limit`, `events[2].name`."""
    if isinstance(details, dict) and set(details) == {"message", "code"} and isinstance(details["message"], str):
        yield FieldError(path or "body", str(details["message"]), str(details["code"]))
    elif isinstance(details, dict):
        for key, inner in details.items():
            yield from _flatten(inner, _join(path, key))
    else:
        nested = [bool(inner) and not _is_leaf(inner) for inner in details]
        for place, inner in enumerate(details):
            yield from _flatten(inner, f"{path}[{place}]" if any(nested) else path)


def _is_leaf(details: Any) -> bool:
    return isinstance(details, dict) and set(details) == {"message", "code"} and isinstance(details["message"], str)


def _join(path: str, key: Any) -> str:
    if key == "non_field_errors":
        return path
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else str(key)
