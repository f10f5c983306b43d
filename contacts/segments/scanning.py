"""Looking at every contact of a workspace for some of its segments: new ones, edited ones, and those to check wholly.

A scan goes through the contacts in the order of their ids, in pieces of about a second at most, each in a transaction
of its own: between two pieces changes of contacts are followed, also for segments under a scan. Segments that are at
the same place share the reading. How far a scan has come stands in its segment's row, so a crash costs one piece.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from contacts.models import Contact, Segment, SegmentKind
from contacts.models.segment import FOLLOWING
from contacts.rules import is_volatile
from contacts.segments.locks import try_lock_members
from contacts.segments.membership import between, judge
from contacts.segments.planning import Planned, plan
from contacts.segments.sweeping import next_checks
from workspaces.sql import load

START = UUID(int=0)
END = UUID(int=(1 << 128) - 1)
_ENDED: dict[str, Any] = {"rebuild_needed": False, "scan_at": None, "scan_key": None}


@dataclass(frozen=True, slots=True)
class Piece:
    """What one piece did; `segments` is how many were under a scan, 0 when nothing is left to scan."""

    segments: int = 0
    looked: int = 0
    moved: int = 0


def scan_piece(workspace_id: UUID, now: datetime, size: int) -> Piece:
    """Looks at up to `size` more contacts for the segments that are least far. To be called in a transaction."""
    if not try_lock_members(workspace_id):
        return Piece()
    started = time.monotonic()
    _begin(workspace_id, now)
    if not Segment.objects.in_workspace(workspace_id).filter(scan_at__isnull=False).exists():
        return Piece()
    scanned = [planned for planned in plan(workspace_id) if planned.segment.scan_at is not None]
    if not scanned:
        return Piece()
    after = min(_key(planned) for planned in scanned)
    group = [planned for planned in scanned if _key(planned) == after]
    until = _until(workspace_id, after, size, [_key(planned) for planned in scanned])
    judged = judge(group, between(after, until), now)
    _advance(group, until, judged.looked, time.monotonic() - started, now)
    return Piece(len(group), judged.looked, judged.moved)


def _key(planned: Planned) -> UUID:
    return planned.segment.scan_key or START


def _begin(workspace_id: UUID, now: datetime) -> None:
    """Puts whatever is due to the start of its scan."""
    due = Q(sweep_at=None, rebuild_needed=True) | Q(sweep_at__lte=now)
    waiting = Segment.objects.in_workspace(workspace_id).filter(due, FOLLOWING, scan_at=None)
    if waiting.exists():
        total = Contact.objects.in_workspace(workspace_id).count()
        waiting.update(scan_at=now, scan_key=START, scan_seen=0, scan_total=total, scan_seconds=0, sweep_at=None)


def _until(workspace_id: UUID, after: UUID, size: int, keys: Sequence[UUID]) -> UUID:
    """Where the piece ends: after `size` contacts, or where other scans stand, so that they go on together."""
    params: dict[str, Any] = {"workspace": workspace_id, "after": after, "size": size - 1}
    with connection.cursor() as cursor:
        cursor.execute(load("contacts.segments", "piece_end"), params)
        row = cursor.fetchone()
    return min([row[0] if row else END, *(key for key in keys if key > after)])


def _advance(group: Sequence[Planned], until: UUID, looked: int, seconds: float, now: datetime) -> None:
    workspace_id = group[0].segment.workspace_id
    # An edit that came in between, or a failure, has ended the scan: its rows stay as they are.
    scanned = Segment.objects.in_workspace(workspace_id).filter(scan_at__isnull=False)
    if until != END:
        rows = scanned.filter(pk__in=[planned.segment.pk for planned in group])
        rows.update(scan_key=until, scan_seen=F("scan_seen") + looked, scan_seconds=F("scan_seconds") + seconds)
        return
    timeless = [planned.segment.pk for planned in group if not _follows_time(planned)]
    scanned.filter(pk__in=timeless).update(**_ENDED, refreshed_at=now, swept_to=None, whole_at=None)
    for planned in group:
        if _follows_time(planned):
            took = planned.segment.scan_seconds + seconds
            scanned.filter(pk=planned.segment.pk).update(
                **_ENDED, refreshed_at=F("scan_at"), swept_to=F("scan_at"), **next_checks(planned, now, took)
            )


def _follows_time(planned: Planned) -> bool:
    """A static segment is filled once, whatever its rule asks."""
    return planned.segment.kind == SegmentKind.DYNAMIC and is_volatile(planned.rule)
