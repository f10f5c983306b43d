"""What messages took when they were claimed: room under daily limits and senders' limits, and money. Paid or given back
in the transaction that settles them, in the order in which claims lock: days, senders, balances."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from django.db import connection

from messaging.delivery.batch import Candidate
from messaging.delivery.sender_usage import usage_give_back
from workspaces.services.balance import Capture, balances_settle
from workspaces.sql import load


class Taking(Protocol):
    """A message as far as it took something: a candidate of a claim, or a row."""

    @property
    def workspace_id(self) -> UUID: ...
    @property
    def stream_id(self) -> UUID: ...
    @property
    def channel(self) -> str: ...
    @property
    def sender_id(self) -> UUID | None: ...
    @property
    def counted_on(self) -> date | None: ...
    @property
    def paced_at(self) -> datetime | None: ...
    @property
    def cost(self) -> Decimal | None: ...


def give_back_room(rows: Collection[Taking]) -> None:
    """Room under limits, of messages that were not sent after all; a statement for each kind that was taken."""
    days = Counter((row.stream_id, row.counted_on) for row in rows if row.counted_on is not None)
    if days:
        params: dict[str, Any] = {
            "streams": [stream_id for stream_id, _ in days],
            "days": [day for _, day in days],
            "numbers": list(days.values()),
        }
        with connection.cursor() as cursor:
            cursor.execute(load("messaging.delivery", "give_back_days"), params)
    usage_give_back([(row.sender_id, row.paced_at) for row in rows])


def forgo_room(rows: Collection[Candidate]) -> None:
    """Gives back what these candidates took in this claim, where a later policy holds them after all."""
    give_back_room(rows)
    for row in rows:
        row.counted_on = row.paced_at = None


def settle_money(*, accepted: Collection[Taking] = (), unsent: Collection[Taking] = ()) -> None:
    """Nothing stays reserved for these messages: the accepted ones are paid for."""
    captures: dict[tuple[UUID, UUID, str], list[Decimal]] = defaultdict(list)
    released: dict[UUID, Decimal] = defaultdict(Decimal)
    for row in accepted:
        if row.cost is not None:
            captures[row.workspace_id, row.stream_id, row.channel].append(row.cost)
    for row in (*accepted, *unsent):
        if row.cost is not None:
            released[row.workspace_id] += row.cost
    balances_settle([Capture(*key, len(costs), sum(costs, Decimal(0))) for key, costs in captures.items()], released)
