"""Events in the order in which they came to be known, for whoever follows them: none is skipped, none comes twice.

Numbers are drawn before events are committed, so a lower one may turn up after a higher one was read. A page therefore
ends where every number is settled: committed, or never to be. Whoever records events has locked their contacts, and so
has a transaction number, before they draw. So the last number is read first, and the open transactions afterwards: once
all of these have ended, every number up to the first is settled. Where one is open still, the cursor keeps both, and a
later page finds them settled. A transaction that stays open for minutes lets followers wait for as long.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from contacts.models import Contact, Event
from contacts.selectors.events import MAX_LIMIT
from workspaces.errors import InvalidInput
from workspaces.models import Workspace
from workspaces.sql import load

# How many numbers one page walks over, which may all be those of other workspaces' events.
REACH = 20_000
_CURSOR = re.compile(r"a([0-9]{1,18})\.([0-9]{1,18})\.([0-9]{0,10})", re.ASCII)
# Transactions are numbered round and round.
_ROUND = 1 << 32


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Events, oldest first; hand `next_cursor` in to go on, at once where there are `more`, else some time later."""

    rows: tuple[Event, ...]
    next_cursor: str
    more: bool


@dataclass(frozen=True, slots=True)
class _Mark:
    """The last number that was drawn at some moment, and the transaction before which all must end to settle it; None
    where it is settled."""

    number: int
    before: int | None

    def settled(self, present: list[int]) -> bool:
        """Whether none of the open transactions is one of those that may have drawn up to the number."""
        return self.before is None or all((each - self.before) % _ROUND < _ROUND // 2 for each in present)


def events_arrived(
    workspace: Workspace,
    *,
    contact: Contact | None = None,
    name: str | None = None,
    after: datetime | None = None,
    before: datetime | None = None,
    cursor: str = "",
    limit: int = 20,
) -> Arrivals:
    """Events that came to be known behind the cursor; without one none, and the cursor of the present.

    `after` and `before` narrow by when they occurred. Raises InvalidInput for a bad limit, and for a cursor that no
    page of this database has given. Three queries; the events themselves along the primary key.
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidInput.of("limit", f"must be 1 to {MAX_LIMIT}")
    last, running = _last_number(), _transactions()
    present = _Mark(last, _behind_newest(running))
    if not cursor:
        return Arrivals((), _cursor(last, present), more=False)
    behind, mark = _read(cursor, last)
    if mark.number <= behind or present.before is None:
        mark = present
    if mark.settled(running):
        mark = _Mark(mark.number, None)
    horizon = behind if mark.before is not None else mark.number
    upper = min(horizon, behind + REACH)
    rows = Event.objects.in_workspace(workspace).filter(id__gt=behind, id__lte=upper).order_by("id")
    wanted = {"contact_id": contact and contact.pk, "name": name, "occurred_at__gte": after, "occurred_at__lt": before}
    rows = rows.filter(**{field: value for field, value in wanted.items() if value is not None})
    found = tuple(rows[: limit + 1]) if upper > behind else ()
    place = found[limit - 1].pk if len(found) > limit else upper
    return Arrivals(found[:limit], _cursor(place, mark), more=place < horizon)


def _last_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", "event_last_number"))
        return int(cursor.fetchone()[0])


def _transactions() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", "transactions_open"))
        return [number for (number,) in cursor.fetchall()]


def _behind_newest(running: list[int]) -> int | None:
    """The number behind the newest of them, of which no two are half a round apart."""
    if not running:
        return None
    first = running[0]
    newest = max(running, key=lambda each: (each - first + _ROUND // 2) % _ROUND)
    return (newest + 1) % _ROUND


def _cursor(place: int, mark: _Mark) -> str:
    return f"a{place}.{mark.number}.{'' if mark.before is None else mark.before}"


def _read(cursor: str, last: int) -> tuple[int, _Mark]:
    found = _CURSOR.fullmatch(cursor)
    if found is None or max(int(found[1]), int(found[2])) > last:
        raise InvalidInput.of("cursor", "is not one that a page in this order has given")
    return int(found[1]), _Mark(int(found[2]), int(found[3]) if found[3] else None)
