"""The kinds of events that endpoints can be told of. Each app lists its own in `AppConfig.ready`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from workspaces.ids import encode, encode_row

Raw = Mapping[str, Any]

# Sent only when somebody presses "send a test".
TEST = "webhook.test"


@dataclass(frozen=True, slots=True)
class EventKind:
    """One type of event. `payload` makes what is sent (`data`) of the row that the database noted.

    `data` describes it; `example` is one, as the row would give it.
    """

    key: str
    summary: str
    data: type[serializers.Serializer]
    payload: Callable[[Raw], dict[str, Any]]
    example: Raw

    @property
    def family(self) -> str:
        """`message` of `message.opened`."""
        return self.key.partition(".")[0]


_kinds: dict[str, EventKind] = {}


def register(kind: EventKind) -> None:
    """Makes a kind known. Two with one key are a programming error."""
    if kind.key in _kinds:
        raise ValueError(f"the event {kind.key!r} is registered twice")
    _kinds[kind.key] = kind


def kinds() -> list[EventKind]:
    """Those that can be subscribed to, by family, in the order in which they were registered."""
    return [kind for kind in _kinds.values() if kind.key != TEST]


def kind_named(key: str) -> EventKind | None:
    """The kind of this name, the test included."""
    return _kinds.get(key)


def moment(value: str | None) -> str | None:
    """A time of the database's JSON as UTC, to the millisecond."""
    return None if value is None else stamp(datetime.fromisoformat(value))


def stamp(value: datetime) -> str:
    """`2026-11-21T10:00:00.000Z`."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def public(prefix: str, value: str | None) -> str | None:
    """A UUID of the database's JSON as a TypeID."""
    return None if value is None else encode(prefix, UUID(value))


def public_row(prefix: str, raw: Raw) -> str:
    """The TypeID of a row with a bigint key."""
    return encode_row(prefix, raw["id"], datetime.fromisoformat(raw["created_at"]))


class TestData(serializers.Serializer):
    """What a test says."""

    endpoint_id = serializers.CharField()
    message = serializers.CharField()


register(
    EventKind(
        TEST,
        "Somebody tries the endpoint. It need not be subscribed to.",
        TestData,
        lambda raw: {"endpoint_id": public("whe", raw["endpoint"]), "message": "This is a test."},
        {"endpoint": "019b0b71-6cff-7b9d-95e0-000000000001"},
    )
)
