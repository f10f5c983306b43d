"""The one place where an HTTP call changes its state. Every transition is one set UPDATE guarded by where it starts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from campaigns.models import CallState, WebhookCall
from campaigns.reasons import CAMPAIGN_CANCELLED, WEBHOOK_LOST, WEBHOOK_WITHDRAWN
from workspaces.ids import encode_row
from workspaces.locks import share_campaign_lock
from workspaces.nudge import nudge
from workspaces.sql import load
from workspaces.texts import storable

_SQL = "campaigns.webhooks"
_LIMIT = 5_000
# Campaigns that share one claim; each takes an advisory lock for the length of the transaction.
_CAMPAIGNS = 16
# Workers that a call may take with it.
_LOSSES = 10
_ENGINE = "campaigns.tasks.run_engine"


@dataclass(frozen=True, slots=True)
class DueCall:
    """A call that is leased to this worker."""

    id: int
    workspace_id: UUID
    campaign_id: UUID
    version_id: UUID
    node: str
    url: str
    body: str
    attempt: int
    tries: int
    created_at: datetime

    @property
    def public_id(self) -> str:
        """The same for every attempt."""
        return encode_row(WebhookCall.ID_PREFIX, self.id, self.created_at)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt; `pending`: tried again after `wait` seconds. `kept`: what templates and rules see."""

    state: CallState
    reason: str
    message: str = ""
    status: int | None = None
    excerpt: str = ""
    kept: Mapping[str, object] | None = None
    wait: float = 0.0


def reclaim(now: datetime) -> int:
    """sending → pending | failed where the lease ran out, pending → failed for cancelled campaigns; how many."""
    with connection.cursor() as cursor:
        params: dict[str, Any] = {"now": now, "limit": _LIMIT, "losses": _LOSSES, "reason": WEBHOOK_LOST}
        cursor.execute(load(_SQL, "reclaim_calls"), params)
        lost = cursor.rowcount
        cursor.execute(load(_SQL, "cancel_calls"), {"now": now, "limit": _LIMIT, "reason": CAMPAIGN_CANCELLED})
        cancelled = cursor.rowcount
    if cancelled:
        nudge(_ENGINE)
    return int(lost + cancelled)


@transaction.atomic
def claim(now: datetime, limit: int, room: Mapping[UUID, int], most: int) -> list[DueCall]:
    """pending → sending for up to `limit` due calls, of a campaign at most what `room` says, or `most`.

    Holds the shared advisory lock of each campaign until it commits, so no claim commits after a pause returned.
    """
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "due_campaigns"), {"now": now, "campaigns": _CAMPAIGNS})
        found = [row[0] for row in cursor.fetchall()]
        due = [each for each in found if room.get(each, most) > 0 and share_campaign_lock(each, cursor)]
        if not due:
            return []
        turn = -(-limit // len(due))
        params: dict[str, Any] = {
            "now": now,
            "limit": limit,
            "campaigns": due,
            "rooms": [min(turn, room.get(each, most)) for each in due],
            "lease_until": now + timedelta(seconds=settings.WEBHOOK_LEASE_SECONDS),
        }
        cursor.execute(load(_SQL, "claim_calls"), params)
        return [DueCall(*row) for row in cursor.fetchall()]


@transaction.atomic
def settle(outcomes: Sequence[tuple[DueCall, Outcome]], now: datetime) -> int:
    """sending → succeeded | failed | pending, where the attempt is still the call's own; how many are over."""
    ends = [outcome for _, outcome in outcomes]
    params: dict[str, Any] = {
        "now": now,
        "ids": [call.id for call, _ in outcomes],
        "attempts": [call.attempt for call, _ in outcomes],
        "states": [end.state.value for end in ends],
        "statuses": [end.status for end in ends],
        "reasons": [end.reason for end in ends],
        "messages": [storable(end.message, 300) for end in ends],
        "excerpts": [storable(end.excerpt, 500) for end in ends],
        "kepts": [json.dumps(end.kept) if end.kept is not None else None for end in ends],
        "waits": [end.wait for end in ends],
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "settle_calls"), params)
        over = sum(state != CallState.PENDING for _, state in cursor.fetchall())
    if over:
        nudge(_ENGINE)
    return over


def calls_withdraw(workspace_id: UUID, execution_ids: Sequence[int], now: datetime) -> int:
    """pending → failed: the executions no longer wait for these calls; how many, in the caller's transaction.

    The caller holds the campaign's exclusive advisory lock, so that no claim is under way.
    """
    calls = WebhookCall.objects.in_workspace(workspace_id)
    pending = calls.filter(execution_id__in=execution_ids, state=CallState.PENDING)
    return pending.update(state=CallState.FAILED, reason=WEBHOOK_WITHDRAWN, settled_at=now, body="")
