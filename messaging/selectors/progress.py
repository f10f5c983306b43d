"""How much of what campaigns sent was delivered, from the counters."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, Sum

from messaging.models import MessageCounter, MessageMetric, StreamIteration

# What could not be made was never sent, so it says nothing of the addresses.
_UNMADE = ("render_failed", "render_crashed")


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was handed to providers, and how much of that they refused or gave back."""

    sent: int = 0
    bounced: int = 0

    @property
    def rate(self) -> float:
        """Percent that neither bounced nor was refused; 100 where nothing was sent."""
        return 100.0 if self.sent <= 0 else max(0.0, 100 * (self.sent - self.bounced) / self.sent)

    def since(self, sent: int, bounced: int) -> "Delivered":
        """What came after these numbers."""
        return Delivered(self.sent - sent, self.bounced - bounced)


@dataclass(frozen=True, slots=True)
class SendProgress:
    """How far a campaign with iterations is; `reason` says why it was stopped, where it was."""

    total_sent: int
    total_bounced: int
    delivery_rate: float
    current_iteration: int
    reason: str


def delivered(stream_ids: Sequence[UUID]) -> dict[UUID, Delivered]:
    """Of each stream since it began; one query over its counters."""
    of_streams = MessageCounter.objects.across_workspaces().filter(stream_id__in=stream_ids)
    refused = Q(metric=MessageMetric.REJECTED) & ~Q(reason__in=_UNMADE)
    sums = of_streams.values("stream_id").annotate(
        accepted=Sum("delta", filter=Q(metric=MessageMetric.ACCEPTED), default=0),
        refused=Sum("delta", filter=refused, default=0),
        bounced=Sum("delta", filter=Q(metric=MessageMetric.BOUNCED), default=0),
    )
    found = {
        row["stream_id"]: Delivered(row["accepted"] + row["refused"], row["bounced"] + row["refused"])
        for row in sums.order_by()
    }
    return {stream_id: found.get(stream_id, Delivered()) for stream_id in stream_ids}


def send_progress(workspace_id: UUID, stream_id: UUID) -> SendProgress | None:
    """The campaign's iterations so far; None where it never sent in iterations. Two queries."""
    state = StreamIteration.objects.in_workspace(workspace_id).filter(pk=stream_id).first()
    if state is None:
        return None
    counted = delivered([stream_id])[stream_id]
    return SendProgress(counted.sent, counted.bounced, round(counted.rate, 2), state.number, state.reason)
