"""The one place where a message changes its state while it is delivered (DESIGN §5).

Every transition is one set UPDATE guarded by the state, and the attempt, that it starts from; the SQL is in sql/.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction

from messaging.delivery.arrays import bytes_array, few_array, plain_array, text_array
from messaging.delivery.batch import Candidate
from messaging.delivery.taken import give_back_room, settle_money
from messaging.models import MessageState
from messaging.policies.base import Decision, HoldUntil
from messaging.tracking.targets import OwnTarget
from workspaces.sql import load
from workspaces.texts import storable

_SQL = "messaging.delivery"
_RECLAIM_LIMIT = 5_000
_NOTHING: Mapping[int, Decimal] = {}
_NOWHERE = "{}"


class LostRows(RuntimeError):
    """Rows that this transaction has locked were not there to be updated; it must be rolled back."""


@dataclass(slots=True)  # made for every message: freezing it takes longer than making it
class Settlement:
    """What became of one attempt. `queued` means that it definitely was not sent and is to be tried again."""

    id: int
    attempt: int
    state: MessageState
    reason: str = ""
    detail: str = ""
    provider_id: str = ""
    not_before: datetime | None = None
    tried: int = 0
    in_doubt: bool = False  # of a queued one: the provider may have it, and knows it again until `repeatable_until`


@dataclass(frozen=True, slots=True)
class Exchange:
    """What an exchange achieved, by message id."""

    settled: frozenset[int]
    dispatched: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Reclaimed:
    """A message that was taken back, in the column order of reclaim.sql."""

    state: str
    in_doubt: bool
    workspace_id: UUID
    stream_id: UUID
    channel: str
    sender_id: UUID | None
    counted_on: date | None
    paced_at: datetime | None
    cost: Decimal | None


def write_fates(rows: Sequence[Candidate], decisions: dict[int, Decision], now: datetime, lease: timedelta) -> None:
    """queued → sending | skipped | queued until later, for all candidates of a claim. Raises LostRows."""
    fates = [decisions.get(row.id) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            load(_SQL, "claim_fates"),
            {
                "now": now,
                "lease": lease.total_seconds(),
                "ids": plain_array(row.id for row in rows),
                "states": text_array([_state_of(row, fate) for row, fate in zip(rows, fates, strict=True)]),
                "reasons": text_array([fate.reason if fate else "" for fate in fates]),
                "details": text_array([storable(fate.detail, 500) if fate else "" for fate in fates]),
                "not_befores": plain_array(fate.at if isinstance(fate, HoldUntil) else None for fate in fates),
                "addresses": text_array([row.address for row in rows]),
                "senders": few_array(row.sender_id for row in rows),
                "counted": plain_array(row.counted_on for row in rows),
                "paced": plain_array(row.paced_at for row in rows),
                "costs": plain_array(row.cost for row in rows),
            },
        )
        if cursor.rowcount != len(rows):
            raise LostRows(f"{len(rows)} candidates, {cursor.rowcount} updated")


def exchange(
    settlements: Sequence[Settlement],
    following: Sequence[Candidate],
    now: datetime | None,
    repeatable_for: timedelta | None = None,
    *,
    costs: Mapping[int, Decimal] = _NOTHING,
    targets: Sequence[OwnTarget] = (),
) -> Exchange:
    """sending → accepted | rejected | unknown | skipped | queued for one chunk, and marks the next as dispatched.

    One statement, committed when it returns (outside a transaction). `now` None means the database's clock;
    `repeatable_for` is the time for which the next chunk's provider knows a message again. Of what is settled, `costs`
    says by id what nothing is put aside for any longer: taken where it was accepted, else given back. `targets` are
    kept of those of the next chunk that go out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            load(_SQL, "exchange"),
            {
                "now": now,
                "ids": plain_array(item.id for item in settlements),
                "attempts": plain_array(item.attempt for item in settlements),
                "states": text_array([item.state for item in settlements]),
                "reasons": text_array([item.reason for item in settlements]),
                "details": text_array([storable(item.detail, 500) for item in settlements]),
                "provider_ids": text_array([storable(item.provider_id, 200) for item in settlements]),
                "not_befores": plain_array(item.not_before for item in settlements),
                "tried": plain_array(item.tried for item in settlements),
                "in_doubt": plain_array(item.in_doubt for item in settlements),
                "costs": plain_array(costs.get(item.id) for item in settlements) if costs else _NOWHERE,
                "repeatable": None if repeatable_for is None else repeatable_for.total_seconds(),
                "next_ids": plain_array(row.id for row in following),
                "next_attempts": plain_array(row.attempt for row in following),
                "target_messages": plain_array(target.message_id for target in targets),
                "target_digests": bytes_array(target.digest for target in targets),
                "target_urls": text_array([target.url for target in targets]),
            },
        )
        [(settled, dispatched)] = cursor.fetchall()
    return Exchange(frozenset(settled or ()), frozenset(dispatched or ()))


def reclaim(now: datetime) -> dict[MessageState, int]:
    """sending → queued (never dispatched) | unknown (dispatched), where the lease has run out; how many of each.

    Gives back what those took that were never sent.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(load(_SQL, "reclaim"), {"now": now, "limit": _RECLAIM_LIMIT})
            rows = [_Reclaimed(*row) for row in cursor.fetchall()]
        give_back_room([row for row in rows if row.state == MessageState.QUEUED])
        settle_money(unsent=[row for row in rows if not row.in_doubt])
    states = Counter(row.state for row in rows)
    return {state: states[state] for state in (MessageState.QUEUED, MessageState.UNKNOWN)}


def finish_draining() -> None:
    """Puts stopped streams aside that hold nothing any more."""
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "finish_draining"))


def _state_of(row: Candidate, fate: Decision | None) -> str:
    if fate is None:
        return MessageState.SENDING
    if isinstance(fate, HoldUntil):
        return MessageState.QUEUED
    # What the provider may have is not called skipped, whatever a policy says of sending it again.
    return MessageState.UNKNOWN if row.in_doubt else MessageState.SKIPPED
