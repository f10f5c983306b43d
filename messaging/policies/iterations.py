"""Iterations: a campaign sends in portions that grow, and goes on only while enough of what it sent is delivered.

A row per campaign (`StreamIteration`) says how far it is; claims of one campaign wait for each other at it, so no two
of them find the same room. Nothing else runs between two iterations: whoever claims next takes the step.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from messaging.delivery.batch import Batch, Candidate, StreamInfo
from messaging.models import StreamIteration
from messaging.policies.base import Decision, HoldUntil, Policy, Skip
from messaging.selectors.progress import Delivered, delivered
from workspaces.nudge import nudge
from workspaces.sql import load

_SQL = "messaging.policies"
# Until somebody has put the campaign on hold, which takes seconds.
_RECHECK = timedelta(seconds=30)
_ALL_AT_ONCE = 1_000_000
OUTAGES = "campaigns.tasks.run_outages"


class Iterations(BaseModel):
    """The setting, in the words of the e-mail API's `automation_send`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    active: bool = Field(
        default=True, strict=True, description="Whether it sends in portions; `send_amount` holds either way."
    )
    send_amount: int | None = Field(
        default=None, strict=True, ge=1, le=100_000_000, description="Messages in all; the rest is skipped."
    )
    iteration_send_amount: int = Field(
        default=200, strict=True, ge=1, le=1_000_000, description="Messages of the first iteration."
    )
    is_incremental_send: bool = Field(
        default=True, strict=True, description="Each iteration sends so many more than the one before."
    )
    max_iteration_send_amount: int = Field(
        default=1_000, strict=True, ge=1, le=1_000_000, description="Messages of one iteration at most."
    )
    max_iterations: int = Field(
        default=0,
        strict=True,
        ge=0,
        le=100_000,
        description="After so many the rest is skipped; 0: never.",
    )
    send_interval: int = Field(
        default=10,
        strict=True,
        ge=1,
        le=10_080,
        description="Minutes from an iteration's last message to the next.",
    )
    min_delivery_rate: int = Field(
        default=92, strict=True, ge=0, le=100, description="Percent of an iteration that must not bounce."
    )

    @property
    def effective(self) -> "Iterations | None":
        """What of it holds: where it is not active, nothing but the amount in all, or nothing."""
        if self.active or self.send_amount is None:
            return self if self.active else None
        most = self.send_amount
        return Iterations(
            send_amount=most,
            iteration_send_amount=min(most, _ALL_AT_ONCE),
            max_iteration_send_amount=min(most, _ALL_AT_ONCE),
            is_incremental_send=False,
            min_delivery_rate=0,
            send_interval=1,
        )

    def amount(self, step: int) -> int:
        """How many messages the iteration with that step, from 1, sends."""
        amount = self.iteration_send_amount * (step if self.is_incremental_send else 1)
        return min(amount, self.max_iteration_send_amount)


def parse_iterations(value: object) -> Iterations | None:
    """The setting as it is stored; None where there is none. Raises pydantic's ValidationError."""
    return None if value is None else Iterations.model_validate(value)


class IterationsPolicy(Policy):
    """Sends a campaign's messages in iterations, and stops it where too much bounces.

    The first iteration sends `iteration_send_amount` messages of any type, each further one as many more where
    `is_incremental_send`, up to `max_iteration_send_amount`. What is over it waits until `send_interval` minutes after
    the iteration's last message was taken up. Then its delivery rate is looked at: of what was sent since the iteration
    began, the part that neither bounced nor was refused by the provider. Below `min_delivery_rate` percent the campaign
    is held; once somebody resumes it, it begins with a small iteration again. After `max_iterations`, or `send_amount`
    messages in all, the rest is skipped. A message that is tried again counts once.
    """

    key = "iterations"
    reasons = ("iterations", "iterations_failed", "iterations_over")

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """One statement where any campaign of the batch has iterations; two more for each that begins."""
        rows, settings = _asked(batch)
        if not rows:
            return {}
        decided: dict[int, Decision] = {}
        for state in _lock(batch, sorted(rows)):
            setting = settings[state.stream_id]
            verdict = _advance(state, setting, batch.now)
            room = 0 if verdict is not None else _room(state, setting)
            over = verdict or _after(state, setting, batch.now)
            for row in sorted(rows[state.stream_id], key=_age)[room:]:
                decided[row.id] = over
        return decided

    def leased(self, batch: Batch) -> None:
        """Counts what goes out of an iteration; one statement where there is any."""
        rows, settings = _asked(batch)
        if not rows:
            return
        streams = sorted(rows)
        params: dict[str, Any] = {
            "streams": streams,
            "numbers": [len(rows[stream]) for stream in streams],
            "next": [batch.now + timedelta(minutes=settings[stream].send_interval) for stream in streams],
        }
        with connection.cursor() as cursor:
            cursor.execute(load(_SQL, "count_iterations"), params)


def _asked(batch: Batch) -> tuple[dict[UUID, list[Candidate]], dict[UUID, Iterations]]:
    """The messages that no claim has leased yet, by campaign with iterations."""
    settings = {stream.id: found for stream in batch.streams.values() if (found := _stored(stream)) is not None}
    rows: dict[UUID, list[Candidate]] = defaultdict(list)
    for row in batch.rows if settings else ():
        if row.attempt == 0 and row.stream_id in settings:
            rows[row.stream_id].append(row)
    return rows, settings


def _lock(batch: Batch, streams: Sequence[UUID]) -> list[StreamIteration]:
    """Where the campaigns are; nobody else takes any room until the claim commits."""
    params: dict[str, Any] = {
        "workspaces": [batch.streams[pk].workspace_id for pk in streams],
        "streams": list(streams),
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "lock_iterations"), params)
        names = [column.name for column in cursor.description]
        return [StreamIteration(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _advance(state: StreamIteration, setting: Iterations, now: datetime) -> Decision | None:
    """Begins the next iteration where its time has come; what keeps every message, or None while there is room."""
    if state.failed_at is not None:
        return HoldUntil(now + _RECHECK, "iterations_failed", state.reason)
    if setting.send_amount is not None and state.total >= setting.send_amount:
        return Skip("iterations_over", f"{setting.send_amount} messages")
    if state.used < state.allowed:
        return None
    if state.next_at is not None and now < state.next_at:
        return HoldUntil(state.next_at, "iterations", f"iteration {state.number + 1}")
    if setting.max_iterations and state.number >= setting.max_iterations:
        return Skip("iterations_over", f"{setting.max_iterations} iterations")
    return _begin(state, setting, delivered([state.stream_id])[state.stream_id], now)


def _begin(state: StreamIteration, setting: Iterations, counted: Delivered, now: datetime) -> Decision | None:
    since = counted.since(state.base_sent, state.base_bounced)
    if state.step and since.rate < setting.min_delivery_rate:
        state.failed_at, state.step, state.allowed, state.used, state.next_at = now, 0, 0, 0, None
        state.reason = (
            f"{since.rate:.4g} % of iteration {state.number} were delivered, fewer than {setting.min_delivery_rate} %"
        )
        state.save()
        nudge(OUTAGES)
        return HoldUntil(now + _RECHECK, "iterations_failed", state.reason)
    state.number, state.step, state.reason = state.number + 1, state.step + 1, ""
    state.allowed, state.used, state.next_at = setting.amount(state.step), 0, None
    state.base_sent, state.base_bounced = counted.sent, counted.bounced
    state.save()
    return None


def _room(state: StreamIteration, setting: Iterations) -> int:
    room = state.allowed - state.used
    return room if setting.send_amount is None else min(room, setting.send_amount - state.total)


def _after(state: StreamIteration, setting: Iterations, now: datetime) -> Decision:
    """What becomes of a message that finds the iteration taken up by this very claim."""
    return HoldUntil(now + timedelta(minutes=setting.send_interval), "iterations", f"iteration {state.number + 1}")


def _age(row: Candidate) -> tuple[datetime, int]:
    return row.created_at, row.id


def _stored(stream: StreamInfo) -> Iterations | None:
    try:
        found = parse_iterations(stream.iterations)
    except ValidationError:
        # Settings are validated where they are written; one that slipped through must not stop every message.
        return None
    return found.effective if found is not None else None
