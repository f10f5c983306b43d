"""Trigger: whoever enters a segment while the campaign runs enters here."""

from collections.abc import Sequence

from pydantic import Field

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import SegmentId
from campaigns.nodes.moves import Moves
from campaigns.nodes.parts import Ref, RefKind
from campaigns.nodes.registry import register


class TriggerSegmentEntryConfig(NodeConfig):
    """Which segment."""

    segment: SegmentId = Field(description="A dynamic or a static segment.")


@register
class TriggerSegmentEntry(NodeType[TriggerSegmentEntryConfig]):
    """Only contacts who enter the segment after the campaign's start are let in, within seconds of it.

    Texts and rules of the flow find the segment's name and id under `trigger.segment` and `trigger.segment_id`.
    """

    key = "trigger_segment_entry"
    label = "Segment entry"
    description = "Contacts enter when they enter a segment."
    category = Category.TRIGGER
    Config = TriggerSegmentEntryConfig

    def references(self, config: TriggerSegmentEntryConfig) -> Sequence[Ref]:
        """The segment."""
        return (Ref(RefKind.SEGMENT, config.segment, "config.segment"),)

    def step(self, batch: Batch[TriggerSegmentEntryConfig]) -> Moves:
        """All go on."""
        return Moves.all_to("next", batch)

    def summary(self, config: TriggerSegmentEntryConfig) -> str:
        """One line."""
        return "When a contact enters the segment"
