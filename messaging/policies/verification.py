"""Verified addresses only: campaigns that ask for it send to addresses of which a verifier thinks well.

The policy only looks at what is known and notes what it wants to know; the verification stage asks the verifier.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.db import connection
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from messaging.delivery.arrays import few_array, plain_array, text_array
from messaging.delivery.batch import Batch, Candidate, StreamInfo
from messaging.models import AddressStatus
from messaging.policies.base import Decision, HoldUntil, Policy, Skip
from messaging.verification.registry import verifier
from workspaces.channels import Channel
from workspaces.nudge import nudge
from workspaces.sql import load

_SQL = "messaging.policies"
_RECHECK = timedelta(seconds=30)
VERIFYING = "messaging.tasks.run_verification"


class Verification(BaseModel):
    """The setting, in the words of the e-mail API's `verification_data`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    active: bool = Field(default=True, strict=True, description="Whether addresses are verified.")
    acceptable_statuses: tuple[Literal["valid", "risky", "unknown"], ...] = Field(
        default=("valid",), max_length=3, description="What an address must be to get a message."
    )
    max_budget: Decimal | None = Field(
        default=None,
        ge=0,
        le=1_000_000,
        max_digits=12,
        decimal_places=6,
        description="What it may cost in all, in the workspace's currency; null: whatever it takes.",
    )
    age_threshold: int = Field(
        default=30, strict=True, ge=1, le=3_650, description="Days after which an address is looked at again."
    )

    @field_validator("acceptable_statuses")
    @classmethod
    def _some(cls, statuses: tuple[str, ...]) -> tuple[str, ...]:
        if not statuses:
            raise PydanticCustomError("verification_statuses", "name at least one status")
        return statuses


def parse_verification(value: object) -> Verification | None:
    """The setting as it is stored; None where there is none. Raises pydantic's ValidationError."""
    return None if value is None else Verification.model_validate(value)


class VerificationPolicy(Policy):
    """Skips addresses that a verifier does not think well of, where the campaign asks for that.

    A verdict counts for `age_threshold` days, for all campaigns of the workspace. An address without one is looked at,
    and its message held meanwhile, 30 seconds at a time. Its verdict must be one of `acceptable_statuses`, else the
    message is skipped. Looks cost what the verifier asks for; once `max_budget` does not pay for one more, messages to
    addresses without a verdict are skipped. Mail only, marketing and transactional.
    """

    key = "verification"
    reasons = ("verification", "verification_refused", "verification_budget")
    asks_outside = True

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """One query where any campaign of the batch verifies; four more statements where there is something to ask."""
        settings = {stream.id: found for stream in batch.streams.values() if (found := _stored(stream)) is not None}
        mails = [row for row in batch.rows if row.channel == Channel.EMAIL] if settings else []
        rows = [row for row in mails if row.stream_id in settings]
        if not rows:
            return {}
        known = _known(batch, rows, settings)
        decided: dict[int, Decision] = {}
        wanted: list[Candidate] = []
        for row in rows:
            status = known.get(row.id)
            if status == AddressStatus.PENDING:
                decided[row.id] = HoldUntil(batch.now + _RECHECK, "verification")
            elif status is None:
                wanted.append(row)
            elif status not in settings[row.stream_id].acceptable_statuses:
                decided[row.id] = Skip("verification_refused", status)
        wanted.sort(key=lambda row: (row.created_at, row.id))
        return decided | _ask(batch, wanted, settings) if wanted else decided


def _ask(batch: Batch, wanted: Sequence[Candidate], settings: Mapping[UUID, Verification]) -> dict[int, Decision]:
    """Has addresses looked at, as far as the budgets pay for it."""
    price = verifier().price()
    room = _room(batch, sorted({row.stream_id for row in wanted}), settings) if price else {}
    asked: dict[tuple[UUID, str], UUID] = {}
    decided: dict[int, Decision] = {}
    for row in wanted:
        left = room.get(row.stream_id)
        if _key(row) not in asked and left is not None and left < price:
            decided[row.id] = Skip("verification_budget", f"{settings[row.stream_id].max_budget} are spent")
            continue
        if _key(row) not in asked:
            asked[_key(row)] = row.stream_id
            if left is not None:
                room[row.stream_id] = left - price
        decided[row.id] = HoldUntil(batch.now + _RECHECK, "verification")
    if asked:
        _want(asked, price, batch.now)
        nudge(VERIFYING)
    return decided


def _room(batch: Batch, streams: list[UUID], settings: Mapping[UUID, Verification]) -> dict[UUID, Decimal | None]:
    """What each campaign may still spend; nobody else spends of it until the claim commits."""
    params: dict[str, Any] = {"workspaces": [batch.streams[pk].workspace_id for pk in streams], "streams": streams}
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "open_verification"), params)
        cursor.execute(load(_SQL, "lock_verification"), params)
        spent: dict[UUID, Decimal] = dict(cursor.fetchall())
    budgets = {pk: settings[pk].max_budget for pk in streams}
    return {pk: None if budget is None else budget - spent[pk] for pk, budget in budgets.items()}


def _want(asked: Mapping[tuple[UUID, str], UUID], price: Decimal, now: datetime) -> None:
    params: dict[str, Any] = {
        "workspaces": [workspace for workspace, _ in asked],
        "addresses": [address for _, address in asked],
        "streams": list(asked.values()),
        "price": price,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "want_verification"), params)
        paid = Counter(stream_id for (stream_id,) in cursor.fetchall())
        if price and paid:
            streams = sorted(paid)
            amounts = [paid[stream] * price for stream in streams]
            cursor.execute(load("messaging.verification", "spend"), {"streams": streams, "amounts": amounts})


def _known(batch: Batch, rows: Sequence[Candidate], settings: Mapping[UUID, Verification]) -> Mapping[int, str]:
    """What is known of the messages' addresses, by message: that they are looked at, or a verdict that is no older than
    the campaign takes it."""
    params: dict[str, Any] = {
        "ids": plain_array(row.id for row in rows),
        "workspaces": few_array(row.workspace_id for row in rows),
        "addresses": text_array([row.address.lower() for row in rows]),
        "ages": plain_array(settings[row.stream_id].age_threshold for row in rows),
        "now": batch.now,
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "known_verification"), params)
        return dict(cursor.fetchall())


def _key(row: Candidate) -> tuple[UUID, str]:
    return row.workspace_id, row.address.lower()


def _stored(stream: StreamInfo) -> Verification | None:
    try:
        found = parse_verification(stream.verification)
    except ValidationError:
        # Settings are validated where they are written; one that slipped through must not stop every message.
        return None
    return found if found is not None and found.active else None
