"""Moving deliveries from state to state: claimed, made again, settled, withdrawn. Each is one guarded set statement."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from workspaces.ids import encode_row
from workspaces.models import DeliveryReason, DeliveryState, WebhookEvent
from workspaces.outbound.schedule import FIRST_WAIT, LASTING, LONGEST_WAIT, PATIENCE
from workspaces.sql import load

_SQL = "workspaces.outbound"
_LIMIT = 5_000
# Endpoints that share one claim.
_ENDPOINTS = 64
# Workers that a delivery may take with it.
_LOSSES = 10


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery that is leased to this worker."""

    id: int
    workspace_id: UUID
    endpoint_id: UUID
    attempt: int
    tries: int
    event_id: int
    kind: str
    data: Mapping[str, Any]
    happened_at: datetime
    created_at: datetime

    @property
    def webhook_id(self) -> str:
        """The same for every attempt, endpoint and replay."""
        return encode_row(WebhookEvent.ID_PREFIX, self.event_id, self.created_at)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt; `pending`: made again after `wait` seconds."""

    state: DeliveryState
    reason: DeliveryReason | None = None
    message: str = ""
    status: int | None = None
    excerpt: str = ""
    milliseconds: int = 0
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class Room:
    """How many calls at one time an endpoint, and all endpoints of a workspace, may have in this process."""

    endpoint: int
    workspace: int


def reclaim(now: datetime) -> int:
    """sending → pending | failed where the lease ran out, pending → failed for disabled endpoints; how many."""
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "reclaim"), {"now": now, "limit": _LIMIT, "losses": _LOSSES})
        lost = cursor.rowcount
        cursor.execute(load(_SQL, "withdraw"), {"now": now, "limit": _LIMIT})
        return int(lost + cursor.rowcount)


@transaction.atomic
def claim(now: datetime, limit: int, room: Room, under_way: Collection[DueDelivery]) -> list[DueDelivery]:
    """pending → sending for up to `limit` due deliveries, of each endpoint and workspace what there is room for."""
    with connection.cursor() as cursor:
        params: dict[str, Any] = {"now": now, "patience": PATIENCE, "limit": _ENDPOINTS}
        cursor.execute(load(_SQL, "due_endpoints"), params)
        rooms = _rooms(cursor.fetchall(), limit, room, under_way)
        if not rooms:
            return []
        params = {
            "now": now,
            "limit": limit,
            "endpoints": list(rooms),
            "rooms": list(rooms.values()),
            "lease_until": now + timedelta(seconds=settings.OUTBOUND_WEBHOOK_LEASE_SECONDS),
        }
        cursor.execute(load(_SQL, "claim"), params)
        return [_due(row) for row in cursor.fetchall()]


def _due(row: Sequence[Any]) -> DueDelivery:
    key, workspace, endpoint, attempt, tries, event, kind, data, happened_at, created_at = row
    return DueDelivery(key, workspace, endpoint, attempt, tries, event, kind, json.loads(data), happened_at, created_at)


def _rooms(
    due: Sequence[tuple[UUID, UUID, bool]], limit: int, room: Room, under_way: Collection[DueDelivery]
) -> dict[UUID, int]:
    """Equal shares, less what is under way; of an endpoint on trial one call."""
    endpoints = Counter(each.endpoint_id for each in under_way)
    workspaces = Counter(each.workspace_id for each in under_way)
    share = max(1, -(-limit // max(1, len(due))))
    rooms: dict[UUID, int] = {}
    for endpoint, workspace, on_trial in due:
        most = (1 if on_trial else room.endpoint) - endpoints[endpoint]
        turn = min(share, most, room.workspace - workspaces[workspace])
        if turn > 0:
            rooms[endpoint] = turn
            workspaces[workspace] += turn
    return rooms


@transaction.atomic
def settle(outcomes: Sequence[tuple[DueDelivery, Outcome]], now: datetime) -> tuple[int, list[UUID]]:
    """sending → delivered | failed | pending, where the attempt is still the delivery's own, and what that says of the
    endpoints: how many deliveries are over, and which endpoints were disabled."""
    ends = [outcome for _, outcome in outcomes]
    params: dict[str, Any] = {
        "now": now,
        "ids": [each.id for each, _ in outcomes],
        "attempts": [each.attempt for each, _ in outcomes],
        "states": [end.state.value for end in ends],
        "statuses": [end.status for end in ends],
        "reasons": [end.reason.value if end.reason else "" for end in ends],
        "messages": [_plain(end.message, 300) for end in ends],
        "excerpts": [_plain(end.excerpt, 500) for end in ends],
        "milliseconds": [end.milliseconds for end in ends],
        "waits": [end.wait for end in ends],
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "settle"), params)
        settled = dict(cursor.fetchall())
        over = sum(state != DeliveryState.PENDING for state in settled.values())
        cursor.execute(load(_SQL, "judge_endpoints"), _verdicts(outcomes, settled.keys(), now))
        return over, [endpoint for endpoint, enabled in cursor.fetchall() if not enabled]


def _verdicts(
    outcomes: Sequence[tuple[DueDelivery, Outcome]], settled: Collection[int], now: datetime
) -> dict[str, Any]:
    """Of each endpoint how many of the worker's own attempts went well, and how many did not."""
    good: Counter[UUID] = Counter()
    bad: Counter[UUID] = Counter()
    gone: set[UUID] = set()
    for delivery, outcome in outcomes:
        if delivery.id not in settled or outcome.reason is DeliveryReason.INTERNAL:
            continue
        (good if outcome.state is DeliveryState.DELIVERED else bad)[delivery.endpoint_id] += 1
        if outcome.reason is DeliveryReason.GONE:
            gone.add(delivery.endpoint_id)
    endpoints = sorted({*good, *bad})
    return {
        "now": now,
        "endpoints": endpoints,
        "successes": [good[each] for each in endpoints],
        "failures": [bad[each] for each in endpoints],
        "gone": [each in gone for each in endpoints],
        "lasting": LASTING,
        "patience": PATIENCE,
        "first_wait": FIRST_WAIT,
        "longest_wait": LONGEST_WAIT,
    }


def forget(now: datetime) -> int:
    """Events that are older than they are kept, with their deliveries, a chunk; how many."""
    before = now - timedelta(days=settings.OUTBOUND_WEBHOOK_DAYS)
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "forget"), {"before": before, "limit": _LIMIT})
        return int(cursor.rowcount)


def _plain(text: str, length: int) -> str:
    """What PostgreSQL takes as text."""
    return text.replace("\0", "")[:length].encode("utf-8", "replace").decode()
