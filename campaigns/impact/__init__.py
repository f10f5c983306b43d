"""What publishing a flow would do to those who are on their way, and what in its messages would be empty."""

from campaigns.impact.audience import AudienceSample
from campaigns.impact.preview import NodeImpact, PublishImpact, SendImpact, publish_preview
from campaigns.impact.variables import MissingVariable

__all__ = ["AudienceSample", "MissingVariable", "NodeImpact", "PublishImpact", "SendImpact", "publish_preview"]
