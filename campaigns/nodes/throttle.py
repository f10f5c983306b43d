"""Throttle: only so many contacts in a span of time go on; the others queue."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from pydantic import Field

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.moves import Moves, Subscription
from campaigns.nodes.registry import register
from campaigns.nodes.waiting.kind import WAIT_OVER
from campaigns.nodes.waiting.signals import is_skipped

IN_QUEUE, HAD_TURN = "in_queue", "had_turn"
Period = Literal["minute", "hour", "day"]
PERIODS: Mapping[Period, timedelta] = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}


class ThrottleConfig(NodeConfig):
    """How many in how long."""

    count: int = Field(
        strict=True,
        ge=1,
        le=1_000_000,
        title="At most",
        description="How many contacts at most.",
        json_schema_extra={"x-unit": "contacts"},
    )
    per: Period = Field(title="Per", description="In any span of that length: a minute, 60 minutes, 24 hours.")


@register
class Throttle(NodeType[ThrottleConfig]):
    """Contacts go on as long as no more than `count` have gone through here in the last minute, hour or day; the others
    wait for their turn, in the order in which they came.

    The limit holds in every span of that length, wherever it begins, for the contacts of all runs and versions of the
    campaign together, and however many workers there are. While the campaign is paused nobody goes through, and
    afterwards no more than at any other time. A contact whose wait an operator cuts short goes through in addition, and
    counts.
    """

    key = "throttle"
    label = "Throttle"
    description = "Only so many contacts a minute, hour or day go on."
    category = Category.TIMING
    Config = ThrottleConfig
    reasons = (IN_QUEUE, HAD_TURN, WAIT_OVER)

    def step(self, batch: Batch[ThrottleConfig]) -> Moves:
        """As many as there is room for go on."""
        config = batch.node.config
        waved = [row for row in batch.resumed if batch.signals and is_skipped(batch.signals[row])]
        others = [row for row in range(len(batch)) if row not in set(waved)] if waved else range(len(batch))
        passage = batch.world.throttle(batch, others, config.count, PERIODS[config.per])
        moves = Moves().to("next", waved, reason=WAIT_OVER).to("next", passage.passing, reason=HAD_TURN)
        queue = Subscription("turn", since=passage.since)
        return moves.wait(passage.turns, passage.waiting, reason=IN_QUEUE, subscribe=queue)

    def summary(self, config: ThrottleConfig) -> str:
        """One line."""
        return f"At most {config.count} a{'n' if config.per == 'hour' else ''} {config.per}"
