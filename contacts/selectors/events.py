"""Lists of events: newest first, narrowed, paged by key so that no page costs more than the first."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Func, Q, QuerySet, TextField, Value

from contacts.models import Contact, Event
from contacts.models.event import AHEAD
from workspaces.errors import InvalidInput
from workspaces.models import Workspace
from workspaces.sql import load

MAX_LIMIT = 100
# How many events one page walks over in search of a name or property, and how many of one contact's of any name; it may
# then hold fewer than were asked.
REACH, REACH_OF_CONTACT = 20_000, 1_000
_MAX_PARTS = 10
_LAST = datetime(9999, 1, 1, tzinfo=UTC)
# Where an event stands in a list: its moment and its number.
Place = tuple[datetime, int]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"[0-9]{1,17}\.[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Having:
    """Events with a property at a dotted path: of this value as text, or of any."""

    path: str
    value: str = ""

    def narrow(self, rows: QuerySet[Event]) -> QuerySet[Event]:
        """Raises InvalidInput for a path that is none."""
        parts = self.path.split(".")
        if "\x00" in self.path + self.value or len(parts) > _MAX_PARTS or not all(parts):
            raise InvalidInput.of("property", f"must be up to {_MAX_PARTS} names joined by dots")
        found = Func(F("properties"), *map(Value, parts), function="jsonb_extract_path_text", output_field=TextField())
        asked = rows.annotate(asked=found)
        return asked.filter(asked=self.value) if self.value else asked.filter(asked__isnull=False)


@dataclass(frozen=True, slots=True)
class EventPage:
    """A page of events; hand `next_cursor` in to get the next one, "" on the last."""

    rows: tuple[Event, ...]
    next_cursor: str


def events_page(
    workspace: Workspace,
    *,
    contact: Contact | None = None,
    name: str | None = None,
    after: datetime | None = None,
    before: datetime | None = None,
    having: Having | None = None,
    cursor: str = "",
    limit: int = 20,
) -> EventPage:
    """Events by the moment at which they occurred, newest first: from `after` on, and up to `before`.

    Raises InvalidInput for a bad limit or cursor. Indexes event_by_contact and event_by_time; a rare name or property
    is looked for in parts, so a page may be short, or empty, and still have a next one.
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidInput.of("limit", f"must be 1 to {MAX_LIMIT}")
    place = _place_of(cursor) if cursor else None
    rows = _between(Event.objects.in_workspace(workspace).order_by("-occurred_at", "-id"), after, before, place)
    if contact is not None and name is None:
        rows, floor = _of_contact(rows, contact, (after, before, place), limit if having is None else REACH_OF_CONTACT)
    elif contact is not None:
        rows = rows.filter(contact_id=contact.pk, name=name)
        floor = _floor(rows) if having is not None else None
    else:
        floor = _floor(rows) if having is not None or name is not None else None
        rows = rows if name is None else rows.filter(name=name)
    rows = rows if floor is None else rows.filter(_not_before(floor))
    rows = rows if having is None else having.narrow(rows)
    found = list(rows[: limit + 1])
    last = _place(found[limit - 1]) if len(found) > limit else floor
    return EventPage(tuple(found[:limit]), _cursor(last) if last is not None else "")


def _floor(rows: QuerySet[Event]) -> Place | None:
    """Where a search ends that has walked over enough; None where it comes to the last event before."""
    event = rows.only("occurred_at")[REACH : REACH + 1].first()
    return None if event is None else _place(event)


def _of_contact(
    rows: QuerySet[Event],
    contact: Contact,
    span: tuple[datetime | None, datetime | None, Place | None],
    reach: int,
) -> tuple[QuerySet[Event], Place | None]:
    """The newest `reach` + 1 of a contact's events in the span, of any name; where they end, if there are so many."""
    after, before, place = span
    # Behind nothing that stands at the moment itself: up to it, but without it.
    behind = min((each for each in ((before, 0) if before else None, place) if each), default=(_LAST, 0))
    params: dict[str, Any] = {
        **{"contact": contact.pk, "workspace": contact.workspace_id, "after": after, "limit": reach + 1},
        **{"before_at": behind[0], "before_key": behind[1]},
    }
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", "contact_events"), params)
        found = cursor.fetchall()
    known = [created for _, _, created in found]
    if not found:
        return rows.none(), None
    # The months in which they are kept; an id alone would be looked up in all of them.
    rows = rows.filter(pk__in=[pk for pk, _, _ in found], created_at__range=(min(known), max(known)))
    return rows, (found[-1][1], found[-1][0]) if len(found) > reach else None


def _between(
    rows: QuerySet[Event], after: datetime | None, before: datetime | None, place: Place | None
) -> QuerySet[Event]:
    if after is not None:
        rows = rows.filter(occurred_at__gte=after, created_at__gte=after - AHEAD)
    if before is not None:
        rows = rows.filter(occurred_at__lt=before)
    if place is not None:
        moment, number = place
        rows = rows.filter(occurred_at__lte=moment).filter(Q(occurred_at__lt=moment) | Q(id__lt=number))
    return rows


def _not_before(floor: Place) -> Q:
    """The floor itself and what is newer; the next page goes on behind it."""
    moment, number = floor
    newer: dict[str, Any] = {"occurred_at__gt": moment}
    return Q(occurred_at__gte=moment) & (Q(**newer) | Q(id__gte=number))


def _place(event: Event) -> Place:
    return event.occurred_at, event.pk


def _place_of(cursor: str) -> Place:
    if not _CURSOR.fullmatch(cursor):
        raise InvalidInput.of("cursor", "is not one that a page in this order has given")
    micros, _, number = cursor.partition(".")
    return _EPOCH + timedelta(microseconds=int(micros)), int(number)


def _cursor(place: Place) -> str:
    return f"{(place[0] - _EPOCH) // timedelta(microseconds=1)}.{place[1]}"
