"""How the tenant API's operations are described: envelopes, errors, headers, scopes. One decorator per method."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.tenant.errors import CODES

F = TypeVar("F", bound=Callable[..., Any])
AnySerializer = type[serializers.Serializer] | serializers.BaseSerializer | serializers.Field

_EXAMPLE_ID = "req_01k9zq3v7nfe5v8x2m4c6d8a0b"


class Pagination(serializers.Serializer):
    """Where the page stands in the list."""

    total = serializers.IntegerField()
    limit = serializers.IntegerField()
    offset = serializers.IntegerField()
    has_more = serializers.BooleanField()


class CursorPagination(serializers.Serializer):
    """Where the page stands in a long list, which is read on with `next_cursor`."""

    total = serializers.IntegerField(allow_null=True, help_text="Null where counting would read every row.")
    limit = serializers.IntegerField()
    has_more = serializers.BooleanField()
    next_cursor = serializers.CharField(allow_null=True, help_text="Null on the last page.")


class ErrorDetail(serializers.Serializer):
    """One wrong field."""

    field = serializers.CharField(help_text="Its path, such as `sequence[0].subject`.")
    message = serializers.CharField()


class ConflictState(serializers.Serializer):
    """Why the present state does not allow it."""

    current_status = serializers.CharField()
    allowed = serializers.ListField(child=serializers.CharField(), help_text="What the state does allow.")


class _ErrorBody(serializers.Serializer):
    code = serializers.ChoiceField(choices=sorted(CODES.values()))
    message = serializers.CharField()
    details = ErrorDetail(many=True)
    request_id = serializers.CharField(help_text="Also in the header X-Request-Id and in our logs.")
    documentation_url = serializers.URLField()


class Error(serializers.Serializer):
    """Every refusal."""

    success = serializers.BooleanField(default=False)
    error = _ErrorBody()
    timestamp = serializers.DateTimeField()


class _ConflictBody(_ErrorBody):
    details = ConflictState()  # type: ignore[assignment]


class ConflictError(serializers.Serializer):
    """A refusal because of the resource's state."""

    success = serializers.BooleanField(default=False)
    error = _ConflictBody()
    timestamp = serializers.DateTimeField()


# Kind → what it means, the message of its example, and the example's details.
_ERRORS: Mapping[Kind, tuple[str, str, Any]] = {
    Kind.INVALID: (
        "Something in the request is not acceptable; `details` name every wrong field. Nothing was written. Where all "
        "that is wrong is missing fields, the code is `MISSING_REQUIRED_FIELD`.",
        "name: This field may not be blank.",
        [{"field": "name", "message": "This field may not be blank."}],
    ),
    Kind.UNAUTHENTICATED: ("No API key and no session, or a bad one.", "Send an API key or sign in.", []),
    Kind.FORBIDDEN: (
        "The key's scopes, or the member's role, don't cover this.",
        "This API key lacks the scope campaigns:write.",
        [],
    ),
    Kind.NOT_FOUND: (
        "No such resource in the workspaces that the caller may enter.",
        "There is no such campaign.",
        [],
    ),
    Kind.CONFLICT: (
        "The resource's state does not allow this, or the Idempotency-Key was used for another request "
        "(`idempotency_key_reused`).",
        "The campaign is completed: it can't be started.",
        {"current_status": "completed", "allowed": []},
    ),
    Kind.RATE_LIMITED: (
        "Too many requests; the header Retry-After says how many seconds to wait.",
        "Too many requests; wait for Retry-After seconds.",
        [],
    ),
    Kind.INTERNAL: (
        "A fault on our side. Safe to repeat with the same Idempotency-Key.",
        "Something went wrong on our side. It has been logged under this request id.",
        [],
    ),
}
_ALWAYS = (Kind.UNAUTHENTICATED, Kind.FORBIDDEN, Kind.RATE_LIMITED, Kind.INTERNAL)
_IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="At most 255 characters. The first answer is replayed for 24 hours, with `Idempotency-Replayed: true`.",
    examples=[OpenApiExample("Any unique text", value="4f6c1c0e-launch")],
)
_REQUEST_ID = OpenApiParameter(
    "X-Request-Id", OpenApiTypes.STR, OpenApiParameter.HEADER, description="Echoed; made where none is sent."
)


@cache
def envelope(name: str, data: AnySerializer) -> serializers.Serializer:
    """`{"success": true, "data": …}` as a component called `name`."""
    return inline_serializer(name, {"success": serializers.BooleanField(default=True), "data": _field(data)})


@cache
def page_envelope(name: str, data: type[serializers.Serializer], *, cursor: bool = False) -> serializers.Serializer:
    """`{"success": true, "data": […], "pagination": {…}}` as a component called `name`."""
    fields = {
        "success": serializers.BooleanField(default=True),
        "data": data(many=True),
        "pagination": CursorPagination() if cursor else Pagination(),
    }
    return inline_serializer(name, fields)


def operation(
    operation_id: str,
    *,
    summary: str,
    description: str,
    need: Need,
    answer: serializers.Serializer,
    example: Any,
    status: int = 200,
    body: Any = None,
    bodies: Mapping[str, Any] | None = None,
    query: Sequence[Any] = (),
    errors: Collection[Kind] = (),
    post: bool = False,
    tag: str = "Campaigns",
) -> Callable[[F], F]:
    """Describes one method: what it takes and answers, with examples, every error it may give, and what it needs."""
    examples = [OpenApiExample(name, value=value, request_only=True) for name, value in (bodies or {}).items()]
    examples.append(
        OpenApiExample("Success", value=example, response_only=True, status_codes=[str(status)]),
    )
    responses: dict[int, Any] = {status: OpenApiResponse(answer, description="Success.")}
    for kind in sorted({*errors, *_ALWAYS}, key=lambda each: each.status):
        responses[kind.status], shown = _error(kind)
        examples.append(shown)
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        description=f"{description}\n\nNeeds the scope `{need.scope.value}`; a member needs the role "
        f"{need.role.value}.",
        request=body,
        parameters=[*query, _REQUEST_ID, *([_IDEMPOTENCY] if post else [])],
        responses=responses,
        examples=examples,
        auth=[{"bearerKey": [need.scope.value]}, {"headerKey": [need.scope.value]}, {"browserSession": []}],  # type: ignore[list-item]
        tags=[tag],
    )


def _error(kind: Kind) -> tuple[OpenApiResponse, OpenApiExample]:
    meaning, message, details = _ERRORS[kind]
    body = {
        "success": False,
        "error": {
            "code": CODES[kind],
            "message": message,
            "details": details,
            "request_id": _EXAMPLE_ID,
            "documentation_url": "https://campaigns.example.com/api/docs/",
        },
        "timestamp": "2025-11-21T10:00:00.000Z",
    }
    shape = ConflictError if kind is Kind.CONFLICT else Error
    example = OpenApiExample(CODES[kind], value=body, response_only=True, status_codes=[str(kind.status)])
    return OpenApiResponse(shape, description=meaning), example


def _field(data: AnySerializer) -> serializers.Field:
    return data() if isinstance(data, type) else data
