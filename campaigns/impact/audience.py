"""Whom a preview looks at: those who are on their way, and where there are none, the campaign's audience."""

from dataclasses import dataclass
from typing import Any

from campaigns.lifecycle.audience import audience_size
from campaigns.models import Campaign
from workspaces.sharding import SHARDS
from workspaces.sql import load

# Contacts that are looked at, at most: enough to tell one in a thousand.
SAMPLE = 10_000


@dataclass(frozen=True, slots=True)
class AudienceSample:
    """How many were looked at of how many; `on_their_way`: contacts in the campaign, not those yet to come."""

    looked_at: int
    total: int
    on_their_way: bool


@dataclass(frozen=True, slots=True)
class Audience:
    """A statement that samples contacts with what set them off, and its parameters."""

    total: int
    on_their_way: bool
    sample: str
    params: dict[str, Any]


def campaign_audience(campaign: Campaign, active: int) -> Audience:
    """Whoever is on the way, `active` of them, or else whom a start would let in."""
    params: dict[str, Any] = {
        "workspace": campaign.workspace_id,
        "campaign": campaign.pk,
        "segment": campaign.audience_id,
        "limit": SAMPLE,
        "per_shard": SAMPLE // SHARDS,
        "last_shard": SHARDS - 1,
    }
    if active:
        return Audience(active, True, load("campaigns.impact", "sample_active"), params)
    name = "sample_segment" if campaign.audience_id else "sample_everybody"
    total = audience_size(campaign.workspace_id, campaign.audience)
    return Audience(total, False, load("campaigns.impact", name), params)
