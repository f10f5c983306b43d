"""How the tenant API's operations are described: its envelopes and errors. One decorator per method."""

from functools import cache
from typing import Any

from drf_spectacular.utils import extend_schema_field, inline_serializer
from rest_framework import serializers

from workspaces.api.operations import EXAMPLE_REQUEST_ID, AnySerializer, Describer, ErrorExample, ErrorText
from workspaces.api.paging import Pagination
from workspaces.api.problems import Kind
from workspaces.api.tenant.errors import CODES


class CursorPagination(serializers.Serializer):
    """Where the page stands in a long list, which is read on with `next_cursor`."""

    total = serializers.IntegerField(allow_null=True, help_text="Null where counting would read every row.")
    limit = serializers.IntegerField()
    offset = serializers.IntegerField(allow_null=True, help_text="0 on the first page; null behind a cursor.")
    has_more = serializers.BooleanField()
    next_cursor = serializers.CharField(allow_null=True, help_text="Null on the last page.")


class ErrorDetail(serializers.Serializer):
    """One wrong field."""

    field = serializers.CharField(help_text="Its path, such as `sequence[0].subject`.")
    message = serializers.CharField()


_CONFLICT_DETAILS: dict[str, Any] = {
    "description": "Why the present state does not allow it; the fields in question where that is the reason.",
    "oneOf": [
        {
            "type": "object",
            "properties": {
                "current_status": {"type": "string"},
                "allowed": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "What the state does allow.",
                },
            },
            "required": ["current_status", "allowed"],
        },
        {"type": "array", "items": {"$ref": "#/components/schemas/ErrorDetail"}},
    ],
}


@extend_schema_field(_CONFLICT_DETAILS)
class _ConflictDetails(serializers.JSONField):
    """A state, or a list of fields."""


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
    details = _ConflictDetails()  # type: ignore[assignment]


class ConflictError(serializers.Serializer):
    """A refusal because of the resource's state."""

    success = serializers.BooleanField(default=False)
    error = _ConflictBody()
    timestamp = serializers.DateTimeField()


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


def page_example(row: Any, *, limit: int = 20, cursor: bool = False) -> dict[str, Any]:
    """The example of a list that has this row alone; `cursor`: as in `page_envelope`."""
    place: dict[str, Any] = {"total": 1, "limit": limit, "offset": 0, "has_more": False}
    if cursor:
        place["next_cursor"] = None
    return {"success": True, "data": [row], "pagination": place}


_MISSING = " Where all that is wrong is missing fields, the code is `MISSING_REQUIRED_FIELD`."


def _error(kind: Kind, text: ErrorText) -> ErrorExample:
    details: Any = {"current_status": "completed", "allowed": []} if kind is Kind.CONFLICT else list(text.details)
    body = {
        "success": False,
        "error": {
            "code": CODES[kind],
            "message": text.message,
            "details": details,
            "request_id": EXAMPLE_REQUEST_ID,
            "documentation_url": "https://campaigns.example.com/api/docs/",
        },
        "timestamp": "2025-11-21T10:00:00.000Z",
    }
    shape = ConflictError if kind is Kind.CONFLICT else Error
    return ErrorExample(shape, CODES[kind], body, _MISSING if kind is Kind.INVALID else "")


operation = Describer(_error, tag="Campaigns")


def _field(data: AnySerializer) -> serializers.Field:
    return data() if isinstance(data, type) else data
