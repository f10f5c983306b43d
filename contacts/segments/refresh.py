"""Stage 1 of the river: keeps the membership of dynamic segments in line with their rules.

Three ways lead here. Changed contacts stand in a queue (`ContactChange`), written with the change itself, and are
judged by the rules of all segments at once. New and edited segments are scanned over all contacts, piece by piece
(`scanning`). Segments whose rule depends on time follow it (`sweeping`). Changes go first: nothing holds them up.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, transaction

from contacts.models import Segment
from contacts.rules import is_volatile
from contacts.segments import followers
from contacts.segments.locks import try_lock_members
from contacts.segments.membership import judge, these
from contacts.segments.planning import plan
from contacts.segments.scanning import Piece, scan_piece
from contacts.segments.sweeping import sweep
from workspaces.sql import load
from workspaces.wall.scope import everywhere, only_in

# A pass scans for about so long, in pieces that grow from the first size while they take less than the second one.
_SCAN_SECONDS = 1.0
_FIRST_PIECE = 5_000
_SHORT_PIECE_SECONDS = 0.2
_log = structlog.get_logger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """What a pass did: contacts looked at and moves made; `more` says that there is work left."""

    processed: int
    more: bool


def run(now: datetime, limit: int) -> Progress:
    """One pass: every workspace gets a batch of up to `limit` changed contacts, then its checks and a time of scans."""
    processed, more = 0, False
    for workspace_id in _pending(now):
        with only_in(workspace_id):
            taken, moved = _guarded((0, 0), _follow_changes, workspace_id, now, limit)
            swept, came = _guarded((0, 0), sweep, workspace_id, now)
            scanned, unfinished = _scan(workspace_id, now)
        processed += taken + moved + swept + came + scanned
        # Whoever came or went may belong to other segments now.
        more = more or taken >= limit or came > 0 or unfinished
    return Progress(processed, more)


def _guarded(nothing: T, step: Callable[..., T], *args: object) -> T:
    """Runs one step in a transaction of its own. A failing one leaves its work to the next pass, and others alone."""
    try:
        with transaction.atomic():
            return step(*args)
    except DatabaseError:
        _log.exception("segments_step_failed", step=step.__name__, args=[str(arg) for arg in args])
        return nothing


@everywhere()
def _pending(now: datetime) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(load("contacts.segments", "pending_workspaces"), {"now": now})
        return [row[0] for row in cursor.fetchall()]


def _follow_changes(workspace_id: UUID, now: datetime, limit: int) -> tuple[int, int]:
    """Takes a batch of the queue and judges its contacts for every segment. Returns rows taken and moves made.

    The statements that judge begin after the one that took the batch, so they see at least the changes it tells of.
    Segments under a scan are judged as well: the scan may have passed the contact. Those that wait for one need not be.
    """
    if not try_lock_members(workspace_id):
        return 0, 0
    with connection.cursor() as cursor:
        cursor.execute(load("contacts.segments", "take_changes"), {"workspace": workspace_id, "limit": limit})
        taken, contacts = cursor.fetchone()
    if not taken:
        return 0, 0
    segments = [each for each in plan(workspace_id) if each.segment.scan_at or not each.segment.rebuild_needed]
    moved = judge(segments, these(contacts), now).moved
    followers.tell(workspace_id, contacts)
    if taken < limit:
        # Of the others only a check can say so.
        ids = [each.segment.pk for each in segments if not each.segment.scan_at and not is_volatile(each.rule)]
        Segment.objects.in_workspace(workspace_id).filter(pk__in=ids).update(refreshed_at=now)
    return taken, moved


def _scan(workspace_id: UUID, now: datetime) -> tuple[int, bool]:
    """Scans for a while, if anything is to be scanned. Returns segments and moves, and whether it is to be gone on."""
    started = time.monotonic()
    size, done, moved = _FIRST_PIECE, 0, 0
    while time.monotonic() - started < _SCAN_SECONDS:
        began = time.monotonic()
        piece = _guarded(Piece(), scan_piece, workspace_id, now, size)
        if not piece.segments:
            # Whoever came or went may belong to other segments now.
            return done + moved, moved > 0
        if time.monotonic() - began < _SHORT_PIECE_SECONDS:
            size *= 2
        done, moved = max(done, piece.segments), moved + piece.moved
    return done + moved, True
