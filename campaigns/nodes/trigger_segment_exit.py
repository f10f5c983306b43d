"""Trigger: whoever leaves a segment while the campaign runs enters here."""

from collections.abc import Sequence

from pydantic import Field

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import SegmentId
from campaigns.nodes.moves import Moves
from campaigns.nodes.parts import Ref, RefKind
from campaigns.nodes.registry import register


class TriggerSegmentExitConfig(NodeConfig):
    """Which segment."""

    segment: SegmentId = Field(description="A dynamic or a static segment.")


@register
class TriggerSegmentExit(NodeType[TriggerSegmentExitConfig]):
    """Only contacts who leave the segment after the campaign's start are let in, within seconds of it.

    Texts and rules of the flow find the segment's name and id under `trigger.segment` and `trigger.segment_id`.
    """

    key = "trigger_segment_exit"
    label = "Segment exit"
    description = "Contacts enter when they leave a segment."
    category = Category.TRIGGER
    Config = TriggerSegmentExitConfig

    def references(self, config: TriggerSegmentExitConfig) -> Sequence[Ref]:
        """The segment."""
        return (Ref(RefKind.SEGMENT, config.segment, "config.segment"),)

    def step(self, batch: Batch[TriggerSegmentExitConfig]) -> Moves:
        """All go on."""
        return Moves.all_to("next", batch)

    def summary(self, config: TriggerSegmentExitConfig) -> str:
        """One line."""
        return "When a contact leaves the segment"
