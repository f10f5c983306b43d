"""Lists that are longer than one request takes: cut into parts, and their answers put together again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from campanile._calls import encoded
from campanile.models import ContactRow, ContactsTaken, EventRow, EventsTaken

MOST_ITEMS = 1_000
# The server reads 8 MiB; what stands around the items and the separators needs some of it.
MOST_BYTES = 7 * 1024 * 1024
RowT = TypeVar("RowT", EventRow, ContactRow)


@dataclass(frozen=True, slots=True)
class Part:
    """Some items of a list, and the place of the first."""

    start: int
    items: Sequence[Mapping[str, Any]]

    def key(self, whole: str | None) -> str | None:
        """The idempotency key of this part, of the caller's for the whole list."""
        return whole if whole is None or self.start == 0 else f"{whole}/{self.start}"


def parts(items: Sequence[Mapping[str, Any]], most: int = MOST_ITEMS) -> Iterator[Part]:
    """The list in parts that one request takes; an item that is too large for any is a part of its own."""
    start = size = 0
    for place, item in enumerate(items):
        length = len(encoded(item)) + 2
        if place > start and (place - start >= most or size + length > MOST_BYTES):
            yield Part(start, items[start:place])
            start, size = place, 0
        size += length
    if start < len(items):
        yield Part(start, items[start:])


NO_EVENTS = EventsTaken(0, 0, 0, ())
NO_CONTACTS = ContactsTaken(0, 0, 0, 0, ())


def events_added(before: EventsTaken, taken: EventsTaken, start: int) -> EventsTaken:
    """Both answers as one."""
    return EventsTaken(
        before.recorded + taken.recorded,
        before.duplicates + taken.duplicates,
        before.refused + taken.refused,
        (*before.events, *_moved(taken.events, start)),
    )


def contacts_added(before: ContactsTaken, taken: ContactsTaken, start: int) -> ContactsTaken:
    """Both answers as one."""
    return ContactsTaken(
        before.created + taken.created,
        before.updated + taken.updated,
        before.unchanged + taken.unchanged,
        before.refused + taken.refused,
        (*before.contacts, *_moved(taken.contacts, start)),
    )


def _moved(rows: Sequence[RowT], start: int) -> Iterator[RowT]:
    return (replace(row, index=row.index + start) for row in rows)
