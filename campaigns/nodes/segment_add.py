"""Add to segment: put the contact into a static segment."""

from collections.abc import Sequence

from pydantic import Field

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import StaticSegmentId
from campaigns.nodes.moves import Moves
from campaigns.nodes.parts import Ref, RefKind
from campaigns.nodes.registry import register

SEGMENT_GONE = "segment_gone"


class SegmentAddConfig(NodeConfig):
    """Which segment."""

    segment: StaticSegmentId = Field(description="A static segment; who is in a dynamic one follows from its rule.")


@register
class SegmentAdd(NodeType[SegmentAddConfig]):
    """Contacts who come after the segment was deleted fail."""

    key = "segment_add"
    label = "Add to segment"
    description = "Puts the contact into a static segment."
    category = Category.DATA
    Config = SegmentAddConfig
    reasons = (SEGMENT_GONE,)
    writes_contact = True

    def references(self, config: SegmentAddConfig) -> Sequence[Ref]:
        """The segment."""
        return (Ref(RefKind.STATIC_SEGMENT, config.segment, "config.segment"),)

    def step(self, batch: Batch[SegmentAddConfig]) -> Moves:
        """One set operation for all; all go on, or fail where the segment was deleted meanwhile."""
        if not batch.world.segment_add(batch, batch.node.config.segment):
            return Moves().fail(SEGMENT_GONE, range(len(batch)))
        return Moves.all_to("next", batch)

    def summary(self, config: SegmentAddConfig) -> str:
        """One line."""
        return "Add to a segment"
