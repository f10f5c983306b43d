"""Trigger: whoever leaves a segment while the campaign runs enters here."""

from campaigns.nodes.registry import register
from campaigns.nodes.segment_trigger import SegmentTrigger, SegmentTriggerConfig


class TriggerSegmentExitConfig(SegmentTriggerConfig):
    """Which segment."""


@register
class TriggerSegmentExit(SegmentTrigger[TriggerSegmentExitConfig]):
    """Only contacts who leave the segment after the campaign's start are let in, within seconds of it.

    Texts and rules of the flow find the segment's name and id under `trigger.segment` and `trigger.segment_id`.
    """

    key = "trigger_segment_exit"
    label = "Segment exit"
    description = "Contacts enter when they leave a segment."
    Config = TriggerSegmentExitConfig

    def summary(self, config: TriggerSegmentExitConfig) -> str:
        """One line."""
        return "When a contact leaves the segment"
