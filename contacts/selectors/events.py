"""Lists of events: newest first, narrowed, paged by key so that no page costs more than the first."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F, Func, Q, QuerySet, TextField, Value

from contacts.models import Contact, Event
from contacts.models.event import AHEAD
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

MAX_LIMIT = 100
# How many events of a workspace one page walks over in search of a name; a page may then hold fewer than were asked.
REACH = 20_000
_MAX_PARTS = 10
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
    rows = _between(Event.objects.in_workspace(workspace).order_by("-occurred_at", "-id"), after, before, cursor)
    floor = None
    if contact is not None:
        rows = rows.filter(contact_id=contact.pk)
    if having is not None or (name is not None and contact is None):
        floor = rows.only("occurred_at")[REACH : REACH + 1].first()
        rows = rows.filter(_not_before(floor)) if floor is not None else rows
    if name is not None:
        rows = rows.filter(name=name)
    if having is not None:
        rows = having.narrow(rows)
    found = list(rows[: limit + 1])
    last = found[limit - 1] if len(found) > limit else floor
    return EventPage(tuple(found[:limit]), _cursor(last) if last is not None else "")


def _between(rows: QuerySet[Event], after: datetime | None, before: datetime | None, cursor: str) -> QuerySet[Event]:
    if after is not None:
        rows = rows.filter(occurred_at__gte=after, created_at__gte=after - AHEAD)
    if before is not None:
        rows = rows.filter(occurred_at__lt=before)
    if cursor:
        if not _CURSOR.fullmatch(cursor):
            raise InvalidInput.of("cursor", "is not one that a page has given")
        micros, _, number = cursor.partition(".")
        moment = _EPOCH + timedelta(microseconds=int(micros))
        rows = rows.filter(occurred_at__lte=moment).filter(Q(occurred_at__lt=moment) | Q(id__lt=int(number)))
    return rows


def _not_before(floor: Event) -> Q:
    """The floor itself and what is newer; the next page goes on behind it."""
    newer: dict[str, Any] = {"occurred_at__gt": floor.occurred_at}
    return Q(occurred_at__gte=floor.occurred_at) & (Q(**newer) | Q(id__gte=floor.pk))


def _cursor(event: Event) -> str:
    return f"{(event.occurred_at - _EPOCH) // timedelta(microseconds=1)}.{event.pk}"
