"""What an operator may order for one execution as it stands. Reads nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from campaigns.models import Execution, ExecutionState, OrderAction

_BY_STATE: Mapping[str, Sequence[OrderAction]] = {
    ExecutionState.PENDING: (OrderAction.CANCEL, OrderAction.MOVE),
    ExecutionState.PROCESSING: (OrderAction.CANCEL, OrderAction.MOVE),
    ExecutionState.FAILED: (OrderAction.RETRY,),
}


def actions_allowed(execution: Execution, now: datetime) -> list[OrderAction]:
    """What its state allows at `now`; whether its campaign takes orders is another question."""
    allowed = list(_BY_STATE.get(execution.state, ()))
    if execution.arrived_at is not None and execution.due_at is not None and execution.due_at > now:
        allowed.append(OrderAction.SKIP_WAIT)
    return allowed
