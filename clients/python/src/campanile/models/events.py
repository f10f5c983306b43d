"""Events: what contacts did."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from campanile.errors import FieldProblem


class EventFields(TypedDict, total=False):
    """An event. `name` is needed, and one of `contact_id`, `email`, `phone` and `external_id`.

    `key` is your own id of the event: in a workspace it counts once, for ever. `occurred_at` is now where left out.
    """

    contact_id: str | None
    email: str | None
    phone: str | None
    external_id: str | None
    name: str
    properties: dict[str, Any]
    occurred_at: datetime | str | None
    key: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it was recorded. `routed_at` is when campaigns had looked at it."""

    id: str
    contact_id: str
    name: str
    properties: dict[str, Any]
    occurred_at: datetime
    created_at: datetime
    routed_at: datetime | None
    key: str | None


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Events in the order in which they came to be known. Go on at `cursor`: at once where `has_more`, else later."""

    data: tuple[Event, ...]
    cursor: str
    has_more: bool

    def __iter__(self) -> Iterator[Event]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)


@dataclass(frozen=True, slots=True)
class RecordedEvent(Event):
    """An event that was sent; `outcome` is `recorded`, or `duplicate` where its key was known."""

    outcome: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """What became of one event of a list: `recorded`, `duplicate` or `refused`."""

    index: int
    outcome: str
    id: str | None
    errors: tuple[FieldProblem, ...]


@dataclass(frozen=True, slots=True)
class EventsTaken:
    """What became of a list of events: a row for each, in the list's order."""

    recorded: int
    duplicates: int
    refused: int
    events: tuple[EventRow, ...]
