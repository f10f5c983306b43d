"""What settled messages mean for their workspaces' balances; in the transaction that settles them."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from uuid import UUID

from messaging.delivery.batch import Candidate
from messaging.delivery.states import Settlement
from messaging.models import MessageState
from workspaces.services.balance import Capture, balances_settle


def charge(settled: Collection[Settlement], rows: Mapping[int, Candidate]) -> None:
    """Takes what accepted messages cost; gives back what is reserved for those that definitely did not go out.

    What is of unknown outcome, or in doubt, stays reserved. No statement where nothing costs anything.
    """
    captures: dict[tuple[UUID, UUID, str], list[Decimal]] = {}
    released: dict[UUID, Decimal] = {}
    for item in settled:
        row = rows[item.id]
        if row.cost is None or item.in_doubt or item.state == MessageState.UNKNOWN:
            continue
        released[row.workspace_id] = released.get(row.workspace_id, Decimal(0)) + row.cost
        if item.state == MessageState.ACCEPTED:
            captures.setdefault((row.workspace_id, row.stream_id, row.channel), []).append(row.cost)
    balances_settle([Capture(*key, len(costs), sum(costs, Decimal(0))) for key, costs in captures.items()], released)
