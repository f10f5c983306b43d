"""What operators do to executions: cancel, retry, move, skip the wait. One by one or many at once, audited, in sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from campaigns.engine.actions import action_order
from campaigns.engine.operating import FIRST, Order, Selection, executions_walk, order_carry_out
from campaigns.lifecycle.guards import campaign_audit, refusal
from campaigns.lifecycle.operable import actions_allowed
from campaigns.models import Campaign, Execution, ExecutionState, OrderAction
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.ids import InvalidId
from workspaces.selectors import rows_numbered
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
    return _operate(campaign, which, action_order(campaign, OrderAction.CANCEL), actor, "executions_cancelled")


def executions_retry(*, campaign: Campaign, which: ExecutionFilter, actor: Actor) -> int:
    """Those who failed begin anew at the node that failed, on a visit of its own: a send there is a new message.

    A campaign that completed with gaps runs again until they have finished; nobody else comes in. Returns how many.
    Raises Conflict for any other campaign that isn't RUNNING, InvalidInput as `executions_cancel` does.
    """
    return _operate(campaign, which, action_order(campaign, OrderAction.RETRY), actor, "executions_retried")


def executions_move(*, campaign: Campaign, which: ExecutionFilter, node: str, actor: Actor) -> int:
    """Those who are on their way enter `node` next, where their flow version has it; how many.

    A queued message of theirs is withdrawn. Raises InvalidInput where no version has the node, or it is a trigger;
    otherwise as `executions_cancel` does.
    """
    return _operate(campaign, which, action_order(campaign, OrderAction.MOVE, node), actor, "executions_moved")


def executions_skip_wait(*, campaign: Campaign, which: ExecutionFilter, actor: Actor) -> int:
    """Those who rest until a later moment go on now; how many. Raises as `executions_cancel` does."""
    return _operate(campaign, which, action_order(campaign, OrderAction.SKIP_WAIT), actor, "waits_skipped")


def execution_operate(*, execution: Execution, action: OrderAction, actor: Actor, node: str | None = None) -> None:
    """Does it to one execution; `node` is where a move leads.

    Raises Conflict where the execution's state, or its campaign's, does not allow it, InvalidInput for a bad node.
    """
    campaign, only = execution.campaign, ExecutionFilter(ids=[execution.public_id])
    if action is OrderAction.MOVE:
        done = executions_move(campaign=campaign, which=only, node=node or "", actor=actor)
    else:
        done = _SERVICES[action](campaign=campaign, which=only, actor=actor)
    if not done:
        execution.refresh_from_db(fields=["state", "arrived_at", "due_at"])
        raise Conflict(
            f"The execution is {execution.state}: {_ATTEMPTS[action]}.",
            current_status=execution.state,
            allowed=[each.value for each in actions_allowed(execution, database_now())],
        )


def _operate(campaign: Campaign, which: ExecutionFilter, order: Order, actor: Actor, verb: str) -> int:
    """Batch by batch, each in a transaction of its own under the campaign's exclusive lock, with its audit line."""
    selection = _selection(campaign, which, order.states)
    if campaign.lifecycle not in order.lifecycles:
        raise refusal(campaign, "operated on")
    order = replace(
        order, states=selection.states, at=which.node, detail={**order.detail, "by": actor.label or actor.kind}
    )
    done, until, place, more = 0, database_now(), FIRST, True
    while more:
        walked = executions_walk(campaign.pk, selection, until, place)
        if walked.ids:
            done += _batch(campaign, walked.ids, order, actor, verb, which)
        place, more = walked.last, walked.more
    return done


@transaction.atomic
def _batch(
    campaign: Campaign, ids: Sequence[int], order: Order, actor: Actor, verb: str, which: ExecutionFilter
) -> int:
    """One transaction, and its audit line where it did something."""
    done = order_carry_out(campaign, ids, order, actor)
    if done:
        campaign_audit(campaign, actor, verb, {"count": done, "filter": _described(which), **order.detail})
    return done


def _selection(campaign: Campaign, which: ExecutionFilter, states: Sequence[str]) -> Selection:
    if which.state is not None and which.state not in ExecutionState.values:
        raise InvalidInput.of("state", f"must be one of {', '.join(ExecutionState.values)}")
    wanted = [state for state in states if which.state in (None, state)]
    return Selection(wanted, which.node, ids=_rows(campaign, which.ids) if which.ids is not None else None)


def _rows(campaign: Campaign, ids: Sequence[str]) -> list[int]:
    if not 0 < len(ids) <= MAX_IDS:
        raise InvalidInput.of("ids", f"must be 1 to {MAX_IDS} executions")
    try:
        return rows_numbered(Execution.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk), ids)
    except InvalidId as error:
        raise InvalidInput.of("ids", str(error)) from None


def _described(which: ExecutionFilter) -> Mapping[str, Any]:
    ids = {"ids": list(which.ids)} if which.ids is not None else {}
    return {name: value for name, value in (("state", which.state), ("node", which.node)) if value is not None} | ids


_SERVICES = {
    OrderAction.CANCEL: executions_cancel,
    OrderAction.RETRY: executions_retry,
    OrderAction.SKIP_WAIT: executions_skip_wait,
}
_ATTEMPTS = {
    OrderAction.CANCEL: "it can't be stopped",
    OrderAction.RETRY: "only a failed one can be retried",
    OrderAction.MOVE: "it can't be moved there",
    OrderAction.SKIP_WAIT: "it does not rest until a later moment",
}
