"""Stage 1 of the river: keeps the membership of dynamic segments in line with their rules.

Three ways lead here. Changed contacts stand in a queue (`ContactChange`), written with the change itself, and are
evaluated against every segment. New and edited segments are built over all contacts. Segments whose rule depends on
time are swept over all contacts now and then. Segments go in the order in which their rules refer to each other.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from graphlib import TopologicalSorter
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, transaction

from contacts.arrays import uuid_array
from contacts.models import Segment, SegmentKind
from contacts.rules import Rule, compile, is_volatile, parse, segment_ids
from contacts.segments import followers
from contacts.segments.locks import try_lock_members
from workspaces.errors import InvalidInput
from workspaces.sql import load

_SWEEP_EVERY = timedelta(minutes=1)
# A sweep may take a twentieth of one worker's time at most.
_SWEEP_PAUSE = 20
_log = structlog.get_logger(__name__)
_Done = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Progress:
    """What a pass did: contacts looked at and moves made; `more` says that there is work left."""

    processed: int
    more: bool


@dataclass(frozen=True, slots=True)
class _Planned:
    """A segment with its rule; `announces` when other rules refer to it."""

    segment: Segment
    rule: Rule
    announces: bool


def run(now: datetime, limit: int) -> Progress:
    """One pass: every workspace gets a batch of up to `limit` changed contacts, then its builds and sweeps."""
    processed, more = 0, False
    for workspace_id in _pending(now):
        taken, moved = _guarded(_follow_changes, workspace_id, now, limit)
        processed += taken + moved
        more = more or taken >= limit
        for segment_id in _due(workspace_id, now):
            _, moved = _guarded(_evaluate_all, workspace_id, segment_id, now)
            processed += moved
            # Whoever came or went may belong to other segments now.
            more = more or moved > 0
    return Progress(processed, more)


def _guarded(step: Callable[..., _Done], *args: object) -> _Done:
    """Runs one step in a transaction of its own. A failing one leaves its work to the next pass, and others alone."""
    try:
        with transaction.atomic():
            return step(*args)
    except DatabaseError:
        _log.exception("segments_step_failed", step=step.__name__, args=[str(arg) for arg in args])
        return 0, 0


def _pending(now: datetime) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(load("contacts.segments", "pending_workspaces"), {"now": now})
        return [row[0] for row in cursor.fetchall()]


def _follow_changes(workspace_id: UUID, now: datetime, limit: int) -> _Done:
    """Takes a batch of the queue and evaluates its contacts against every segment. Returns rows taken and moves made.

    The statements that evaluate begin after the one that took the batch, so they see at least the changes it tells of.
    """
    if not try_lock_members(workspace_id):
        return 0, 0
    with connection.cursor() as cursor:
        cursor.execute(load("contacts.segments", "take_changes"), {"workspace": workspace_id, "limit": limit})
        taken, contacts = cursor.fetchone()
    if not taken:
        return 0, 0
    segments = [planned for planned in _planned(workspace_id) if not planned.segment.rebuild_needed]
    moved = sum(_evaluate(planned, now, contacts) for planned in segments)
    followers.tell(workspace_id, contacts)
    if taken < limit:
        ids = [planned.segment.pk for planned in segments]
        Segment.objects.in_workspace(workspace_id).filter(pk__in=ids).update(refreshed_at=now)
    return taken, moved


def _due(workspace_id: UUID, now: datetime) -> list[UUID]:
    """The segments to build or sweep, inner ones first."""
    return [
        planned.segment.pk
        for planned in _planned(workspace_id)
        if planned.segment.rebuild_needed or (planned.segment.sweep_at is not None and planned.segment.sweep_at <= now)
    ]


def _evaluate_all(workspace_id: UUID, segment_id: UUID, now: datetime) -> _Done:
    """Evaluates one segment over all contacts, and says when to do it again. Returns 1 and the moves made."""
    if not try_lock_members(workspace_id):
        return 0, 0
    planned = next((each for each in _planned(workspace_id) if each.segment.pk == segment_id), None)
    if planned is None:
        return 0, 0
    started = time.monotonic()
    moved = _evaluate(planned, now, None)
    pause = max(_SWEEP_EVERY, timedelta(seconds=_SWEEP_PAUSE * (time.monotonic() - started)))
    # An edit that came in between has set another updated_at, and its rebuild is still needed.
    Segment.objects.in_workspace(workspace_id).filter(pk=segment_id, updated_at=planned.segment.updated_at).update(
        rebuild_needed=False, refreshed_at=now, sweep_at=now + pause if is_volatile(planned.rule) else None
    )
    return 1, moved


def _planned(workspace_id: UUID) -> list[_Planned]:
    """The workspace's dynamic segments, each after those that its rule refers to."""
    segments = Segment.objects.in_workspace(workspace_id).filter(kind=SegmentKind.DYNAMIC)
    by_id = {segment.pk: segment for segment in segments}
    references = {pk: segment_ids(segment.rule) for pk, segment in by_id.items()}
    announcing = set().union(*references.values())
    order = TopologicalSorter({pk: wanted & by_id.keys() for pk, wanted in references.items()}).static_order()
    planned = []
    for pk in order:
        try:
            planned.append(_Planned(by_id[pk], parse(by_id[pk].rule), pk in announcing))
        except InvalidInput as error:
            # Rules are checked before they are stored; this one was written past the services.
            _log.error("segment_rule_unreadable", segment=str(pk), error=error.message)
    return planned


def _evaluate(planned: _Planned, now: datetime, contacts: Sequence[UUID] | None) -> int:
    """Brings one segment in line for these contacts (None: all). Returns how many entered or left."""
    segment = planned.segment
    predicate = compile(planned.rule, segment.workspace_id, now)
    params: dict[str, Any] = {
        **predicate.params,
        "workspace": segment.workspace_id,
        "segment": segment.pk,
        "contacts": None if contacts is None else uuid_array(contacts),
        "now": now,
        # Within a batch of changed contacts the outer segments come later anyway.
        "announce": planned.announces and contacts is None,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("contacts.segments", "evaluate").replace("{predicate}", predicate.sql), params)
        row = cursor.fetchone()
    return int(row[0])
