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
from workspaces.api.deprecation import Deprecation, mark
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
    Kind.NOT_ACCEPTABLE: ErrorText(
        "The header Accept names nothing that this is answered as.", "Could not satisfy the request Accept header."
    ),
    Kind.LENGTH_REQUIRED: ErrorText(
        "The body came in chunks, without a Content-Length.", "Send the body with a Content-Length, not in chunks."
    ),
    Kind.TOO_LARGE: ErrorText("The body is larger than is read here.", "The body is larger than 2 MiB."),
    Kind.UNSUPPORTED_MEDIA_TYPE: ErrorText(
        "The body is of a type that is not read here; send JSON.",
        'Unsupported media type "text/plain" in request.',
    ),
    Kind.RATE_LIMITED: ErrorText(
        "Too many requests; the header Retry-After says how many seconds to wait.",
        "Too many requests; wait for Retry-After seconds.",
    ),
    Kind.INTERNAL: ErrorText(
        "A fault on our side. Safe to repeat with the same Idempotency-Key.",
        "Something went wrong on our side. It has been logged under this request id.",
    ),
    Kind.UNAVAILABLE: ErrorText(
        "The database can't be reached; the header Retry-After says how many seconds to wait. Nothing was written.",
        "The service can't reach its database. Try again in a moment.",
    ),
}
# Of any operation: unknown parameters are refused, and the rest befalls each.
_ALWAYS = (
    Kind.INVALID,
    Kind.UNAUTHENTICATED,
    Kind.FORBIDDEN,
    Kind.NOT_ACCEPTABLE,
    Kind.RATE_LIMITED,
    Kind.INTERNAL,
    Kind.UNAVAILABLE,
)
_WITH_BODY = (Kind.LENGTH_REQUIRED, Kind.TOO_LARGE, Kind.UNSUPPORTED_MEDIA_TYPE)


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


_IF_NONE_MATCH = _header(
    "If-None-Match",
    "The ETag that was read before: where it is still the one, the answer is 304.",
    OpenApiExample("An ETag", value='"7"'),
)
_ETAG = OpenApiParameter(
    "ETag",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="What was read, in a word in quotation marks; send it as If-Match with a change.",
    response=[200, 201],
)


_GOING = [
    OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=meaning, response=True)
    for name, meaning in (
        ("Deprecation", "Since when it is deprecated: `@` and seconds since 1970."),
        ("Sunset", "From when on it may be gone; left out where that is open."),
    )
]


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
        also: Sequence[int] = (),
        body: Any = None,
        bodies: Mapping[str, Any] | None = None,
        query: Sequence[Any] = (),
        errors: Collection[Kind] = (),
        post: bool = False,
        tag: str | None = None,
        media: str = "application/json",
        etag: bool = False,
        edits: bool = False,
        removes: bool = False,
        deprecated: Deprecation | None = None,
    ) -> Callable[[F], F]:
        """Describes one method with examples, every error that it may give, and what it needs.

        `media` is that of a file, which is answered as it is: it has no shape. Nor has the answer of status 204.
        `also` are other statuses of success. `etag` says that the answer has one; reading it again may then be 304.
        `edits`: the ETag is of what people edit; it may be sent as If-Match with a change, and reading is never 304.
        `removes`: what has such an ETag goes, and it may be sent likewise.
        What is `deprecated` says so in its answers, too.
        """
        statuses = (status, *also)
        examples = [OpenApiExample(name, value=value, request_only=True) for name, value in (bodies or {}).items()]
        if status == 204:
            responses: dict[Any, Any] = {204: OpenApiResponse(description="Success; no body.")}
        else:
            shape = OpenApiTypes.BINARY if answer is None else answer
            responses = {(each, media): OpenApiResponse(shape, description="Success.") for each in statuses}
            examples.append(_success(answer, example, statuses, media))
        headers = [_REQUEST_ID, *([_IDEMPOTENCY] if post else []), *([_ETAG] if etag or edits else [])]
        if removes or (edits and body is not None and not post):
            headers.append(if_match_header(required=False))
            errors = [*errors, Kind.STALE]
        if deprecated is not None:
            headers += _GOING
            description = f"{description}\n\n{deprecated.words}"
        if etag and not query and not post and body is None:
            headers.append(_IF_NONE_MATCH)
            responses[304] = OpenApiResponse(description="As it was read before; no body.")
        for kind in _kinds(errors, body=post or body is not None, post=post):
            status_of_error, response, shown = self._error(kind)
            responses[status_of_error] = response
            examples.append(shown)
        describe = extend_schema(
            operation_id=operation_id,
            summary=summary,
            description=f"{description}\n\nNeeds the scope `{need.scope.value}`; a member needs the role "
            f"{need.role.value}.",
            request=body,
            parameters=[*query, *headers],
            responses=responses,
            examples=examples,
            auth=[{"bearerKey": [need.scope.value]}, {"headerKey": [need.scope.value]}, {"browserSession": []}],  # type: ignore[list-item]
            tags=[tag or self.tag],
            deprecated=deprecated is not None or None,
        )
        return describe if deprecated is None else _marking(describe, deprecated)

    def _error(self, kind: Kind) -> tuple[int, OpenApiResponse, OpenApiExample]:
        text = _TEXTS[kind]
        shown = self.error_shape(kind, text)
        status = shown.status or kind.status
        example = OpenApiExample(shown.code, value=shown.body, response_only=True, status_codes=[str(status)])
        return status, OpenApiResponse(shown.shape, description=text.meaning + shown.addition), example


def _marking(describe: Callable[[F], F], deprecated: Deprecation) -> Callable[[F], F]:
    def decorate(method: F) -> F:
        described = describe(method)
        mark(described, deprecated)
        return described

    return decorate


def _success(answer: Any, example: Any, statuses: Sequence[int], media: str) -> OpenApiExample:
    # Of a list the description takes one entry and puts it in a list by itself.
    entry = example[0] if isinstance(answer, serializers.ListSerializer) else example
    codes = [str(each) for each in statuses]
    return OpenApiExample("Success", value=entry, response_only=True, status_codes=codes, media_type=media)


def _kinds(errors: Collection[Kind], *, body: bool, post: bool) -> list[Kind]:
    """Every error that the operation may give: those that are named, and those that befall its like."""
    kinds = {*errors, *_ALWAYS}
    kinds |= {*_WITH_BODY} if body else set()
    kinds |= {Kind.CONFLICT} if post else set()
    return sorted(kinds, key=lambda each: each.status)
