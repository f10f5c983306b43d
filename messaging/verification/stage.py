"""The verification stage: takes up addresses that campaigns want to know of, asks the verifier, writes what it said.

The verifier is called outside any transaction. A worker that dies leaves its addresses due again once their lease is
over; asking twice does no harm.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, transaction

from messaging.models import AddressStatus
from messaging.verification.base import Verdict, Verifier, VerifierFailed
from messaging.verification.registry import verifier
from workspaces.clock import database_now
from workspaces.nudge import nudge
from workspaces.sql import load
from workspaces.wall.scope import NOWHERE, within

BATCH = 100
# A verifier that fails so often has nothing to say of the address.
MOST_TRIES = 5
LEASE_SECONDS, PAUSE_SECONDS = 120, 60
_SQL = "messaging.verification"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Due:
    id: int
    address: str
    stream_id: UUID | None
    cost: Decimal
    tries: int


def run(now: datetime | None = None, asked: Verifier | None = None) -> int:
    """Verifies up to 100 addresses; how many have a verdict now."""
    moment = now or database_now()
    due = _claim(moment)
    if not due:
        return 0
    try:
        # Whoever verifies, a class of the installation's own perhaps, gets addresses and needs no rows.
        with within(NOWHERE):
            found = (asked or verifier()).check(sorted({each.address for each in due}))
    except VerifierFailed as error:
        _log.warning("verifier_failed", error=str(error), addresses=len(due))
        return _put_off(due, str(error), moment)
    unknown = Verdict(AddressStatus.UNKNOWN, "the verifier said nothing of it")
    _settle({each.id: found.get(each.address, unknown) for each in due}, moment)
    nudge("messaging.tasks.run_delivery")
    return len(due)


def _claim(now: datetime) -> list[_Due]:
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "claim"), {"now": now, "limit": BATCH, "lease": LEASE_SECONDS})
        return [_Due(*row) for row in cursor.fetchall()]


def _settle(verdicts: Mapping[int, Verdict], now: datetime) -> None:
    params: dict[str, Any] = {
        "now": now,
        "ids": list(verdicts),
        "statuses": [verdict.status.value for verdict in verdicts.values()],
        "details": [verdict.detail.replace("\x00", "")[:200] for verdict in verdicts.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "settle"), params)


def _put_off(due: Sequence[_Due], why: str, now: datetime) -> int:
    """Later again; those that were tried too often are unknown, and cost nothing."""
    given_up = [each for each in due if each.tries + 1 >= MOST_TRIES]
    with transaction.atomic():
        if given_up:
            _settle({each.id: Verdict(AddressStatus.UNKNOWN, why) for each in given_up}, now)
            _refund(given_up)
        with connection.cursor() as cursor:
            waiting = [each.id for each in due if each not in given_up]
            cursor.execute(load(_SQL, "put_off"), {"ids": waiting, "now": now, "pause": PAUSE_SECONDS})
    return len(given_up)


def _refund(rows: Sequence[_Due]) -> None:
    back: dict[UUID, Decimal] = {}
    for row in rows:
        if row.stream_id is not None and row.cost:
            back[row.stream_id] = back.get(row.stream_id, Decimal(0)) + row.cost
    streams = sorted(back)
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "spend"), {"streams": streams, "amounts": [-back[stream] for stream in streams]})
