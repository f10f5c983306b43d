"""Skips what a stopped campaign left in the outbox. A paused one's messages are never claimed: no policy needed."""

from collections.abc import Mapping

from messaging.delivery.batch import Batch
from messaging.policies.base import Decision, Policy, Skip


class CampaignState(Policy):
    """Skips what a stopped campaign left in the outbox.

    A paused campaign's messages are not even claimed: they wait until it goes on.
    """

    key = "campaign_state"
    reasons = ("campaign_stopped",)

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """Every message of a stream that is no longer claimable; costs no query."""
        stopped = {
            stream.id: Skip("campaign_stopped", stream.stopped_reason)
            for stream in batch.streams.values()
            if not stream.claimable
        }
        return {row.id: stopped[row.stream_id] for row in batch.rows if row.stream_id in stopped} if stopped else {}
