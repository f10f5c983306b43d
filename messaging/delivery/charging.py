"""What settled messages mean for balances and limits, in the transaction that settles them."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta

from django.db import transaction

from messaging.delivery.batch import Candidate
from messaging.delivery.states import Exchange, Settlement, exchange
from messaging.delivery.taken import give_back_room, settle_money
from messaging.models import MessageState

# What these messages took under limits is used up: the provider has them, or may have them.
_USED = frozenset({MessageState.ACCEPTED, MessageState.UNKNOWN})


def exchange_charged(
    settlements: Sequence[Settlement],
    rows: Mapping[int, Candidate],
    following: Sequence[Candidate] = (),
    now: datetime | None = None,
    repeatable_for: timedelta | None = None,
) -> Exchange:
    """`states.exchange`, and what follows from it for what the settled `rows` took at their claim.

    One statement that commits by itself, unless money or room has to follow.
    """
    followed = any(_charges(item, rows[item.id]) for item in settlements)
    with transaction.atomic() if followed else nullcontext():
        done = exchange(settlements, following, now, repeatable_for)
        if followed:
            _charge([item for item in settlements if item.id in done.settled], rows)
    return done


def _charges(item: Settlement, row: Candidate) -> bool:
    took_room = row.counted_on is not None or row.paced_at is not None
    return row.cost is not None or (took_room and item.state not in _USED)


def _charge(settled: Iterable[Settlement], rows: Mapping[int, Candidate]) -> None:
    """Takes what accepted messages cost; gives back what was taken for those that definitely did not go out.

    What is of unknown outcome keeps everything; what is in doubt keeps its money, and takes room anew.
    """
    items = [(item, rows[item.id]) for item in settled]
    give_back_room([row for item, row in items if item.state not in _USED])
    decided = [(item, row) for item, row in items if not item.in_doubt and item.state != MessageState.UNKNOWN]
    settle_money(
        accepted=[row for item, row in decided if item.state == MessageState.ACCEPTED],
        unsent=[row for item, row in decided if item.state != MessageState.ACCEPTED],
    )
