"""Keeps messaging's view of a campaign true, in the transaction that changes the campaign (ADR 0006)."""

from django.db.models.functions import Now

from campaigns.lifecycle.guards import hold_kinds
from campaigns.models import Campaign, Lifecycle
from campaigns.settings import QuietSetting, settings_of
from messaging.policies.quiet_hours import QuietHours
from messaging.services import stream_set


def stream_sync(campaign: Campaign) -> None:
    """Writes name, switches, and whether (since when) work may be claimed; the caller has locked the campaign's row."""
    settings = settings_of(campaign)
    claimable = campaign.lifecycle == Lifecycle.RUNNING and not hold_kinds(campaign)
    rows = Campaign.objects.in_workspace(campaign.workspace_id).filter(pk=campaign.pk)
    rows.filter(claimable_since__isnull=claimable).update(claimable_since=Now() if claimable else None)
    stream_set(
        stream_id=campaign.pk,
        workspace=campaign.workspace_id,
        name=campaign.name,
        claimable=claimable,
        open_tracking=settings.track_opens,
        click_tracking=settings.track_clicks,
        frequency_cap=settings.frequency_cap.model_dump(mode="json") if settings.frequency_cap else None,
        quiet_hours=_stored(settings.quiet_hours),
        daily_limit=settings.daily_limit,
        topic_id=settings.topic_id,
        contact_cooldown=settings.contact_cooldown,
        contact_daily_cap=settings.contact_daily_cap,
        priority=settings.priority,
        tags=settings.tags,
        iterations=settings.iterations.model_dump() if settings.iterations else None,
        verification=settings.verification.model_dump() if settings.verification else None,
        send_window=settings.send_window.model_dump() if settings.send_window else None,
    )


def _stored(setting: QuietSetting | None) -> dict[str, str] | str | None:
    return setting.model_dump() if isinstance(setting, QuietHours) else setting
