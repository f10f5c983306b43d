"""What operators do to executions: cancel, retry, move, skip the wait. One by one or many at once, audited, in sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction

from campaigns.engine.operating import ACTIVE, Order, Selection, executions_find, order_apply
from campaigns.lifecycle.guards import campaign_audit, campaign_lock, refusal
from campaigns.models import Campaign, Execution, ExecutionState, FlowVersion, Lifecycle, StepOutcome
from campaigns.reasons import EXECUTION_CANCELLED, EXECUTION_MOVED, EXECUTION_RETRIED, WAIT_SKIPPED
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.ids import InvalidId, decode_row
from workspaces.locks import exclusive_campaign_lock
from workspaces.nudge import nudge
from workspaces.services import Actor

MAX_IDS = 1_000


@dataclass(frozen=True, slots=True)
class ExecutionFilter:
    """Which executions of a campaign; what is None does not limit. `ids` are public ids, at most 1,000."""

    state: str | None = None
    node: str | None = None
    ids: Sequence[str] | None = None


def executions_cancel(*, campaign: Campaign, which: ExecutionFilter, actor: Actor) -> int:
    """Ends those who are on their way as skipped; how many. A queued message of theirs is withdrawn, too.

    Raises Conflict unless the campaign is RUNNING (held or not), InvalidInput naming the field of a bad filter.
    """
    order = Order(ACTIVE, EXECUTION_CANCELLED, ExecutionState.SKIPPED, StepOutcome.SKIPPED, ends=True)
    return _operate(campaign, which, order, actor, "executions_cancelled")


def executions_retry(*, campaign: Campaign, which: ExecutionFilter, actor: Actor) -> int:
    """Those who failed begin anew at the node that failed, on a visit of its own: a send there is a new message.

    Returns how many. Raises as `executions_cancel` does.
    """
    order = Order((ExecutionState.FAILED.value,), EXECUTION_RETRIED, enters=True)
    return _operate(campaign, which, order, actor, "executions_retried")


def executions_move(*, campaign: Campaign, which: ExecutionFilter, node: str, actor: Actor) -> int:
    """Those who are on their way enter `node` next, where their flow version has it; how many.

    A queued message of theirs is withdrawn. Raises InvalidInput where no version has the node, or it is a trigger;
    otherwise as `executions_cancel` does.
    """
    versions = _versions_with(campaign, node)
    if not versions:
        raise InvalidInput.of("to", f"the campaign has no node {node[:64]!r} to which a contact could be moved")
    order = Order(
        ACTIVE,
        EXECUTION_MOVED,
        node=node,
        enters=True,
        versions=[version.pk for version in versions],
        detail={"to": node},
    )
    return _operate(campaign, which, order, actor, "executions_moved")


def executions_skip_wait(*, campaign: Campaign, which: ExecutionFilter, actor: Actor) -> int:
    """Those who rest until a later moment go on now; how many. Raises as `executions_cancel` does."""
    order = Order((ExecutionState.PENDING.value,), WAIT_SKIPPED, waits=True)
    return _operate(campaign, which, order, actor, "waits_skipped")


def _operate(campaign: Campaign, which: ExecutionFilter, order: Order, actor: Actor, verb: str) -> int:
    """Batch by batch, each in a transaction of its own under the campaign's exclusive lock, with its audit line."""
    selection = _selection(which, order.states)
    _refuse_unless_running(campaign)
    order = _signed(order, actor)
    done = 0
    for ids in executions_find(campaign.pk, selection, database_now()):
        done += _batch(campaign, ids, order, actor, verb, which)
    return done


@transaction.atomic
def _batch(
    campaign: Campaign, ids: Sequence[int], order: Order, actor: Actor, verb: str, which: ExecutionFilter
) -> int:
    """The lock waits for the passes that are open and keeps new ones out; then no pass holds any of the rows."""
    with connection.cursor() as cursor:
        exclusive_campaign_lock(campaign.pk, cursor)
    locked = campaign_lock(campaign)
    _refuse_unless_running(locked)
    done = order_apply(locked.workspace_id, locked.pk, ids, order, database_now())
    if done:
        campaign_audit(locked, actor, verb, {"count": done, "filter": _described(which), **order.detail})
        nudge("campaigns.tasks.run_engine")
        nudge("campaigns.tasks.run_settle")
    return done


def _refuse_unless_running(campaign: Campaign) -> None:
    if campaign.lifecycle != Lifecycle.RUNNING:
        raise refusal(campaign, "operated on")


def _signed(order: Order, actor: Actor) -> Order:
    """With who gave it, for the journal."""
    return replace(order, detail={**order.detail, "by": actor.label or actor.kind})


def _selection(which: ExecutionFilter, states: Sequence[str]) -> Selection:
    if which.state is not None and which.state not in ExecutionState.values:
        raise InvalidInput.of("state", f"must be one of {', '.join(ExecutionState.values)}")
    wanted = [state for state in states if which.state in (None, state)]
    return Selection(wanted, which.node, ids=_rows(which.ids) if which.ids is not None else None)


def _rows(ids: Sequence[str]) -> list[int]:
    if not 0 < len(ids) <= MAX_IDS:
        raise InvalidInput.of("ids", f"must be 1 to {MAX_IDS} executions")
    try:
        return [decode_row(Execution.ID_PREFIX, each) for each in ids]
    except InvalidId as error:
        raise InvalidInput.of("ids", str(error)) from None


def _described(which: ExecutionFilter) -> Mapping[str, Any]:
    ids = {"ids": list(which.ids)} if which.ids is not None else {}
    return {name: value for name, value in (("state", which.state), ("node", which.node)) if value is not None} | ids


def _versions_with(campaign: Campaign, node: str) -> list[FlowVersion]:
    """The published versions of which it is a node, but no trigger."""
    versions = FlowVersion.objects.in_workspace(campaign.workspace_id)
    found = versions.filter(campaign_id=campaign.pk, state="published", document__contains={"nodes": [{"id": node}]})
    return [version for version in found if _enterable(version, node)]


def _enterable(version: FlowVersion, node: str) -> bool:
    types = {each["id"]: each["type"] for each in version.document["nodes"]}
    return not types[node].startswith("trigger_")
