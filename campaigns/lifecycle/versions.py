"""Reads of a campaign's flow versions."""

from typing import Any

from campaigns.models import Campaign, FlowState, FlowVersion


def campaign_draft(campaign: Campaign) -> FlowVersion | None:
    """The draft being edited, or None when everything is published."""
    versions = FlowVersion.objects.in_workspace(campaign.workspace_id)
    draft: FlowVersion | None = versions.filter(campaign_id=campaign.pk, state=FlowState.DRAFT).first()
    return draft


def campaign_flow(campaign: Campaign) -> FlowVersion | None:
    """What is running, or the draft where nothing was published yet."""
    return campaign.live_version or campaign_draft(campaign)


def campaign_document(campaign: Campaign) -> dict[str, Any]:
    """The flow as an editor shows it: the draft, or the live version, or an empty flow."""
    version = campaign_draft(campaign) or campaign.live_version
    return version.document if version is not None else {"nodes": [], "edges": []}


def flow_revision(campaign: Campaign, draft: FlowVersion | None) -> int:
    """What the state of the flow that an editor shows is called, for If-Match."""
    return draft.revision if draft is not None else campaign.flow_revision
