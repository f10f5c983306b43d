"""Bringing the membership of many segments in line with their rules, for a set of contacts, by few statements.

Segments of one level don't refer to each other: one statement judges all their rules contact by contact, and writes
who came and went. Says nothing of which contacts and segments want it: `refresh`, `scanning` and `sweeping` do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from contacts.arrays import uuid_array
from contacts.models import Segment
from contacts.rules import compile
from contacts.segments.planning import Planned
from workspaces.sql import load

# How many conditions one statement judges; a statement of thousands is planned in tens of milliseconds.
_LEAVES_AT_ONCE = 2_000
# When a segment whose statement failed is tried again.
_RETRY_AFTER = timedelta(minutes=5)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class People:
    """Which contacts: `condition` is SQL over a column that stands for {id}."""

    condition: str
    params: dict[str, Any]


def these(contacts: Sequence[UUID]) -> People:
    """The contacts with these ids."""
    return People("{id} = ANY (%(contacts)s::uuid[])", {"contacts": uuid_array(contacts)})


def between(after: UUID, until: UUID) -> People:
    """The contacts whose ids lie behind `after`, `until` included."""
    return People("{id} > %(after)s::uuid AND {id} <= %(until)s::uuid", {"after": after, "until": until})


@dataclass(frozen=True, slots=True)
class Judged:
    """How many contacts were looked at, and how many times one entered or left a segment."""

    looked: int
    moved: int


def judge(segments: Sequence[Planned], people: People, now: datetime) -> Judged:
    """Brings these segments of one workspace (inner ones first) in line for these contacts.

    Whoever came to or left one that others refer to, which are not among `segments`, is queued for those. A segment
    whose own statement fails is set aside, to be built anew after a while; the others are not held up.
    """
    here = {planned.segment.pk for planned in segments}
    looked = moved = 0
    for group in _groups(segments):
        judged = _judge_or_halve(group, people, now, here)
        looked, moved = max(looked, judged.looked), moved + judged.moved
    return Judged(looked, moved)


def _groups(segments: Sequence[Planned]) -> Iterator[list[Planned]]:
    """Segments of one level, as many as one statement takes."""
    for _, level in groupby(segments, key=lambda planned: planned.level):
        group: list[Planned] = []
        leaves = 0
        for planned in level:
            if group and leaves + planned.leaves > _LEAVES_AT_ONCE:
                yield group
                group, leaves = [], 0
            group.append(planned)
            leaves += planned.leaves
        yield group


def _judge_or_halve(group: Sequence[Planned], people: People, now: datetime, here: set[UUID]) -> Judged:
    try:
        with transaction.atomic():
            return _judge(group, people, now, here)
    except (IntegrityError, OperationalError):
        # A contact or a segment was deleted meanwhile, or the server is at fault: the whole step comes again.
        raise
    except DatabaseError:
        if len(group) == 1:
            _set_aside(group[0].segment, now)
            return Judged(0, 0)
        _log.warning("segments_judged_by_halves", segments=len(group), exc_info=True)
    middle = len(group) // 2
    first = _judge_or_halve(group[:middle], people, now, here)
    second = _judge_or_halve(group[middle:], people, now, here)
    return Judged(max(first.looked, second.looked), first.moved + second.moved)


def _set_aside(segment: Segment, now: datetime) -> None:
    _log.exception("segment_not_judged", segment=str(segment.pk))
    Segment.objects.in_workspace(segment.workspace_id).filter(pk=segment.pk).update(
        rebuild_needed=True, scan_at=None, sweep_at=now + _RETRY_AFTER
    )


def _judge(group: Sequence[Planned], people: People, now: datetime, here: set[UUID]) -> Judged:
    workspace_id = group[0].segment.workspace_id
    params: dict[str, Any] = {
        **people.params,
        "workspace": workspace_id,
        "segments": uuid_array(planned.segment.pk for planned in group),
        "announcing": uuid_array(planned.segment.pk for planned in group if planned.referrers - here),
        "now": now,
    }
    truths = []
    for place, planned in enumerate(group, start=1):
        predicate = compile(planned.rule, workspace_id, now, prefix=f"r{place}_")
        params |= predicate.params
        truths.append(f"CASE WHEN {predicate.sql} THEN {place} END")
    sql = load("contacts.segments", "judge")
    sql = sql.replace("{contacts}", people.condition.replace("{id}", "c.id"))
    sql = sql.replace("{members}", people.condition.replace("{id}", "m.contact_id"))
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{truths}", ", ".join(truths)), params)
        looked, moved = cursor.fetchone()
    return Judged(looked, moved)
