"""The scoring stage: keeps what contacts have by rules true.

Contacts that changed or did something stand in a queue. An edit of a rule walks over everybody; a new day (UTC) walks
over those whose points change with time. A batch and the place of a walk are committed together.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, transaction

from contacts.arrays import uuid_array
from contacts.models import ScoreChange, ScoreRule, ScoreState
from contacts.scoring.compute import points_of, sweeps_everybody
from contacts.segments import followers
from workspaces.clock import database_now
from workspaces.errors import DomainError
from workspaces.nudge import nudge
from workspaces.sql import load
from workspaces.wall.scope import everywhere, only_in

STAGE = "contacts.tasks.run_scoring"
KEEP_HISTORY = timedelta(days=90)
_SQL = "contacts.scoring"
_FIRST = UUID(int=0)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """Contacts that a pass has looked at; `more` says that there is work left."""

    processed: int
    more: bool


@followers.register
def note_changed(workspace_id: UUID, contact_ids: Sequence[UUID]) -> None:
    """Puts contacts that changed into the queue, in a workspace that scores."""
    if not ScoreState.objects.in_workspace(workspace_id).filter(is_active=True).exists():
        return
    with connection.cursor() as cursor:
        params: dict[str, Any] = {"workspace": workspace_id, "contacts": uuid_array(contact_ids)}
        cursor.execute(load(_SQL, "enqueue"), params)
    nudge(STAGE)


def run(now: datetime | None = None, limit: int = 2_000) -> Progress:
    """One pass: a batch of each workspace's queue, and of its walk."""
    moment = now or database_now()
    looked_at = sum(_guarded(workspace_id, moment, limit) for workspace_id in _pending(moment))
    return Progress(looked_at, more=looked_at > 0)


def forget(now: datetime | None = None, limit: int = 20_000) -> int:
    """Forgets history that is older than is kept; how many lines of it in this pass."""
    old = ScoreChange.objects.across_workspaces().filter(at__lt=(now or database_now()) - KEEP_HISTORY)
    keys = list(old.order_by("at").values_list("pk", flat=True)[:limit])
    return ScoreChange.objects.across_workspaces().filter(pk__in=keys).delete()[0]


@everywhere()
def _pending(now: datetime) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "pending"), {"today": now.astimezone(UTC).date()})
        return [row[0] for row in cursor.fetchall()]


def _guarded(workspace_id: UUID, now: datetime, limit: int) -> int:
    """A workspace that fails leaves its work to the next pass, and others alone."""
    try:
        with only_in(workspace_id), transaction.atomic():
            return _batch(workspace_id, now, limit)
    except (DatabaseError, DomainError):
        _log.exception("scoring_failed", workspace=str(workspace_id))
        return 0


def _batch(workspace_id: UUID, now: datetime, limit: int) -> int:
    """The row of the workspace's state keeps others out, so that no older score is written over a newer one."""
    rows = ScoreState.objects.in_workspace(workspace_id).select_for_update(skip_locked=True)
    state = rows.first()
    if state is None:
        return 0
    rules = list(ScoreRule.objects.in_workspace(workspace_id).filter(is_active=True).order_by("pk"))
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "take_due"), {"workspace": workspace_id, "limit": limit})
        taken, due = cursor.fetchone()
    if taken:
        _score(workspace_id, rules, due, now)
    return int(taken) + _walk(state, rules, now, limit)


def _walk(state: ScoreState, rules: Sequence[ScoreRule], now: datetime, limit: int) -> int:
    today = now.astimezone(UTC).date()
    if state.walked_on < today and (rules or state.walk):
        # Who was walked over yesterday is a day behind; whoever an edit has yet to reach is not forgotten.
        whole = state.walk == ScoreState.Walk.ALL or sweeps_everybody(rules)
        state.walk, state.cursor = (ScoreState.Walk.ALL if whole else ScoreState.Walk.AGED), None
        state.walked_on = today
    if not state.walk:
        return 0
    statement = "walk_all" if state.walk == ScoreState.Walk.ALL else "walk_aged"
    params: dict[str, Any] = {"workspace": state.workspace_id, "cursor": state.cursor or _FIRST, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, statement), params)
        ids = [row[0] for row in cursor.fetchall()]
    if ids:
        _score(state.workspace_id, rules, ids, now)
        state.cursor = ids[-1]
    if len(ids) < limit:
        state.walk, state.cursor = ScoreState.Walk.NONE, None
    state.save(update_fields=["walk", "cursor", "walked_on"])
    return max(len(ids), 1)


def _score(workspace_id: UUID, rules: Sequence[ScoreRule], contact_ids: Sequence[UUID], now: datetime) -> None:
    points = points_of(workspace_id, rules, contact_ids, now)
    params: dict[str, Any] = {
        "workspace": workspace_id,
        "contacts": uuid_array(points),
        "computed": [each.total for each in points.values()],
        "parts": [json.dumps(each.parts) for each in points.values()],
        "ages": [each.ages for each in points.values()],
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "apply"), params)
        row = cursor.fetchone()
    if row[0]:
        nudge("contacts.tasks.refresh_segments")
