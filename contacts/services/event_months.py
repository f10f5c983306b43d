"""The months of events: partitions are made ahead of time, and dropped when they are to be kept no longer.

Which partition a row belongs to is PostgreSQL's business; `contacts_event_partition` of the migrations makes one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from dateutil.relativedelta import relativedelta
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from contacts.models import EventCount, EventKey
from contacts.services.contacts import REFRESH
from workspaces.nudge import nudge
from workspaces.sql import load

# Months that are open beside the present one; beat may be gone for so long before the default partition takes rows.
AHEAD = 2
# Making and dropping one locks the table for a moment; whoever is at work goes first, and the next tick tries again.
_PATIENCE = "1s"
_KEYS_AT_ONCE = 50_000
# Lines of counts that one statement folds.
FOLDED = 10_000


@dataclass(frozen=True, slots=True)
class Month:
    """A partition of events: everything that came to be known before `closes`, and not before the month."""

    table: str
    closes: datetime


def event_months_open(*, now: datetime) -> int:
    """Makes the partitions of this month and the next ones where they are missing; how many."""
    made = 0
    for ahead in range(AHEAD + 1):
        with transaction.atomic(), connection.cursor() as cursor:
            _be_patient(cursor)
            cursor.execute("SELECT contacts_event_partition(%s)", [now + relativedelta(months=ahead)])
            made += cursor.fetchone()[0]
    return made


def event_months_expire(*, now: datetime, keep: int) -> list[str]:
    """Drops the events of months that ended `keep` whole months ago; the names of their partitions. 0 keeps everything.

    A month in which the triggers stage has yet to look at an event stays until it has. Contacts for whose events a
    segment asks are looked at again. Whatever refers to the events says that they are gone.
    """
    if keep <= 0:
        return []
    limit = _month(now) - relativedelta(months=keep)
    dropped = [month.table for month in _months() if month.closes <= limit and _drop(month)]
    with transaction.atomic(), connection.cursor() as cursor:
        _leave("contacts_event_default", limit, cursor)
        cursor.execute("DELETE FROM contacts_event_default WHERE created_at < %s AND routed_at IS NOT NULL", [limit])
    return dropped


def event_keys_expire(*, now: datetime, keep: int, keep_events: int) -> int:
    """Forgets keys that were applied more than `keep` months ago, and whose events went with their month; how many.

    A key that is sent again afterwards counts as a new one. 0 keeps all, as keeping all events does.
    """
    if keep <= 0 or keep_events <= 0:
        return 0
    limit = _month(now) - relativedelta(months=max(keep, keep_events))
    forgotten = 0
    while True:
        old = EventKey.objects.across_workspaces().filter(created_at__lt=limit).values("pk")[:_KEYS_AT_ONCE]
        count = EventKey.objects.across_workspaces().filter(pk__in=old).delete()[0]
        forgotten += count
        if count < _KEYS_AT_ONCE:
            return forgotten


def event_counts_fold(*, limit: int = FOLDED) -> int:
    """Lines of counts become one for each name and day; how many went into them."""
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", "event_counts_fold"), {"limit": limit})
        row = cursor.fetchone()
    return row[0] if row is not None else 0


def events_analyze() -> None:
    """Statistics of all months together: autovacuum gathers those of each month only."""
    only = "ONLY " if connection.pg_version >= 180_000 else ""  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {only}contacts_event")


def _month(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _months() -> list[Month]:
    """The partitions but the default one, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(load("contacts", "event_months"))
        return [Month(*row) for row in cursor.fetchall()]


@transaction.atomic
def _drop(month: Month) -> bool:
    """Whether it could be dropped."""
    part = sql.Identifier(month.table)
    with connection.cursor() as cursor:
        _be_patient(cursor)
        # Who records events into it ends first; nobody does any more, but for a clock that was put back.
        cursor.execute(sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(part))
        cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE routed_at IS NULL)").format(part))
        if cursor.fetchone()[0]:
            return False
        _leave(month.table, None, cursor)
        _forget_counts(month.closes)
        cursor.execute(sql.SQL("ALTER TABLE contacts_event DETACH PARTITION {}").format(part))
        cursor.execute(sql.SQL("DROP TABLE {}").format(part))
    return True


def _forget_counts(closes: datetime) -> None:
    last = closes.astimezone(UTC).date()
    days = EventCount.objects.across_workspaces().filter(day__gte=last - relativedelta(months=1), day__lt=last)
    days.delete()


def _leave(table: str, before: datetime | None, cursor: CursorWrapper) -> None:
    """What has to happen because events go."""
    statement = load("contacts", "events_leave").replace("{events}", connection.ops.quote_name(table))
    cursor.execute(statement, {"before": before})
    if cursor.rowcount:
        nudge(REFRESH)


def _be_patient(cursor: CursorWrapper) -> None:
    cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
