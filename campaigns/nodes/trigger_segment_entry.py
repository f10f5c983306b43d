"""Trigger: whoever enters a segment while the campaign runs enters here."""

from campaigns.nodes.registry import register
from campaigns.nodes.segment_trigger import SegmentTrigger, SegmentTriggerConfig


class TriggerSegmentEntryConfig(SegmentTriggerConfig):
    """Which segment."""


@register
class TriggerSegmentEntry(SegmentTrigger[TriggerSegmentEntryConfig]):
    """Only contacts who enter the segment after the campaign's start are let in, within seconds of it.

    Texts and rules of the flow find the segment's name and id under `trigger.segment` and `trigger.segment_id`.
    """

    key = "trigger_segment_entry"
    label = "Segment entry"
    description = "Contacts enter when they enter a segment."
    Config = TriggerSegmentEntryConfig

    def summary(self, config: TriggerSegmentEntryConfig) -> str:
        """One line."""
        return "When a contact enters the segment"
