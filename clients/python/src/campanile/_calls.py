"""Calls as values: what is asked and how the answer is read. Nothing here does any input or output."""

import dataclasses
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Generic, TypeVar
from urllib.parse import quote

from campanile.errors import CampanileError
from campanile.models import Arrivals, Event, Page, Tagged
from campanile.models.decoding import decode

T = TypeVar("T")
TENANT, CHANNEL, RUNTIME = "/api/v1/tenant", "/channel-service/v1", "/v1/campaigns"
Query = Mapping[str, str | int | float | datetime | None]


@dataclass(frozen=True, slots=True)
class Upload:
    """A form with a file, which is read again from its beginning when the call is repeated."""

    filename: str
    file: IO[bytes]
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One request. A POST carries an idempotency key, the same over all repetitions."""

    method: str
    path: str
    read: Callable[[Any], T]
    query: Query = dataclasses.field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    upload: Upload | None = None
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    idempotency_key: str | None = None

    @property
    def name(self) -> str:
        """What it is called in messages: without parameters, which may hold personal data."""
        return f"{self.method} {self.path}"

    def parameters(self) -> dict[str, str]:
        """The query string's parameters; those that are None are left out."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else str(value)
            for name, value in self.query.items()
            if value is not None
        }

    def content(self) -> bytes | None:
        """The body as JSON."""
        return None if self.body is None else encoded(self.body)


def post(
    path: str,
    body: Mapping[str, Any],
    read: Callable[[Any], T],
    idempotency_key: str | None = None,
    upload: Upload | None = None,
) -> Call[T]:
    """A POST, with the caller's idempotency key or one of its own."""
    key = idempotency_key or new_key()
    sent = None if upload else body
    return Call("POST", path, read, body=sent, upload=upload, idempotency_key=key)


def new_key() -> str:
    """An idempotency key."""
    return str(uuid.uuid4())


def building_on(base: Tagged | None) -> dict[str, str]:
    """The headers of a change that builds on what was read. Raises CampanileError for what carries no ETag."""
    if base is None:
        return {}
    if base.etag is None:
        raise CampanileError("base carries no ETag, as it is from a list or older: get it first.")
    return {"If-Match": base.etag}


def path_of(*parts: str) -> str:
    """A path of parts that may hold anything."""
    for part in parts:
        if not part or part in (".", ".."):
            raise CampanileError("An id is empty.")
    return "/".join(quote(part, safe="") for part in parts)


def data(kind: type[T]) -> Callable[[Any], T]:
    """Reads `{"success": true, "data": {…}}`."""
    return lambda answer: decode(kind, _field(answer, "data"))


def answer(kind: type[T]) -> Callable[[Any], T]:
    """Reads an answer without an envelope."""
    return lambda body: decode(kind, body)


def field(name: str) -> Callable[[Any], str]:
    """Reads one text of an answer without an envelope."""
    return lambda body: str(_field(body, name))


def mapping(answer: Any) -> dict[str, Any]:
    """Reads `{"success": true, "data": {…}}` as it is."""
    found = _field(answer, "data")
    if not isinstance(found, dict):
        raise CampanileError("The server's answer has no object at data.")
    return found


def nothing(answer: Any) -> None:
    """Reads no answer."""


def page(kind: type[T], query: Query) -> Callable[[Any], Page[T]]:
    """Reads a page of a list; where the next one begins depends on how the list counts: by cursor or by offset."""

    def read(answer: Any) -> Page[T]:
        rows = decode_rows(kind, _field(answer, "data"))
        place = _field(answer, "pagination")
        following: dict[str, str | int] | None = None
        if place.get("has_more"):
            cursor = place.get("next_cursor")
            following = {"cursor": cursor} if cursor else {"offset": _number(query.get("offset")) + len(rows)}
        return Page(rows, place.get("total"), following)

    return read


def arrivals(answer: Any) -> Arrivals:
    """Reads a page of events that can always be read on from."""
    place = _field(answer, "pagination")
    return Arrivals(decode_rows(Event, _field(answer, "data")), str(place["next_cursor"]), bool(place["has_more"]))


def counted(kind: type[T], query: Query) -> Callable[[Any], Page[T]]:
    """Reads `{"data": [...], "total"}`."""

    def read(body: Any) -> Page[T]:
        rows, total = decode_rows(kind, _field(body, "data")), _number(_field(body, "total"))
        behind = _number(query.get("offset")) + len(rows)
        return Page(rows, total, {"offset": behind} if rows and behind < total else None)

    return read


def decode_rows(kind: type[T], rows: Any) -> tuple[T, ...]:
    """A list of models. Raises CampanileError."""
    if not isinstance(rows, list):
        raise CampanileError("The server's answer has no list at data.")
    return tuple(decode(kind, row) for row in rows)


def encoded(value: Any) -> bytes:
    """JSON as the server reads it. Raises CampanileError for what JSON can't say."""
    try:
        return json.dumps(value, default=_text, allow_nan=False, ensure_ascii=False).encode()
    except (TypeError, ValueError) as error:
        raise CampanileError(f"This can't be sent as JSON: {error}") from error


def given(**fields: Any) -> dict[str, Any]:
    """The fields that are not None."""
    return {name: value for name, value in fields.items() if value is not None}


def _text(value: object) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a datetime needs a time zone")
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no part of JSON")


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _field(answer: Any, name: str) -> Any:
    if not isinstance(answer, dict) or name not in answer:
        raise CampanileError(f"The server's answer lacks {name}; is base_url right?")
    return answer[name]
