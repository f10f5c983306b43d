"""Remove from segment: take the contact out of a static segment."""

from collections.abc import Sequence

from pydantic import Field

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import StaticSegmentId
from campaigns.nodes.moves import Moves
from campaigns.nodes.parts import Ref, RefKind
from campaigns.nodes.registry import register


class SegmentRemoveConfig(NodeConfig):
    """Which segment."""

    segment: StaticSegmentId = Field(description="A static segment; who is in a dynamic one follows from its rule.")


@register
class SegmentRemove(NodeType[SegmentRemoveConfig]):
    """Who is not in the segment goes on unchanged, as does everybody once the segment was deleted."""

    key = "segment_remove"
    label = "Remove from segment"
    description = "Takes the contact out of a static segment."
    category = Category.DATA
    Config = SegmentRemoveConfig
    writes_contact = True

    def references(self, config: SegmentRemoveConfig) -> Sequence[Ref]:
        """The segment."""
        return (Ref(RefKind.STATIC_SEGMENT, config.segment, "config.segment"),)

    def step(self, batch: Batch[SegmentRemoveConfig]) -> Moves:
        """One set operation for all; all go on. Nobody is in a segment that was deleted meanwhile."""
        batch.world.segment_remove(batch, batch.node.config.segment)
        return Moves.all_to("next", batch)

    def summary(self, config: SegmentRemoveConfig) -> str:
        """One line."""
        return "Remove from a segment"
