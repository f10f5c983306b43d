"""What each of an operator's actions means for executions, single or many: the one list of them."""

from dataclasses import replace

from campaigns.engine.operating import Order
from campaigns.lifecycle.operable import ACTION_LIFECYCLES, ACTION_STATES
from campaigns.models import Campaign, ExecutionState, FlowVersion, OrderAction, StepOutcome
from campaigns.reasons import EXECUTION_CANCELLED, EXECUTION_MOVED, EXECUTION_RETRIED, WAIT_SKIPPED
from workspaces.errors import InvalidInput

_ORDERS = {
    OrderAction.CANCEL: Order(
        ACTION_STATES[OrderAction.CANCEL],
        EXECUTION_CANCELLED,
        ExecutionState.SKIPPED,
        StepOutcome.SKIPPED,
        ends=True,
    ),
    OrderAction.RETRY: Order(
        ACTION_STATES[OrderAction.RETRY],
        EXECUTION_RETRIED,
        enters=True,
        lifecycles=ACTION_LIFECYCLES[OrderAction.RETRY],
    ),
    OrderAction.MOVE: Order(ACTION_STATES[OrderAction.MOVE], EXECUTION_MOVED, enters=True),
    OrderAction.SKIP_WAIT: Order(ACTION_STATES[OrderAction.SKIP_WAIT], WAIT_SKIPPED, waits=True),
}


def action_order(campaign: Campaign, action: OrderAction, to: str = "") -> Order:
    """The order for an action in this campaign; `to` is the node to which a move leads.

    Raises InvalidInput naming `to` where no published version has that node, or it is a trigger.
    """
    if action is not OrderAction.MOVE:
        return _ORDERS[action]
    versions = _versions_with(campaign, to)
    if not versions:
        raise InvalidInput.of("to", f"the campaign has no node {to[:64]!r} to which a contact could be moved")
    return replace(
        _ORDERS[action],
        node=to,
        versions=[version.pk for version in versions],
        detail={"to": to},
    )


def _versions_with(campaign: Campaign, node: str) -> list[FlowVersion]:
    """The published versions of which it is a node, but no trigger."""
    versions = FlowVersion.objects.in_workspace(campaign.workspace_id)
    found = versions.filter(campaign_id=campaign.pk, state="published", document__contains={"nodes": [{"id": node}]})
    return [version for version in found if _enterable(version, node)]


def _enterable(version: FlowVersion, node: str) -> bool:
    types = {each["id"]: each["type"] for each in version.document["nodes"]}
    return not types[node].startswith("trigger_")
