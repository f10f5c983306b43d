"""Giving orders over many executions, and stopping them. The orders stage carries them out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from campaigns.engine.actions import action_order
from campaigns.engine.operating import Order
from campaigns.lifecycle.guards import campaign_audit, campaign_lock, refusal
from campaigns.models import OPEN_ORDERS, Campaign, Execution, ExecutionOrder, OrderAction, OrderState
from campaigns.reasons import ORDER_STOPPED
from campaigns.reports.progress import executions_about
from contacts.models import Contact
from contacts.selectors import contacts_named
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput, NotFound, refuse_unknown
from workspaces.ids import InvalidId, decode, decode_row
from workspaces.nudge import nudge
from workspaces.selectors import rows_numbered
from workspaces.services import Actor

MAX_NAMED = 1_000
MAX_OPEN = 20
MAX_DELAY = timedelta(hours=1)
_KEY_LENGTH = 64
IdT = TypeVar("IdT", int, UUID)


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Whom an order means: in a state, at a node, or named by public ids, at most 1,000; None: whoever.

    Executions and contacts can't both be named; states and nodes narrow down who was named.
    """

    state: str | None = None
    node: str | None = None
    executions: Sequence[str] | None = None
    contacts: Sequence[str] | None = None


@transaction.atomic
def order_create(
    *,
    campaign: Campaign,
    action: OrderAction,
    which: OrderFilter,
    actor: Actor,
    to: str = "",
    delay: timedelta = timedelta(0),
) -> ExecutionOrder:
    """Gives an order, which begins after `delay` (at most an hour); `to` is the node to which a move leads.

    Raises Conflict where the campaign does not take it (RUNNING, held or not; a retry also COMPLETED_PARTIAL) or has 20
    open orders; InvalidInput naming `action`, `to`, `state`, `node`, `executions`, `contacts` or `delay`.
    """
    locked = campaign_lock(campaign)
    order = _checked(locked, action, to)
    filters = _filters(locked, which, order)
    if not timedelta(0) <= delay <= MAX_DELAY:
        raise InvalidInput.of("delay", f"must be 0 to {MAX_DELAY.seconds} seconds")
    if locked.lifecycle not in order.lifecycles:
        raise refusal(locked, "operated on")
    _refuse_too_many(locked)
    now = database_now()
    made = ExecutionOrder.objects.create(
        workspace_id=locked.workspace_id,
        campaign=locked,
        action=action,
        target=to,
        **filters,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        expected=_expected(locked, order, filters),
        created_at=now,
        not_before=now + delay,
        moved_at=now,
    )
    data = {"order": made.public_id, "action": made.action, "to": to, "filter": _described(which)}
    campaign_audit(locked, actor, "order_given", data)
    nudge("campaigns.tasks.run_orders")
    return made


@transaction.atomic
def order_stop(*, order: ExecutionOrder, actor: Actor) -> ExecutionOrder:
    """Stops an order; what it has done stays done. Once this returned (and committed), it does nothing any more.

    Raises Conflict when it has ended.
    """
    rows = ExecutionOrder.objects.in_workspace(order.workspace_id).select_related("campaign__workspace")
    locked = rows.select_for_update(of=("self",)).filter(pk=order.pk).first()
    if locked is None:
        raise NotFound("There is no such order.")
    if locked.state not in OPEN_ORDERS:
        raise Conflict(f"The order is {locked.state}: it can't be stopped.", current_status=locked.state)
    locked.state, locked.reason, locked.finished_at = OrderState.STOPPED, ORDER_STOPPED, database_now()
    locked.save(update_fields=["state", "reason", "finished_at"])
    data = {"order": locked.public_id, "done": locked.done, "refused": locked.refused, "reason": ORDER_STOPPED}
    campaign_audit(locked.campaign, actor, "order_stopped", data)
    return locked


def _checked(campaign: Campaign, action: OrderAction, to: str) -> Order:
    if action not in OrderAction.values:
        raise InvalidInput.of("action", f"must be one of {', '.join(OrderAction.values)}")
    if to and action is not OrderAction.MOVE:
        raise InvalidInput.of("to", "only a move leads somewhere")
    if action is OrderAction.MOVE and not to:
        raise InvalidInput.of("to", "a move needs a node to lead to")
    return action_order(campaign, action, to)


def _filters(campaign: Campaign, which: OrderFilter, order: Order) -> dict[str, Any]:
    if which.state is not None and which.state not in order.states:
        raise InvalidInput.of("state", f"must be {' or '.join(order.states)} for this action")
    if which.node is not None and not 0 < len(which.node) <= _KEY_LENGTH:
        raise InvalidInput.of("node", f"must have 1 to {_KEY_LENGTH} characters")
    if which.executions is not None and which.contacts is not None:
        raise InvalidInput.of("contacts", "name executions or contacts, not both")
    return {
        "state_filter": which.state or "",
        "node_filter": which.node or "",
        "execution_ids": None if which.executions is None else _executions(campaign, which.executions),
        "contact_ids": None if which.contacts is None else _contacts(campaign.workspace_id, which.contacts),
    }


def _executions(campaign: Campaign, named: Sequence[str]) -> list[int]:
    ids = _decoded("executions", named, lambda each: decode_row(Execution.ID_PREFIX, each))
    rows = Execution.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    refuse_unknown("executions", ids, set(rows_numbered(rows, named)), "the campaign has no such execution")
    return sorted(set(ids))


def _contacts(workspace_id: UUID, named: Sequence[str]) -> list[UUID]:
    """Whom the ids mean, also after a merge."""
    ids = _decoded("contacts", named, lambda each: decode(Contact.ID_PREFIX, each))
    return contacts_named(workspace_id=workspace_id, contact_ids=ids)


def _decoded(field: str, named: Sequence[str], decoded: Callable[[str], IdT]) -> list[IdT]:
    if not 0 < len(named) <= MAX_NAMED:
        raise InvalidInput.of(field, f"must be 1 to {MAX_NAMED}")
    try:
        return [decoded(each) for each in named]
    except InvalidId as error:
        raise InvalidInput.of(field, str(error)) from None


def _refuse_too_many(campaign: Campaign) -> None:
    still_open = ExecutionOrder.objects.in_workspace(campaign.workspace_id).filter(
        campaign_id=campaign.pk, state__in=OPEN_ORDERS
    )
    if still_open.count() >= MAX_OPEN:
        raise Conflict(f"The campaign has {MAX_OPEN} open orders: wait for them, or stop one.", current_status="busy")


def _expected(campaign: Campaign, order: Order, filters: Mapping[str, Any]) -> int:
    """About how many it means: counted where they are named, else from the campaign's counters."""
    named = Execution.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    if filters["execution_ids"] is not None:
        return named.filter(pk__in=filters["execution_ids"]).count()
    if filters["contact_ids"] is not None:
        return named.filter(contact_id__in=filters["contact_ids"]).count()
    states = [state for state in order.states if filters["state_filter"] in ("", state)]
    return executions_about(campaign, states, filters["node_filter"])


def _described(which: OrderFilter) -> Mapping[str, Any]:
    named = {"executions": which.executions, "contacts": which.contacts}
    described = {"state": which.state, "node": which.node}
    return {name: value for name, value in described.items() if value is not None} | {
        name: list(value) for name, value in named.items() if value is not None
    }
