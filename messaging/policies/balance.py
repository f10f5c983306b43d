"""The workspace's balance: what can't be paid for does not go out.

A workspace without a balance account is never asked for money, nor is a message for which there is no price.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from messaging.countries import country_of
from messaging.delivery.batch import Batch, Candidate
from messaging.delivery.render import units_of
from messaging.delivery.taken import forgo_room
from messaging.models import MessageStream, Price
from messaging.policies.base import Decision, HoldUntil, Policy
from workspaces.ids import distinct
from workspaces.money import amount_text
from workspaces.nudge import nudge
from workspaces.services.balance import balances_lock, balances_reserve

# Soon after somebody has topped up and resumed the campaign, the message is looked at again.
_RECHECK = timedelta(seconds=30)
OUTAGES = "campaigns.tasks.run_outages"
# By channel, message type and country, of one workspace.
_Prices = Mapping[tuple[str, str, str], Decimal]


class BalancePolicy(Policy):
    """Reserves what each message costs of the workspace's balance, and holds those that it can't pay for.

    Prices come from the workspace's list, by channel, message type and the country of the number; where a country has
    no line, that of everywhere counts. A text message costs its price for each segment, counted as it goes out. Of a
    workspace without a balance account, and of a message without a price, nothing is asked. The campaign of a message
    that can't be paid for is paused until somebody has topped up and resumes it. Asked last: what another policy holds
    must not keep money from what could go.
    """

    key = "balance"
    reasons = ("balance",)

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """One statement where no workspace of the batch pays; else four, at most: lock, prices, reserve, tell."""
        # What is in doubt from an attempt before has its money reserved already.
        rows = [row for row in batch.rows if row.cost is None]
        room = balances_lock(sorted(distinct(row.workspace_id for row in rows))) if rows else {}
        if not room:
            return {}
        rows.sort(key=_age)
        prices = _prices(room)
        reserved: dict[UUID, Decimal] = {}
        held: dict[int, Decision] = {}
        starved: set[UUID] = set()
        for workspace_id, theirs in _paying(rows, room).items():
            left = room[workspace_id]
            for row in theirs:
                price = _price(row, prices[workspace_id])
                if not price:
                    continue
                cost = price * units_of(batch, row)
                if cost > left or (starved and row.stream_id in starved):
                    held[row.id] = HoldUntil(batch.now + _RECHECK, "balance", f"costs {amount_text(cost)}")
                    starved.add(row.stream_id)
                else:
                    row.cost = cost
                    left -= cost
            if left < room[workspace_id]:
                reserved[workspace_id] = room[workspace_id] - left
        if reserved:
            balances_reserve(reserved)
        starving = [row for row in rows if row.id in held]
        forgo_room(starving)
        if starved:
            MessageStream.objects.across_workspaces().filter(pk__in=starved, starved_at=None).update(
                starved_at=batch.now
            )
            nudge(OUTAGES)
        return held


def _age(row: Candidate) -> tuple[object, int]:
    return row.created_at, row.id


def _paying(rows: Iterable[Candidate], room: Mapping[UUID, Decimal]) -> Mapping[UUID, list[Candidate]]:
    """The messages of each workspace that pays, in their order."""
    found: dict[UUID, list[Candidate]] = {workspace_id: [] for workspace_id in room}
    for row in rows:
        if row.workspace_id in found:
            found[row.workspace_id].append(row)
    return found


def _prices(workspaces: Mapping[UUID, Decimal]) -> Mapping[UUID, _Prices]:
    rows = Price.objects.across_workspaces().filter(workspace_id__in=list(workspaces))
    found: dict[UUID, dict[tuple[str, str, str], Decimal]] = {workspace_id: {} for workspace_id in workspaces}
    for workspace, channel, kind, country, amount in rows.values_list(
        "workspace_id", "channel", "message_type", "country", "amount"
    ):
        found[workspace][channel, kind, country] = amount
    return found


def _price(row: Candidate, prices: _Prices) -> Decimal | None:
    found = prices.get((row.channel, row.message_type, country_of(row.address)))
    return prices.get((row.channel, row.message_type, "")) if found is None else found
