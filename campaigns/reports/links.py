"""Which links of a campaign's messages were followed."""

from campaigns.models import Campaign
from messaging.selectors import LinkReport, stream_links

MOST_LINKS = 100


def campaign_links(campaign: Campaign, limit: int = MOST_LINKS) -> LinkReport:
    """The links that most contacts followed; one query."""
    return stream_links(workspace_id=campaign.workspace_id, stream_id=campaign.pk, limit=limit)
