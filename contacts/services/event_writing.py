"""Checked events go into their table: contacts locked, keys taken, rows copied, counted, and whoever waits woken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from contacts.arrays import text_array
from contacts.models import Event, EventKey
from contacts.models.event import EventDigests
from contacts.selectors.merging import contacts_heirs
from contacts.services.contacts import REFRESH
from workspaces.ids import encode_row
from workspaces.nudge import nudge
from workspaces.sql import load
from workspaces.wall.copying import copying
from workspaces.wall.scope import require

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
    batch = _Batch(workspace_id, rows, now)
    numbers = batch.draw([place for place in range(len(rows)) if place not in repeated])
    made = {place: number for place, number in numbers.items() if number is not None}
    if made:
        batch.copy(made)
        batch.follow(made)
    results = {place: EventResult(EventOutcome.RECORDED, number, now) for place, number in made.items()}
    results |= batch.known([place for place in numbers if place not in made])
    answers = [results.get(place, UNKNOWN) for place in range(len(rows))]
    for place, first in repeated.items():
        if (original := answers[first]).event_id is not None:
            answers[place] = EventResult(EventOutcome.DUPLICATE, original.event_id, original.created_at)
    return answers


class _Batch:
    """Rows on their way into the table, by their places; ids and keys are spelled for PostgreSQL once."""

    def __init__(self, workspace_id: UUID, rows: Sequence[EventRow], now: datetime) -> None:
        self._workspace_id, self._rows, self._now = workspace_id, rows, now
        self._contacts = [str(row.contact_id) for row in rows]
        self._digest = EventDigests(workspace_id)

    def draw(self, places: Sequence[int]) -> dict[int, int | None]:
        """Numbers by place; None where the key is taken, left out where the contact is unknown."""
        rows, contacts, digest = self._rows, self._contacts, self._digest
        digests = ["NULL" if (key := rows[place].key) is None else digest(key) for place in places]
        params: dict[str, Any] = {
            "workspace": self._workspace_id,
            "contacts": f"{{{','.join([contacts[place] for place in places])}}}",
            "digests": f"{{{','.join(digests)}}}",
            "now": self._now,
        }
        with connection.cursor() as cursor:
            cursor.execute(load("contacts", "events_draw"), params)
            return {places[row - 1]: number for row, number in cursor.fetchall()}

    def copy(self, made: Mapping[int, int]) -> None:
        """COPY takes half of the time of an INSERT from arrays where there are many, no more where there are few."""
        rows, contacts, workspace, now = self._rows, self._contacts, str(self._workspace_id), self._now
        known_at = now.isoformat()
        lines = []
        for place, number in made.items():
            row = rows[place]
            occurred_at = known_at if row.occurred_at is now else row.occurred_at.isoformat()
            properties = row.properties.replace("\\", "\\\\")
            key = "\\N" if row.key is None else _escaped(row.key)
            lines.append(
                f"{number}\t{workspace}\t{contacts[place]}\t{_escaped(row.name)}\t{properties}"
                f"\t{occurred_at}\t{known_at}\t{key}\n"
            )
        require(self._workspace_id)
        with connection.cursor() as cursor, copying(cursor, load("contacts", "events_copy")) as copy:
            copy.write("".join(lines))

    def known(self, places: Sequence[int]) -> dict[int, EventResult]:
        """The events that were there first, by place. A statement of its own: a batch that was just being written by
        somebody else is visible to it, and not to the INSERT that waited for it."""
        if not places:
            return {}
        digests = {place: UUID(self._digest(self._rows[place].key or "")) for place in places}
        rows = EventKey.objects.in_workspace(self._workspace_id).in_bulk(list(set(digests.values())))
        found = {place: rows[digest] for place, digest in digests.items() if digest in rows}
        return {
            place: EventResult(EventOutcome.DUPLICATE, found[place].event_id, found[place].created_at)
            if place in found
            else EventResult(EventOutcome.DUPLICATE)
            for place in places
        }

    def follow(self, made: Mapping[int, int]) -> None:
        """What has to happen because of new events: they are counted, segments look again where they ask for them,
        triggers are woken."""
        with connection.cursor() as cursor:
            asked = self._count(made, cursor)
            if asked:
                contacts = [self._contacts[place] for place in made if self._rows[place].name in asked]
                touched: dict[str, Any] = {"workspace": self._workspace_id, "contacts": f"{{{','.join(contacts)}}}"}
                cursor.execute(load("contacts", "events_touch"), touched)
        if asked:
            nudge(REFRESH)
        nudge(ROUTE)

    def _count(self, made: Mapping[int, int], cursor: CursorWrapper) -> set[str]:
        """Counts them by name; the names for which somebody asks."""
        counts: dict[str, int] = {}
        latest: dict[str, datetime] = {}
        for place in made:
            name, occurred_at = self._rows[place].name, self._rows[place].occurred_at
            counts[name] = counts.get(name, 0) + 1
            if name not in latest or occurred_at > latest[name]:
                latest[name] = occurred_at
        params: dict[str, Any] = {
            "workspace": self._workspace_id,
            "now": self._now,
            "names": text_array(list(counts)),
            "counts": list(counts.values()),
            "latest": list(latest.values()),
        }
        cursor.execute(load("contacts", "events_count"), params)
        return {name for (name,) in cursor.fetchall()}


def _escaped(text: str) -> str:
    """As COPY's text format takes it."""
    return text if text.isprintable() and "\\" not in text else text.translate(_ESCAPES)
