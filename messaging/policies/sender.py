"""Holds messages while their sender is switched off or its provider is down; skips those that have no sender."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from messaging.delivery.batch import Batch, SenderInfo
from messaging.policies.base import Decision, HoldUntil, Policy, Skip

_RECHECK_DISABLED = timedelta(minutes=5)


class SenderPolicy(Policy):
    """Holds messages while their sender is switched off (looked at again every five minutes) or its provider is down.

    A provider that is down must not cost a try for each of thousands of messages, so they aren't even rendered.
    Messages for which there is no sender are skipped.
    """

    key = "sender"
    reasons = ("sender_missing", "sender_disabled", "provider_unavailable")

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """Works on the senders that the claim has fetched; costs no query."""
        decisions = {sender_id: _decide(sender, batch.now) for sender_id, sender in batch.senders.items()}
        refused: dict[int, Decision] = {}
        for row in batch.rows:
            decision = decisions.get(row.sender_id, Skip("sender_missing")) if row.sender_id else Skip("sender_missing")
            if decision is not None:
                refused[row.id] = decision
        return refused


def _decide(sender: SenderInfo, now: datetime) -> Decision | None:
    if not sender.active:
        return HoldUntil(now + _RECHECK_DISABLED, "sender_disabled")
    if sender.unavailable_until is not None and sender.unavailable_until > now:
        return HoldUntil(sender.unavailable_until, "provider_unavailable")
    return None
