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
from workspaces.outbound.schedule import FIRST_WAIT, LASTING, LONGEST_SERIES, LONGEST_WAIT, PATIENCE
from workspaces.sql import load
from workspaces.texts import storable

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
    losses: int
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
class Series:
    """Deliveries to one endpoint that one thread makes, one after the other."""

    deliveries: Sequence[DueDelivery]

    @property
    def endpoint_id(self) -> UUID:
        """Where all of them go."""
        return self.deliveries[0].endpoint_id

    @property
    def workspace_id(self) -> UUID:
        """Whose they are."""
        return self.deliveries[0].workspace_id


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
def claim(now: datetime, limit: int, room: Room, under_way: Collection[Series]) -> list[Series]:
    """pending → sending for up to `limit` series of due deliveries, of each endpoint and workspace as many as there is
    room for. Where a call failed lately, and after a worker was lost, a series is one delivery."""
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "due_endpoints"), {"now": now, "limit": _ENDPOINTS})
        due = cursor.fetchall()
        turns = _turns(due, limit, room, under_way)
        if not turns:
            return []
        failed = {endpoint for endpoint, _, failures in due if failures}
        params: dict[str, Any] = {
            "now": now,
            "limit": limit * LONGEST_SERIES,
            "endpoints": list(turns),
            "rooms": [turn * (1 if each in failed else LONGEST_SERIES) for each, turn in turns.items()],
            "lease_until": now + timedelta(seconds=settings.OUTBOUND_WEBHOOK_LEASE_SECONDS),
        }
        cursor.execute(load(_SQL, "claim"), params)
        claimed = [_due(row) for row in cursor.fetchall()]
    series, left = _in_series(claimed, turns)
    release(left)
    return series


def _due(row: Sequence[Any]) -> DueDelivery:
    key, workspace, endpoint, attempt, tries, losses, event, kind, data, happened, created = row
    return DueDelivery(
        key, workspace, endpoint, attempt, tries, losses, event, kind, json.loads(data), happened, created
    )


def _turns(
    due: Sequence[tuple[UUID, UUID, int]], limit: int, room: Room, under_way: Collection[Series]
) -> dict[UUID, int]:
    """How many calls at a time each endpoint gets: equal shares, less what is under way; one on trial gets one."""
    endpoints = Counter(each.endpoint_id for each in under_way)
    workspaces = Counter(each.workspace_id for each in under_way)
    share = max(1, -(-limit // max(1, len(due))))
    turns: dict[UUID, int] = {}
    for endpoint, workspace, failures in due:
        most = (1 if failures >= PATIENCE else room.endpoint) - endpoints[endpoint]
        turn = min(share, most, room.workspace - workspaces[workspace], limit)
        if turn > 0:
            turns[endpoint] = turn
            workspaces[workspace] += turn
            limit -= turn
    return turns


def _in_series(claimed: Sequence[DueDelivery], turns: Mapping[UUID, int]) -> tuple[list[Series], list[DueDelivery]]:
    """Of each endpoint as many series as it has turns, as even as can be, and the deliveries that found no place.

    One that a worker was lost with goes alone: it may have been the reason, and others are not to be lost with it.
    """
    series: list[Series] = []
    left: list[DueDelivery] = []
    by_endpoint: dict[UUID, list[DueDelivery]] = {}
    for each in claimed:
        by_endpoint.setdefault(each.endpoint_id, []).append(each)
    for endpoint, deliveries in by_endpoint.items():
        turn = turns[endpoint]
        lost = [each for each in deliveries if each.losses]
        others = [each for each in deliveries if not each.losses]
        series += [Series([each]) for each in lost[:turn]]
        rest = max(0, turn - len(lost))
        series += [Series(others[number::rest]) for number in range(min(rest, len(others)))]
        left += lost[turn:] + ([] if rest else others)
    return series, left


def release(deliveries: Sequence[DueDelivery]) -> None:
    """sending → pending for those that were not begun; no attempt is counted."""
    if not deliveries:
        return
    params = {"ids": [each.id for each in deliveries], "attempts": [each.attempt for each in deliveries]}
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "release"), params)


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
        "messages": [storable(end.message, 300) for end in ends],
        "excerpts": [storable(end.excerpt, 500) for end in ends],
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
