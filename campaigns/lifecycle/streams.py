"""Keeps messaging's view of a campaign true, in the transaction that changes the campaign (ADR 0006)."""

from campaigns.lifecycle.guards import hold_kinds
from campaigns.models import Campaign, Lifecycle
from campaigns.settings import settings_of
from messaging.services import stream_set


def stream_sync(campaign: Campaign) -> None:
    """Writes name, switches and whether delivery may claim; the campaign's row is locked by the caller."""
    settings = settings_of(campaign)
    running = campaign.lifecycle == Lifecycle.RUNNING
    stream_set(
        stream_id=campaign.pk,
        workspace=campaign.workspace_id,
        name=campaign.name,
        claimable=running and not hold_kinds(campaign),
        open_tracking=settings.track_opens,
        click_tracking=settings.track_clicks,
        frequency_cap=settings.frequency_cap.model_dump() if settings.frequency_cap else None,
    )
