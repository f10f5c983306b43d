"""What operators may order: which action fits which executions, and which campaigns take it. Reads nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from campaigns.models import Campaign, Execution, ExecutionState, Lifecycle, OrderAction

_ACTIVE = (ExecutionState.PENDING.value, ExecutionState.PROCESSING.value)
# The states of executions to which each can be done.
ACTION_STATES: Mapping[OrderAction, Sequence[str]] = {
    OrderAction.CANCEL: _ACTIVE,
    OrderAction.RETRY: (ExecutionState.FAILED.value,),
    OrderAction.MOVE: _ACTIVE,
    OrderAction.SKIP_WAIT: (ExecutionState.PENDING.value,),
}
# The lifecycles of campaigns that take each, held or not; a retry reopens what completed with gaps (ADR 0011).
ACTION_LIFECYCLES: Mapping[OrderAction, Sequence[str]] = {
    OrderAction.CANCEL: (Lifecycle.RUNNING.value,),
    OrderAction.RETRY: (Lifecycle.RUNNING.value, Lifecycle.COMPLETED_PARTIAL.value),
    OrderAction.MOVE: (Lifecycle.RUNNING.value,),
    OrderAction.SKIP_WAIT: (Lifecycle.RUNNING.value,),
}


def actions_allowed(execution: Execution, now: datetime) -> list[OrderAction]:
    """What its state allows at `now`; whether its campaign takes orders is another question."""
    return [
        action for action in OrderAction if execution.state in ACTION_STATES[action] and _rests(action, execution, now)
    ]


def actions_taken(campaign: Campaign) -> list[OrderAction]:
    """What the campaign takes as it stands."""
    return [action for action in OrderAction if campaign.lifecycle in ACTION_LIFECYCLES[action]]


def _rests(action: OrderAction, execution: Execution, now: datetime) -> bool:
    """Only a wait for a later moment can be cut short."""
    if action is not OrderAction.SKIP_WAIT:
        return True
    return execution.arrived_at is not None and execution.due_at is not None and execution.due_at > now
