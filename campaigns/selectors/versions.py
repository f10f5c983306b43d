"""Lists of a flow's versions."""

from django.db.models import QuerySet

from campaigns.models import Campaign, FlowVersion


def campaign_versions(campaign: Campaign) -> QuerySet[FlowVersion]:
    """The draft, if there is one, and what was published, newest first; without the documents."""
    versions: QuerySet[FlowVersion] = FlowVersion.objects.in_workspace(campaign.workspace_id)
    return versions.filter(campaign_id=campaign.pk).defer("document", "pins").order_by("-number")
