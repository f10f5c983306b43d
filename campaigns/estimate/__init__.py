"""Whom a flow would reach before it runs: contacts at each node, messages, and what they cost."""

from campaigns.estimate.answers import AudienceEstimate, ChannelEstimate, Estimate
from campaigns.estimate.estimate import campaign_estimate, campaign_remaining_cost

__all__ = ["AudienceEstimate", "ChannelEstimate", "Estimate", "campaign_estimate", "campaign_remaining_cost"]
