"""How operations are described, alike for every family: what they take and answer, their errors, and what they need.

A family adds the shape of its errors and makes its own decorator: `operation = Describer(_error, tag="Campaigns")`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from workspaces.api.access import Need
from workspaces.api.problems import Kind

F = TypeVar("F", bound=Callable[..., Any])
AnySerializer = type[serializers.Serializer] | serializers.BaseSerializer | serializers.Field

EXAMPLE_REQUEST_ID = "req_01k9zq3v7nfe5v8x2m4c6d8a0b"


@dataclass(frozen=True, slots=True)
class ErrorText:
    """What a kind of error means, and an example: its message and the fields that it names."""

    meaning: str
    message: str
    details: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True, slots=True)
class ErrorExample:
    """An error as a family writes it: the component that describes it, its code, a whole body, and what to add.

    `status`: the family's own for it; that of the kind where None.
    """

    shape: type[serializers.Serializer]
    code: str
    body: Mapping[str, Any]
    addition: str = ""
    status: int | None = None


class ErrorShape(Protocol):
    """How a family writes an error of this kind."""

    def __call__(self, kind: Kind, text: ErrorText) -> ErrorExample: ...


_TEXTS: Mapping[Kind, ErrorText] = {
    Kind.INVALID: ErrorText(
        "Something in the request is not acceptable; `details` name every wrong field. Nothing was written.",
        "name: This field may not be blank.",
        [{"field": "name", "message": "This field may not be blank."}],
    ),
    Kind.UNAUTHENTICATED: ErrorText("No API key and no session, or a bad one.", "Send an API key or sign in."),
    Kind.PAYMENT_REQUIRED: ErrorText(
        "The campaign is paused because the workspace's balance is used up.",
        "The campaign is PAUSED_BALANCE: top up the balance, then resume it.",
    ),
    Kind.FORBIDDEN: ErrorText(
        "The key's scopes, or the member's role, don't cover this.", "This API key lacks the scope campaigns:write."
    ),
    Kind.NOT_FOUND: ErrorText(
        "No such resource in the workspaces that the caller may enter.", "There is no such campaign."
    ),
    Kind.CONFLICT: ErrorText(
        "The resource's state does not allow this, or the Idempotency-Key was used for another request "
        "(`idempotency_key_reused`).",
        "The campaign is completed: it can't be started.",
    ),
    Kind.STALE: ErrorText(
        "Somebody else changed it since it was read; `current` is what it is now.",
        "Somebody else saved the flow first.",
    ),
    Kind.MATCH_MISSING: ErrorText(
        "The header If-Match is missing: the ETag of what was read last.", "Send the ETag that you read as If-Match."
    ),
    Kind.RATE_LIMITED: ErrorText(
        "Too many requests; the header Retry-After says how many seconds to wait.",
        "Too many requests; wait for Retry-After seconds.",
    ),
    Kind.INTERNAL: ErrorText(
        "A fault on our side. Safe to repeat with the same Idempotency-Key.",
        "Something went wrong on our side. It has been logged under this request id.",
    ),
}
_ALWAYS = (Kind.UNAUTHENTICATED, Kind.FORBIDDEN, Kind.RATE_LIMITED, Kind.INTERNAL)


def _header(name: str, description: str, *examples: OpenApiExample, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        description=description,
        examples=list(examples),
        required=required,
    )


_REQUEST_ID = _header("X-Request-Id", "Echoed; made where none is sent.")
_IDEMPOTENCY = _header(
    "Idempotency-Key",
    "At most 255 characters. The first answer is replayed for 24 hours, with `Idempotency-Replayed: true`.",
    OpenApiExample("Any unique text", value="4f6c1c0e-launch"),
)


def if_match_header(*, required: bool) -> OpenApiParameter:
    """The header that says which state a change builds on."""
    return _header(
        "If-Match",
        "The ETag that was read last; `*` for whatever is there now.",
        OpenApiExample("An ETag", value='"7"'),
        required=required,
    )


@dataclass(frozen=True, slots=True)
class Describer:
    """A family's decorator of methods. `tag` is the group of operations where a method names none."""

    error_shape: ErrorShape
    tag: str

    def __call__(
        self,
        operation_id: str,
        *,
        summary: str,
        description: str,
        need: Need,
        answer: serializers.BaseSerializer | serializers.Field | Mapping[str, Any] | None,
        example: Any = None,
        status: int = 200,
        body: Any = None,
        bodies: Mapping[str, Any] | None = None,
        query: Sequence[Any] = (),
        errors: Collection[Kind] = (),
        post: bool = False,
        tag: str | None = None,
        media: str = "application/json",
    ) -> Callable[[F], F]:
        """Describes one method with examples, every error that it may give, and what it needs.

        `media` is that of a file, which is answered as it is: it has no shape. Nor has the answer of status 204.
        """
        examples = [OpenApiExample(name, value=value, request_only=True) for name, value in (bodies or {}).items()]
        responses: dict[Any, Any] = {204: OpenApiResponse(description="Success; no body.")}
        if status != 204:
            # Of a list the description takes one entry and puts it in a list by itself.
            entry = example[0] if isinstance(answer, serializers.ListSerializer) else example
            shape = OpenApiTypes.BINARY if answer is None else answer
            examples.append(
                OpenApiExample("Success", value=entry, response_only=True, status_codes=[str(status)], media_type=media)
            )
            responses = {(status, media): OpenApiResponse(shape, description="Success.")}
        for kind in sorted({*errors, *_ALWAYS}, key=lambda each: each.status):
            status_of_error, response, shown = self._error(kind)
            responses[status_of_error] = response
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
            tags=[tag or self.tag],
        )

    def _error(self, kind: Kind) -> tuple[int, OpenApiResponse, OpenApiExample]:
        text = _TEXTS[kind]
        shown = self.error_shape(kind, text)
        status = shown.status or kind.status
        example = OpenApiExample(shown.code, value=shown.body, response_only=True, status_codes=[str(status)])
        return status, OpenApiResponse(shown.shape, description=text.meaning + shown.addition), example
