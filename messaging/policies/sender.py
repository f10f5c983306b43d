"""Holds messages while their sender is switched off or its provider is down; skips those that have no sender."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from messaging.delivery.batch import Batch, Candidate, SenderInfo
from messaging.policies.base import Decision, HoldUntil, Policy, Skip
from workspaces.sql import load

_RECHECK_DISABLED = timedelta(minutes=5)
# How long the outcome of a probe is waited for, and how soon whoever waits for it looks again.
PROBE_TIME, _RECHECK_PROBED = timedelta(minutes=1), timedelta(seconds=15)

_MISSING = Skip("sender_missing")


class SenderPolicy(Policy):
    """Holds messages while their sender is switched off (looked at again every five minutes) or its provider is down.

    A provider that is down must not cost a try for each of thousands of messages, so they aren't even rendered. While
    a sender's breaker is open one message at a time tries its provider, and the others wait for what becomes of it.
    Messages for which there is no sender are skipped.
    """

    key = "sender"
    reasons = ("sender_missing", "sender_disabled", "provider_unavailable", "provider_probed")

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """Works on the senders that the claim has fetched; one statement where a breaker is open."""
        # By their numbers, which are looked up ten times as fast as UUIDs.
        decisions = {sender_id.int: _decide(sender, batch.now) for sender_id, sender in batch.senders.items()}
        refused: dict[int, Decision] = {}
        for row in batch.rows:
            decision = decisions.get(row.sender_id.int, _MISSING) if row.sender_id else _MISSING
            if decision is not None:
                refused[row.id] = decision
        probed = {pk for pk, sender in batch.senders.items() if sender.tripped and decisions[pk.int] is None}
        return refused | _probes(batch, probed) if probed else refused


def _decide(sender: SenderInfo, now: datetime) -> Decision | None:
    if not sender.active:
        return HoldUntil(now + _RECHECK_DISABLED, "sender_disabled")
    if sender.unavailable_until is not None and sender.unavailable_until > now:
        return HoldUntil(sender.unavailable_until, "provider_unavailable")
    return None


def _probes(batch: Batch, senders: set[UUID]) -> dict[int, Decision]:
    """Holds all messages of these senders but one of each whose probe could be taken."""
    rows = sorted((row for row in batch.rows if row.sender_id in senders), key=_age)
    free = _lease({row.sender_id for row in rows if row.sender_id}, batch.now)
    held: dict[int, Decision] = {}
    for row in rows:
        if row.sender_id in free:
            free.discard(row.sender_id)
        else:
            held[row.id] = HoldUntil(batch.now + _RECHECK_PROBED, "provider_probed")
    return held


def _age(row: Candidate) -> tuple[datetime, int]:
    return row.created_at, row.id


def _lease(senders: set[UUID], now: datetime) -> set[UUID]:
    if not senders:
        return set()
    params: dict[str, Any] = {"senders": list(senders), "now": now, "until": now + PROBE_TIME}
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.policies", "lease_probes"), params)
        return {row[0] for row in cursor.fetchall()}
