"""What is stuck: ready for a minute and taken by nobody, although its campaign may claim. Each kind with its reason.

Bounded whatever the backlog: counts stop at a cap, and every statement reads an index from its oldest entry on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from campaigns.models import Campaign
from campaigns.reasons import (
    STUCK_BACKLOG,
    STUCK_CLAIM_OPEN,
    STUCK_LEASE_EXPIRED,
    STUCK_NO_BEAT,
    STUCK_NO_DELIVERY,
    STUCK_NO_WORKER,
    STUCK_NOT_TAKEN,
    reason_words,
)
from campaigns.reports.executions import ExecutionRow, executions_named
from workspaces.clock import database_now
from workspaces.locks import campaign_lock_halves
from workspaces.models import ProcessRole
from workspaces.selectors.heartbeats import process_seen
from workspaces.sharding import SHARDS
from workspaces.sql import load
from workspaces.wall.scope import as_owner

_SQL = "campaigns.reports"
# What was ready for so long should have been taken by somebody.
STUCK_AFTER = timedelta(seconds=60)
CAP = 10_000
SAMPLE = 20


class StuckKind(StrEnum):
    """What it is that nobody took. The first two are the engine's to take, the others delivery's."""

    DUE = "due"  # executions whose moment has come
    SETTLED = "settled"  # messages and webhook calls with an outcome, beside which an execution still rests
    QUEUED = "queued"  # messages that may be sent, and calls that may be made
    LEASED = "leased"  # messages and calls whose worker stopped without reporting


_KIND_WORDS = {
    StuckKind.DUE: "due, but not moved on",
    StuckKind.SETTLED: "done with their message or call, but not moved on",
    StuckKind.QUEUED: "waiting for a message or call that nobody took up",
    StuckKind.LEASED: "waiting for a message or call that was broken off",
}


@dataclass(frozen=True, slots=True)
class StuckGroup:
    """How many of one kind, the oldest since when, and why. `at_least`: there are more than were counted."""

    kind: StuckKind
    kind_words: str
    count: int
    at_least: bool
    since: datetime
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """What of a campaign is stuck, and for whom it has lasted longest; nothing where the campaign may not claim."""

    groups: Sequence[StuckGroup] = ()
    oldest: Sequence[ExecutionRow] = ()


def campaign_stuck(campaign: Campaign, now: datetime | None = None) -> Stuck:
    """One query where nothing is stuck; five otherwise. Decides by the database's clock unless told the time."""
    moment = now or database_now()
    params: dict[str, Any] = {
        "campaign": campaign.pk,
        "horizon": moment - STUCK_AFTER,
        "last_shard": SHARDS - 1,
        "cap": CAP,
        "sample": SAMPLE,
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "find_stuck"), params)
        rows = sorted(cursor.fetchall(), key=lambda row: row[2])
    if not rows:
        return Stuck()
    evidence = _evidence(campaign.pk, moment)
    groups = [_group(StuckKind(kind), count, since, evidence) for kind, count, since, _ in rows]
    oldest = list(dict.fromkeys(key for *_, keys in rows for key in keys or ()))
    return Stuck(groups, executions_named(campaign, oldest[:SAMPLE]))


def stuck_counts(now: datetime | None = None) -> dict[StuckKind, int]:
    """How many campaigns of all workspaces have something stuck, by kind: one query, for the metrics."""
    moment = now or database_now()
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "count_stuck"), {"horizon": moment - STUCK_AFTER, "last_shard": SHARDS - 1})
        counts = cursor.fetchone()
    return dict(zip(StuckKind, counts, strict=True))


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What is known of those who should take it."""

    beat: bool
    worker: bool
    delivery: bool
    claim_is_old: bool
    engine_moves: bool
    delivery_moves: bool


def _evidence(campaign_id: UUID, now: datetime) -> _Evidence:
    high, low = campaign_lock_halves(campaign_id)
    params: dict[str, Any] = {"campaign": campaign_id, "high": high, "low": low}
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(load(_SQL, "stuck_evidence"), params)
        opened, engine_moves, delivery_moves = cursor.fetchone()
    return _Evidence(
        beat=process_seen(ProcessRole.BEAT),
        worker=process_seen(ProcessRole.WORKER),
        delivery=process_seen(ProcessRole.DELIVERY),
        claim_is_old=opened is not None and opened <= now - STUCK_AFTER,
        engine_moves=engine_moves,
        delivery_moves=delivery_moves,
    )


def _group(kind: StuckKind, count: int, since: datetime, evidence: _Evidence) -> StuckGroup:
    reason = _reason(kind, evidence)
    return StuckGroup(kind, _KIND_WORDS[kind], count, count >= CAP, since, reason, reason_words(reason))


def _reason(kind: StuckKind, evidence: _Evidence) -> str:
    """The first that is wrong: what wakes the workers, the workers, what they do."""
    is_engines = kind in (StuckKind.DUE, StuckKind.SETTLED)
    if not evidence.beat:
        return STUCK_NO_BEAT
    if not (evidence.worker if is_engines else evidence.delivery):
        return STUCK_NO_WORKER if is_engines else STUCK_NO_DELIVERY
    if evidence.claim_is_old:
        return STUCK_CLAIM_OPEN
    if kind is StuckKind.LEASED:
        return STUCK_LEASE_EXPIRED
    moves = evidence.engine_moves if is_engines else evidence.delivery_moves
    return STUCK_BACKLOG if moves else STUCK_NOT_TAKEN
