"""Checked events go into their table: contacts locked, keys taken, rows copied, counted, and whoever waits woken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from contacts.arrays import uuid_array
from contacts.models import Event, EventKey
from contacts.models.event import event_digest
from contacts.selectors.merging import contacts_heirs
from contacts.services.contacts import REFRESH
from workspaces.ids import encode_row
from workspaces.nudge import nudge
from workspaces.sql import load

ROUTE = "campaigns.tasks.run_triggers"
# What COPY's text format takes for something else.
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class EventOutcome(StrEnum):
    """What became of an event that was handed in."""

    RECORDED = "recorded"
    DUPLICATE = "duplicate"  # the workspace has had an event with that key; nothing was written
    UNKNOWN_CONTACT = "unknown_contact"  # the workspace has no such contact; nothing was written


@dataclass(frozen=True, slots=True)
class EventResult:
    """The outcome, and the row's number and moment: of a duplicate those of the first one, None where there is none."""

    outcome: EventOutcome
    event_id: int | None = None
    created_at: datetime | None = None

    @property
    def public_id(self) -> str | None:
        """The id that the outside knows."""
        if self.event_id is None or self.created_at is None:
            return None
        return encode_row(Event.ID_PREFIX, self.event_id, self.created_at)


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event that has been checked; `properties` is JSON."""

    contact_id: UUID
    name: str
    properties: str
    occurred_at: datetime
    key: str | None


UNKNOWN = EventResult(EventOutcome.UNKNOWN_CONTACT)


def events_write(workspace_id: UUID, rows: Sequence[EventRow], now: datetime) -> list[EventResult]:
    """Writes a batch in four statements, however large, in the caller's transaction; a result per row, in their order.

    Of rows with one key the first counts. Rows about a contact who was merged into another just now go to that one.
    """
    answers = _write(workspace_id, rows, now)
    unknown = [place for place, answer in enumerate(answers) if answer is UNKNOWN]
    heirs = contacts_heirs(workspace_id=workspace_id, contact_ids={rows[place].contact_id for place in unknown})
    again = [place for place in unknown if rows[place].contact_id in heirs]
    if again:
        moved = [replace(rows[place], contact_id=heirs[rows[place].contact_id]) for place in again]
        for place, answer in zip(again, _write(workspace_id, moved, now), strict=True):
            answers[place] = answer
    return answers


def _write(workspace_id: UUID, rows: Sequence[EventRow], now: datetime) -> list[EventResult]:
    firsts: dict[str, int] = {}
    repeated: dict[int, int] = {}
    for place, row in enumerate(rows):
        if row.key is not None and (first := firsts.setdefault(row.key, place)) != place:
            repeated[place] = first
    tried = [place for place in range(len(rows)) if place not in repeated]
    drawn = _draw(workspace_id, [rows[place] for place in tried], now)
    numbers = {tried[place]: number for place, number in drawn.items()}
    made = {place: number for place, number in numbers.items() if number is not None}
    _copy(workspace_id, rows, made, now)
    _follow(workspace_id, [rows[place] for place in made], now)
    results = {place: EventResult(EventOutcome.RECORDED, number, now) for place, number in made.items()}
    results |= _known(workspace_id, {place: rows[place].key or "" for place in numbers if place not in made})
    answers = [results.get(place, UNKNOWN) for place in range(len(rows))]
    for place, first in repeated.items():
        if (original := answers[first]).event_id is not None:
            answers[place] = EventResult(EventOutcome.DUPLICATE, original.event_id, original.created_at)
    return answers


def _draw(workspace_id: UUID, rows: Sequence[EventRow], now: datetime) -> dict[int, int | None]:
    """Numbers by place in the batch; None where the key is taken, left out where the contact is unknown."""
    digests = ",".join("NULL" if row.key is None else event_digest(workspace_id, row.key) for row in rows)
    params: dict[str, Any] = {
        "workspace": workspace_id,
        "contacts": uuid_array(row.contact_id for row in rows),
        "digests": f"{{{digests}}}",
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", "events_draw"), params)
        return {row - 1: number for row, number in cursor.fetchall()}


def _copy(workspace_id: UUID, rows: Sequence[EventRow], made: dict[int, int], now: datetime) -> None:
    """COPY takes half of the time of an INSERT from arrays where there are many, and no more where there are few."""
    if not made:
        return
    known_at = now.isoformat()
    lines = []
    for place, number in made.items():
        row = rows[place]
        occurred_at = known_at if row.occurred_at is now else row.occurred_at.isoformat()
        name, properties = row.name.translate(_ESCAPES), row.properties.replace("\\", "\\\\")
        key = "\\N" if row.key is None else row.key.translate(_ESCAPES)
        lines.append(
            f"{number}\t{workspace_id}\t{row.contact_id}\t{name}\t{properties}\t{occurred_at}\t{known_at}\t{key}\n"
        )
    with connection.cursor() as cursor, cursor.copy(load("contacts", "events_copy")) as copy:
        copy.write("".join(lines))


def _known(workspace_id: UUID, keys: dict[int, str]) -> dict[int, EventResult]:
    """The events that were there first, by place. A statement of its own: a batch that was just being written by
    somebody else is visible to it, and not to the INSERT that waited for it."""
    if not keys:
        return {}
    digests = {place: UUID(event_digest(workspace_id, key)) for place, key in keys.items()}
    rows = EventKey.objects.in_workspace(workspace_id).in_bulk(list(set(digests.values())))
    found = {place: rows[digest] for place, digest in digests.items() if digest in rows}
    return {
        place: EventResult(EventOutcome.DUPLICATE, found[place].event_id, found[place].created_at)
        if place in found
        else EventResult(EventOutcome.DUPLICATE)
        for place in keys
    }


def _follow(workspace_id: UUID, recorded: Sequence[EventRow], now: datetime) -> None:
    """What has to happen because of new events: they are counted, segments look again where they ask for them, triggers
    are woken."""
    if not recorded:
        return
    with connection.cursor() as cursor:
        _count(workspace_id, recorded, now, cursor)
        params: dict[str, Any] = {
            "workspace": workspace_id,
            "contacts": uuid_array(row.contact_id for row in recorded),
            "names": [row.name for row in recorded],
        }
        cursor.execute(load("contacts", "events_touch"), params)
        touched = cursor.rowcount
    if touched:
        nudge(REFRESH)
    nudge(ROUTE)


def _count(workspace_id: UUID, recorded: Sequence[EventRow], now: datetime, cursor: CursorWrapper) -> None:
    counts: dict[str, int] = {}
    latest: dict[str, datetime] = {}
    for row in recorded:
        counts[row.name] = counts.get(row.name, 0) + 1
        latest[row.name] = max(row.occurred_at, latest.get(row.name, row.occurred_at))
    params: dict[str, Any] = {
        "workspace": workspace_id,
        "now": now,
        "names": list(counts),
        "counts": list(counts.values()),
        "latest": [latest[name] for name in counts],
    }
    cursor.execute(load("contacts", "events_count"), params)
