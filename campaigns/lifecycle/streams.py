"""Keeps messaging's view of a campaign true, in the transaction that changes the campaign (ADR 0006)."""

from django.db.models.functions import Now

from campaigns.lifecycle.guards import hold_kinds
from campaigns.models import Campaign, Lifecycle
from campaigns.settings import CampaignSettings, QuietSetting, settings_of
from messaging.policies.quiet_hours import QuietHours
from messaging.services import stream_set
from workspaces.link_tags import LinkTags


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
        link_tags=_link_tags(campaign, settings),
        mail_from=settings.mail_from.given() if settings.mail_from else None,
    )


def _link_tags(campaign: Campaign, settings: CampaignSettings) -> dict[str, object]:
    """The campaign's own, and those of the steps of its live flow that name any or whose name others tell of."""
    own = settings.link_tags.given() if isinstance(settings.link_tags, LinkTags) else settings.link_tags
    document = campaign.live_version.document if campaign.live_version else {}
    steps = {
        node["id"]: {"name": node.get("name") or "", "tags": node.get("config", {}).get("link_tags") or {}}
        for node in document.get("nodes", ())
        if node.get("type") == "send"
    }
    return {name: value for name, value in (("own", own), ("steps", steps)) if value}


def _stored(setting: QuietSetting | None) -> dict[str, str] | str | None:
    return setting.model_dump() if isinstance(setting, QuietHours) else setting
