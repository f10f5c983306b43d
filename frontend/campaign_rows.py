"""A campaign as a row of the list: its status, how far it is, what it sent. Arranges, counts nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.models import Campaign, CampaignType
from campaigns.selectors import (
    CampaignProgress,
    MessageStats,
    ShownStatus,
    campaign_status,
    campaigns_progress,
    campaigns_stats,
)
from frontend.words import CAMPAIGN_STATUS, Word, word_for


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """One row; `moves`: its numbers change by themselves."""

    campaign: Campaign
    status: Word
    type: str
    audience: str
    progress: CampaignProgress
    expected: int
    messages: MessageStats
    moves: bool


def campaign_rows(campaigns: Sequence[Campaign]) -> list[CampaignRow]:
    """A row for each, in three queries for all; campaigns of one workspace, with holds and audience."""
    progress, stats = campaigns_progress(campaigns), campaigns_stats(campaigns)
    return [_row(campaign, progress[campaign.pk], stats[campaign.pk]) for campaign in campaigns]


def audience_words(campaign: Campaign) -> str:
    """Who is meant: a segment, everybody, or, of an automated campaign without one, whom its triggers let in."""
    if campaign.audience is not None:
        return campaign.audience.name
    return "by its triggers" if campaign.type == CampaignType.AUTOMATED else "everybody"


def _row(campaign: Campaign, progress: CampaignProgress, messages: MessageStats) -> CampaignRow:
    status = campaign_status(campaign)
    return CampaignRow(
        campaign=campaign,
        status=word_for(CAMPAIGN_STATUS, status),
        type=CampaignType(campaign.type).label,
        audience=audience_words(campaign),
        progress=progress,
        expected=max(progress.audience, progress.enrolled),
        messages=messages,
        moves=status is ShownStatus.RUNNING,
    )
