"""What the two triggers that watch a segment share."""

from collections.abc import Sequence
from typing import TypeVar

from pydantic import Field

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import SegmentId
from campaigns.nodes.moves import Moves
from campaigns.nodes.parts import Ref, RefKind


class SegmentTriggerConfig(NodeConfig):
    """Which segment."""

    segment: SegmentId = Field(description="A dynamic or a static segment.")


C = TypeVar("C", bound=SegmentTriggerConfig)


class SegmentTrigger(NodeType[C]):
    """Names its segment, and lets everybody go on."""

    category = Category.TRIGGER

    def references(self, config: C) -> Sequence[Ref]:
        """The segment."""
        return (Ref(RefKind.SEGMENT, config.segment, "config.segment"),)

    def step(self, batch: Batch[C]) -> Moves:
        """All go on."""
        return Moves.all_to("next", batch)
