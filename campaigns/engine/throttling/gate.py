"""The gate of a throttle: one row for each node, held from the decision to the commit of the pass.

The queue in front of it are the subscriptions of those who wait for their turn, in the order of their arrival. Whoever
leaves it early (by an operator, an exit rule, erasure) leaves no gap: a place is how many are still ahead.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from campaigns.engine.throttling.window import Window
from campaigns.engine.waking.wake import id_array
from campaigns.models import ThrottleGate
from campaigns.nodes.passage import Passage
from workspaces.nudge import nudge
from workspaces.sql import load

_SQL = "campaigns.engine"
# How long a gate with a queue may stand without being looked at.
LOOK_AGAIN = timedelta(seconds=30)
# Where a waiting execution stands (0 is the first) and since when.
Stand = tuple[int, datetime]


@dataclass(frozen=True, slots=True)
class Point:
    """A throttle of a campaign, and how many it lets through in how long."""

    workspace_id: UUID
    campaign_id: UUID
    node: str
    count: int
    period: timedelta


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Executions in front of the gate, first the `resumed` that may have waited, then the fresh ones.

    `waved`: so many more go through in any case.
    """

    executions: Sequence[int]
    resumed: int
    waved: int


def pass_through(point: Point, arrivals: Arrivals, now: datetime) -> Passage:
    """Who of them goes through now, and when it is the turn of the others; rows are places among the arrivals.

    Those who wait go first, in the order in which they came. Whose turn has come without their being here is woken.
    """
    with connection.cursor() as cursor:
        gate = _locked(point, now)
        window = Window.read(point.count, point.period, gate.passes)
        window.let_through(arrivals.waved, now)
        room = window.room(now)
        called = _first(point, room, cursor)
        stands = _stands(point, arrivals, called, cursor)
        # Fewer than there is room for are the whole queue, which may be shorter than the gate remembers.
        length = len(called) if len(called) < room else max(gate.waiting, len(called))
        # In the queue's own order, which is that of ids among those who come together.
        fresh = sorted(
            (row for row in range(len(arrivals.executions)) if row not in stands), key=arrivals.executions.__getitem__
        )
        entering, staying = fresh[: room - len(called)], fresh[room - len(called) :]
        passing = sorted((row for row in stands if stands[row][0] < len(called)), key=lambda row: stands[row][0])
        window.let_through(len(passing) + len(entering), now)
        _call(set(called) - {arrivals.executions[row] for row in passing}, now, cursor)
        waiting = {row: (place - len(passing), since) for row, (place, since) in stands.items() if place >= len(called)}
        left = length - len(passing)
        waiting |= {row: (left + number, now) for number, row in enumerate(staying)}
        _save(gate, point, window, left + len(staying), now)
    places, since = [stand[0] for stand in waiting.values()], [stand[1] for stand in waiting.values()]
    return Passage([*passing, *entering], list(waiting), window.turns(places, now), since)


def gates_look_again(now: datetime, limit: int) -> int:
    """Calls those whose turn has come at gates that nobody came to of late, as somebody left the queue; how many gates.

    The caller's transaction holds them.
    """
    rows = ThrottleGate.objects.across_workspaces().filter(waiting__gt=0, looked_at__lt=now - LOOK_AGAIN)
    gates = list(rows.order_by("looked_at").select_for_update(skip_locked=True)[:limit])
    with connection.cursor() as cursor:
        for gate in gates:
            point = Point(gate.workspace_id, gate.campaign_id, gate.node, gate.count, timedelta(seconds=gate.seconds))
            window = Window.read(point.count, point.period, gate.passes)
            _call(_first(point, window.room(now), cursor), now, cursor)
            cursor.execute(load(_SQL, "count_turns"), _queue(point))
            _save(gate, point, window, cursor.fetchone()[0], now)
    return len(gates)


def _locked(point: Point, now: datetime) -> ThrottleGate:
    fresh = ThrottleGate(
        workspace_id=point.workspace_id,
        campaign_id=point.campaign_id,
        node=point.node,
        count=point.count,
        seconds=int(point.period.total_seconds()),
        looked_at=now,
    )
    ThrottleGate.objects.bulk_create([fresh], ignore_conflicts=True)
    gates = ThrottleGate.objects.in_workspace(point.workspace_id).select_for_update(no_key=True)
    gate: ThrottleGate = gates.get(campaign_id=point.campaign_id, node=point.node)
    return gate


def _save(gate: ThrottleGate, point: Point, window: Window, waiting: int, now: datetime) -> None:
    gate.passes, gate.waiting, gate.looked_at = window.stored(), waiting, now
    gate.count, gate.seconds = point.count, int(point.period.total_seconds())
    gate.save(update_fields=["passes", "waiting", "looked_at", "count", "seconds"])


def _queue(point: Point) -> dict[str, Any]:
    return {"campaign": point.campaign_id, "node": point.node}


def _first(point: Point, number: int, cursor: CursorWrapper) -> dict[int, Stand]:
    """The first so many of the queue."""
    if not number:
        return {}
    cursor.execute(load(_SQL, "first_turns"), {**_queue(point), "limit": number})
    return {execution: (place, since) for place, (execution, since) in enumerate(cursor.fetchall())}


def _stands(point: Point, arrivals: Arrivals, called: Mapping[int, Stand], cursor: CursorWrapper) -> dict[int, Stand]:
    """Where those of the resumed stand who are in the queue, by row; the whole queue is read for those behind only."""
    resumed = arrivals.executions[: arrivals.resumed]
    found = dict(called)
    behind = [execution for execution in resumed if execution not in called]
    if behind:
        cursor.execute(load(_SQL, "find_turns"), {**_queue(point), "executions": id_array(behind)})
        found |= {execution: (place, since) for execution, place, since in cursor.fetchall()}
    return {row: found[execution] for row, execution in enumerate(resumed) if execution in found}


def _call(executions: Iterable[int], now: datetime, cursor: CursorWrapper) -> None:
    ids = list(executions)
    if not ids:
        return
    cursor.execute(load(_SQL, "call_turns"), {"executions": id_array(ids), "now": now})
    if cursor.rowcount:
        nudge("campaigns.tasks.run_engine")
