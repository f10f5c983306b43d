"""What a review looks at, read once for all of its checks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaigns.estimate import Estimate
from campaigns.flow import Issue
from campaigns.flow.graph import Graph
from campaigns.impact import PublishImpact
from campaigns.lifecycle.starting import INSTANT
from campaigns.models import Campaign
from campaigns.nodes.trigger_scheduled import TriggerScheduledConfig
from campaigns.settings import CampaignSettings
from workspaces.channels import MessageType


@dataclass(frozen=True, slots=True)
class Subject:
    """A campaign with its flow, as it would be launched `now`."""

    campaign: Campaign
    graph: Graph
    issues: Sequence[Issue]
    settings: CampaignSettings
    estimate: Estimate
    impact: PublishImpact
    now: datetime

    @property
    def start(self) -> datetime:
        """When it would start."""
        return max(self.now, self.campaign.starts_at or self.now)

    @property
    def triggers(self) -> list[Any]:
        """The configs of its triggers, with their keys; unfinished ones are left out."""
        nodes = self.graph.nodes.values()
        return [(node.key, node.config) for node in nodes if node.is_trigger and node.config is not None]

    def schedules(self) -> Iterator[tuple[str, datetime | None]]:
        """When each schedule fires first; None for one that doesn't any more."""
        for key, config in self.triggers:
            if isinstance(config, TriggerScheduledConfig):
                yield key, config.first_fire_at(self.start - INSTANT, self.campaign.workspace.timezone)

    @property
    def sends_marketing(self) -> bool:
        """Whether any of its messages is marketing."""
        return any(channel.message_type == MessageType.MARKETING for channel in self.estimate.channels)
