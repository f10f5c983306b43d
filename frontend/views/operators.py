"""What operators do to contacts in a campaign: one at once, or many by an order that is asked about first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from campaigns.models import OPEN_ORDERS, Campaign, ExecutionOrder, ExecutionState, OrderAction, OrderState
from campaigns.selectors import (
    ACTION_STATES,
    campaign_get,
    execution_of,
    executions_about,
    order_of,
    orders_lately,
)
from campaigns.services import OrderFilter, execution_operate, order_create, order_stop
from frontend.access import actor_of, require_role, workspace_page
from frontend.campaign_numbers import step_titles
from frontend.execution_filters import FILTERS
from frontend.pages import render_page, render_part
from frontend.words import EXECUTION_STATE, ORDER_ACTION, ORDER_STATE, reason_sentence, word_for
from workspaces.clock import database_now
from workspaces.errors import Conflict, DomainError, InvalidInput, NotFound
from workspaces.models import Membership, ProcessRole, Role
from workspaces.selectors.heartbeats import process_seen

# In which an order that was given by mistake can be taken back whole.
GRACE = timedelta(seconds=10)
SHOWN_FOR = timedelta(minutes=10)
_TICKED = "ticked"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a form of the page asks for: an action, and whom it means."""

    action: OrderAction
    scope: str
    ids: tuple[str, ...]
    state: str
    node: str

    def which(self) -> OrderFilter:
        """Whom an order would mean."""
        if self.scope == _TICKED:
            return OrderFilter(executions=self.ids)
        return OrderFilter(state=self.state or None, node=self.node or None)


@require_safe
@workspace_page
def order_new(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """Asks before an order is given: what, to how many, and where to."""
    campaign = campaign_get(membership.workspace, campaign_id)
    wish = _wish(request.GET)
    if wish.scope == _TICKED and not wish.ids:
        messages.error(request, "Nothing was changed: tick at least one contact.")
        return _to_people(membership, campaign, request.GET)
    states = [state for state in ACTION_STATES[wish.action] if wish.state in ("", state)]
    if wish.scope != _TICKED and not states:
        fitting = " or ".join(EXECUTION_STATE[state].label.lower() for state in ACTION_STATES[wish.action])
        messages.error(request, f"Nothing was changed: this is for contacts who are {fitting}.")
        return _to_people(membership, campaign, request.GET)
    is_move = wish.action is OrderAction.MOVE
    context = {
        "campaign": campaign,
        "wish": wish,
        "word": ORDER_ACTION[wish.action],
        "count": len(wish.ids) if wish.scope == _TICKED else executions_about(campaign, states, wish.node),
        "is_estimate": wish.scope != _TICKED,
        "step": step_titles(campaign).get(wish.node, wish.node) if wish.node else "",
        "steps": list(step_titles(campaign, enterable=True).items()) if is_move else [],
        "back_query": _filters(request.GET),
        "grace": int(GRACE.total_seconds()),
    }
    return render_page(request, membership, "frontend/campaigns/order.html", context, section="campaigns")


@require_POST
@workspace_page
def orders(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """Gives an order; it begins after a few seconds in which it can be taken back."""
    require_role(membership, Role.EDITOR)
    campaign = campaign_get(membership.workspace, campaign_id)
    wish = _wish(request.POST)
    try:
        order_create(
            campaign=campaign,
            action=wish.action,
            which=wish.which(),
            actor=actor_of(membership),
            to=request.POST.get("to", ""),
            delay=GRACE,
        )
    except (InvalidInput, Conflict) as refused:
        messages.error(request, f"Nothing was changed: {_words(refused)}")
    return _to_people(membership, campaign, request.POST)


@require_safe
@workspace_page
def orders_progress(request: HttpRequest, membership: Membership, campaign_id: str) -> HttpResponse:
    """The moving list of the campaign's orders."""
    campaign = campaign_get(membership.workspace, campaign_id)
    context = orders_context(membership, campaign)
    # The list below was made before they acted.
    context["list_is_old"] = not context["is_moving"]
    return render_part(request, membership, "frontend/campaigns/orders.html", context)


@require_POST
@workspace_page
def stop(request: HttpRequest, membership: Membership, campaign_id: str, order_id: str) -> HttpResponse:
    """Stops an order, or takes it back before it has begun."""
    require_role(membership, Role.EDITOR)
    campaign = campaign_get(membership.workspace, campaign_id)
    order = order_of(campaign, order_id)
    try:
        order = order_stop(order=order, actor=actor_of(membership))
    except Conflict as refused:
        messages.error(request, refused.message)
    else:
        done = "Taken back: nothing was done." if not order.done else f"Stopped after {order.done:,} contacts."
        messages.success(request, done)
    return _to_people(membership, campaign, request.POST)


@require_POST
@workspace_page
def act(request: HttpRequest, membership: Membership, campaign_id: str, execution_id: str) -> HttpResponse:
    """Does it to one contact, at once."""
    require_role(membership, Role.EDITOR)
    campaign = campaign_get(membership.workspace, campaign_id)
    execution = execution_of(campaign, execution_id)
    action = _action(request.POST)
    try:
        execution_operate(
            execution=execution, action=action, actor=actor_of(membership), node=request.POST.get("to", "")
        )
    except (InvalidInput, Conflict) as refused:
        messages.error(request, f"Nothing was changed: {_words(refused)}")
    else:
        messages.success(request, ORDER_ACTION[action].done)
    return redirect("frontend:journal", membership.workspace.slug, campaign.public_id, execution.public_id)


def orders_context(membership: Membership, campaign: Campaign) -> dict[str, Any]:
    """What the list of orders shows: the open ones, and those that ended a moment ago."""
    found = orders_lately(campaign, database_now() - SHOWN_FOR)
    slug, key = membership.workspace.slug, campaign.public_id
    is_moving = any(order.state in OPEN_ORDERS for order in found)
    titles = step_titles(campaign) if any(order.target for order in found) else {}
    return {
        "orders": [_shown(order, titles, slug, key) for order in found],
        "is_moving": is_moving,
        "nobody_works": is_moving and not process_seen(ProcessRole.WORKER),
        "orders_url": reverse("frontend:campaign_orders_progress", args=[slug, key]),
    }


def _shown(order: ExecutionOrder, titles: Mapping[str, str], slug: str, key: str) -> dict[str, Any]:
    is_open = order.state in OPEN_ORDERS
    label = ORDER_ACTION[OrderAction(order.action)].label
    looked_at = order.done + order.refused
    return {
        "order": order,
        "label": f"{label} to “{titles.get(order.target, order.target)}”" if order.target else label,
        "state": word_for(ORDER_STATE, order.state),
        "why": reason_sentence(order.reason),
        "looked_at": looked_at,
        "total": max(order.expected, looked_at, 1) if is_open else max(looked_at, 1),
        "stop_url": reverse("frontend:campaign_order_stop", args=[slug, key, order.public_id]) if is_open else "",
        "stop_label": "Undo" if order.state == OrderState.PENDING else "Stop",
    }


def _wish(query: QueryDict) -> Wish:
    state = query.get("state", "")
    return Wish(
        action=_action(query),
        scope=_TICKED if query.get("scope") == _TICKED else "all",
        ids=tuple(query.getlist("execution")),
        state=state if state in ExecutionState.values else "",
        node=query.get("node", ""),
    )


def _action(query: QueryDict) -> OrderAction:
    """Raises NotFound for what no form of ours sends."""
    try:
        return OrderAction(query.get("action", ""))
    except ValueError:
        raise NotFound("There is no such action.") from None


def _words(refused: DomainError) -> str:
    return "; ".join(detail.message for detail in refused.details) or refused.message


def _filters(query: Mapping[str, str]) -> str:
    return urlencode({name: query[name] for name in FILTERS if query.get(name)})


def _to_people(membership: Membership, campaign: Campaign, query: Mapping[str, str]) -> HttpResponse:
    """Back to the list, filtered as it was."""
    path = reverse("frontend:campaign_contacts", args=[membership.workspace.slug, campaign.public_id])
    filters = _filters(query)
    return redirect(f"{path}?{filters}" if filters else path)
