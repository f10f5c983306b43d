"""Rules whose answer changes while the contact does not: when to check them, and whom.

Where every condition of a rule can say for whom time has passed a limit since the last check (`crossing`), only those
are looked at; else, and once a day, everybody is, by a scan.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from contacts.models import Segment
from contacts.rules import crossing
from contacts.segments.locks import try_lock_members
from contacts.segments.membership import judge, these
from contacts.segments.planning import Planned, plan

# A check may take a twentieth of one worker's time at most.
_PAUSE = 20
_EVERY = timedelta(minutes=1)
# What no condition can know of, such as events that were thrown away, is noticed within a day.
_WHOLE_EVERY = timedelta(days=1)
# Of more contacts than this a scan takes better care.
_MOST = 50_000


def next_checks(planned: Planned, now: datetime, took: float) -> dict[str, Any]:
    """When to check a segment again whose scan took so many seconds of work: values of its columns.

    The first check after a build looks at everybody once more: an event that was being recorded while the segment was
    being made knew nothing of it, and did not mark its contact.
    """
    soon = now + max(_EVERY, timedelta(seconds=_PAUSE * took))
    whole_at = soon if planned.segment.rebuild_needed else max(soon, now + _WHOLE_EVERY)
    crossed = crossing(planned.rule, planned.segment.workspace_id, since=now, now=now)
    if crossed is None:
        return {"sweep_at": soon, "whole_at": soon}
    return {"sweep_at": min(now + _EVERY, whole_at) if crossed.sql else whole_at, "whole_at": whole_at}


def sweep(workspace_id: UUID, now: datetime) -> tuple[int, int]:
    """Follows time for the segments whose check is due and can do with some of the contacts.

    Returns how many segments that were and the moves made. The others stay due, for a scan.
    """
    if not Segment.objects.in_workspace(workspace_id).filter(sweep_at__lte=now, whole_at__gt=now).exists():
        return 0, 0
    started = time.monotonic()
    due = [planned for planned in plan(workspace_id) if _is_due(planned.segment, now)]
    # Only read, and before the lock is taken: whoever changes meanwhile stands in the queue.
    found = {planned.segment.pk: _crossed(planned, now) for planned in due}
    swept = [planned for planned in due if found[planned.segment.pk] is not None]
    contacts = {contact for crossed in found.values() for contact in crossed or ()}
    if not swept or len(contacts) > _MOST:
        return 0, 0
    with transaction.atomic():
        if not try_lock_members(workspace_id):
            return 0, 0
        moved = judge(swept, these(sorted(contacts)), now).moved if contacts else 0
        pause = max(_EVERY, timedelta(seconds=_PAUSE * (time.monotonic() - started)))
        _advance(swept, now, pause)
    return len(swept), moved


def _is_due(segment: Segment, now: datetime) -> bool:
    is_due = segment.sweep_at is not None and segment.sweep_at <= now and segment.scan_at is None
    is_built = not segment.rebuild_needed and segment.swept_to is not None
    return is_due and is_built and segment.whole_at is not None and segment.whole_at > now


def _crossed(planned: Planned, now: datetime) -> Sequence[UUID] | None:
    """The contacts whose answer time may have changed since the last check; None where nobody can say."""
    segment = planned.segment
    found = crossing(planned.rule, segment.workspace_id, since=segment.swept_to or now, now=now)
    if found is None or not found.sql:
        return None if found is None else ()
    with connection.cursor() as cursor:
        cursor.execute(f"{found.sql} LIMIT {_MOST + 1}", found.params)
        return [row[0] for row in cursor.fetchall()]


def _advance(swept: Sequence[Planned], now: datetime, pause: timedelta) -> None:
    for planned in swept:
        segment = planned.segment
        # An edit that came in between wants a build, and no check.
        row = Segment.objects.in_workspace(segment.workspace_id).filter(pk=segment.pk, sweep_at=segment.sweep_at)
        row.update(refreshed_at=now, swept_to=now, sweep_at=now + pause)
