"""What settled messages mean for balances and limits, in the transaction that settles them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from messaging.delivery.batch import Candidate
from messaging.delivery.states import Exchange, Settlement, exchange
from messaging.delivery.taken import give_back_room, settle_money
from messaging.models import MessageState
from messaging.tracking.targets import OwnTarget

# What these messages took under limits is used up: the provider has them, or may have them.
_USED = frozenset({MessageState.ACCEPTED, MessageState.UNKNOWN})


def exchange_charged(
    settlements: Sequence[Settlement],
    rows: Mapping[int, Candidate],
    following: Sequence[Candidate] = (),
    now: datetime | None = None,
    repeatable_for: timedelta | None = None,
    targets: Sequence[OwnTarget] = (),
) -> Exchange:
    """`states.exchange`, and what follows from it for what the settled `rows` took at their claim.

    Accepted messages are paid for; what was taken for those that definitely did not go out is given back. What is of
    unknown outcome keeps everything; what is in doubt keeps its money, and takes room anew. One statement that commits
    by itself, unless room has to follow: money does then, as claims lock it last.
    """
    if not any(_leaves_room(item, rows[item.id]) for item in settlements):
        costs = {item.id: cost for item in settlements if (cost := rows[item.id].cost) is not None and _pays(item)}
        return exchange(settlements, following, now, repeatable_for, costs=costs, targets=targets)
    with transaction.atomic():
        done = exchange(settlements, following, now, repeatable_for, targets=targets)
        settled = [(item, rows[item.id]) for item in settlements if item.id in done.settled]
        give_back_room([row for item, row in settled if item.state not in _USED])
        settle_money(
            accepted=[row for item, row in settled if item.state == MessageState.ACCEPTED],
            unsent=[row for item, row in settled if item.state != MessageState.ACCEPTED and _pays(item)],
        )
    return done


def _leaves_room(item: Settlement, row: Candidate) -> bool:
    return item.state not in _USED and (row.counted_on is not None or row.paced_at is not None)


def _pays(item: Settlement) -> bool:
    """Whether it is decided what becomes of the message's money."""
    return item.state != MessageState.UNKNOWN and not item.in_doubt
