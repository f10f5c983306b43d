"""Asks the policies one after the other. What one has decided on, the next ones don't see."""

from collections.abc import Sequence

from messaging.delivery.batch import Batch
from messaging.policies.base import Decision, Policy
from messaging.policies.registry import POLICIES


def evaluate(batch: Batch, policies: Sequence[Policy] = POLICIES) -> dict[int, Decision]:
    """The first decision on each message, by id; messages without one may be sent."""
    batch.kept.clear()
    decided: dict[int, Decision] = {}
    for policy in policies:
        rows = [row for row in batch.rows if row.id not in decided] if decided else batch.rows
        if not rows:
            break
        decided.update(policy.evaluate(batch.narrowed(rows)))
    allowed = [row for row in batch.rows if row.id not in decided]
    if allowed:
        narrowed = batch.narrowed(allowed)
        for policy in policies:
            policy.leased(narrowed)
    return decided
