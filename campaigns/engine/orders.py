"""Operators' orders over many executions, carried out batch by batch.

A batch, its counts and the order's cursor are committed together: a process that dies leaves nothing half-done, and the
next one goes on behind the last execution that was looked at. Of each campaign only the oldest open order moves.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from campaigns.engine.actions import action_order
from campaigns.engine.operating import FIRST, Order, Place, Selection, Walked, executions_walk, order_carry_out
from campaigns.engine.progress import Progress
from campaigns.lifecycle.guards import campaign_audit
from campaigns.models import OPEN_ORDERS, ExecutionOrder, OrderAction, OrderState
from campaigns.reasons import ORDER_CAMPAIGN_ENDED, ORDER_FAULT
from workspaces.clock import database_now
from workspaces.crashpoints import crash_point
from workspaces.errors import DomainError
from workspaces.services import Actor
from workspaces.sql import load
from workspaces.wall.scope import only_in

# Orders looked at in one round.
ROUND = 20
_CROSSED = (DeadlockDetected, SerializationFailure, LockNotAvailable)
_log = structlog.get_logger(__name__)


class _OvertakenError(Exception):
    """Somebody else has carried out this batch, or stopped the order: nothing of ours is kept."""


def run(now: datetime | None = None, limit: int = ROUND) -> Progress:
    """One round: a batch of each of up to `limit` orders, the one that waits longest first."""
    moment = now or database_now()
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.engine", "find_orders"), {"now": moment, "limit": limit})
        found = [row[0] for row in cursor.fetchall()]
    looked_at = [_batch(order_id) for order_id in found]
    return Progress(sum(looked_at), more=bool(found))


def order_selection(order: ExecutionOrder, action: Order) -> Selection:
    """Which executions the order means."""
    states = [state for state in action.states if order.state_filter in ("", state)]
    return Selection(states, order.node_filter or None, order.execution_ids, order.contact_ids)


def _batch(order_id: UUID) -> int:
    """How many executions were looked at."""
    order = ExecutionOrder.objects.across_workspaces().select_related("campaign__workspace").filter(pk=order_id).first()
    if order is None or order.state not in OPEN_ORDERS:
        return 0
    with only_in(order.workspace_id):
        return _guarded(order)


def _guarded(order: ExecutionOrder) -> int:
    try:
        return _carry_out(order)
    except DomainError as refused:
        _log.info("order_stopped", order=order.public_id, reason=refused.message)
        _end(order, OrderState.STOPPED, ORDER_CAMPAIGN_ENDED)
    except _OvertakenError:
        _log.info("order_overtaken", order=order.public_id)
    except OperationalError as error:
        if not isinstance(error.__cause__, _CROSSED):
            raise
        _log.info("order_crossed", order=order.public_id, error=str(error.__cause__))
    except Exception:  # noqa: BLE001 - it would fail again every second, and the campaign's next orders wait behind it
        _log.exception("order_failed", order=order.public_id)
        _end(order, OrderState.FAILED, ORDER_FAULT)
    return 0


def _carry_out(order: ExecutionOrder) -> int:
    actor = Actor(order.actor_kind, order.actor_id, order.actor_label)
    action = action_order(order.campaign, OrderAction(order.action), order.target)
    selection = order_selection(order, action)
    signed = replace(
        action,
        states=selection.states,
        at=selection.node,
        detail={**action.detail, "by": actor.label or actor.kind, "order": order.public_id},
    )
    walked = executions_walk(order.campaign_id, selection, order.created_at, _place(order))
    with transaction.atomic():
        done = order_carry_out(order.campaign, walked.ids, signed, actor) if walked.ids else 0
        # Whoever was named and has it not done to them was refused; of a filter only those count who met it.
        meant = walked.looked_at if selection.named else len(walked.ids)
        _advance(order, walked, done, meant - done)
        if not walked.more:
            _finish(order, OrderState.COMPLETED, actor)
        crash_point("orders.before_commit")
    crash_point("orders.after_commit")
    return walked.looked_at


def _place(order: ExecutionOrder) -> Place:
    return (order.cursor_contact, order.cursor_entry) if order.cursor_contact is not None else FIRST


def _advance(order: ExecutionOrder, walked: Walked, done: int, refused: int) -> None:
    """Moves the cursor on from where this batch began, or not at all. Raises _OvertakenError."""
    changes: dict[str, Any] = {
        "done": order.done + done,
        "refused": order.refused + refused,
        "cursor_contact": walked.last[0],
        "cursor_entry": walked.last[1],
        "state": OrderState.RUNNING,
        "moved_at": database_now(),
    }
    unmoved = ExecutionOrder.objects.in_workspace(order.workspace_id).filter(
        pk=order.pk, state__in=OPEN_ORDERS, cursor_contact=order.cursor_contact, cursor_entry=order.cursor_entry
    )
    if unmoved.update(**changes) != 1:
        raise _OvertakenError
    for name, value in changes.items():
        setattr(order, name, value)


@transaction.atomic
def _end(order: ExecutionOrder, state: OrderState, reason: str) -> None:
    """Ends an order that goes no further; what it has done stays done."""
    order.refresh_from_db()
    _finish(order, state, Actor.system("orders"), reason)


def _finish(order: ExecutionOrder, state: OrderState, actor: Actor, reason: str = "") -> None:
    rows = ExecutionOrder.objects.in_workspace(order.workspace_id).filter(pk=order.pk, state__in=OPEN_ORDERS)
    if rows.update(state=state, reason=reason, finished_at=database_now()):
        data = {"order": order.public_id, "done": order.done, "refused": order.refused}
        campaign_audit(order.campaign, actor, f"order_{state.value}", data | ({"reason": reason} if reason else {}))
