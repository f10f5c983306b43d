"""What the e-mail API answers about campaigns: the shapes, and how a campaign's state becomes them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from campaigns.api.email.send_data import campaign_type, send_data
from campaigns.flow.mailing import Mailing
from campaigns.models import Run
from campaigns.selectors import MailingState, campaign_status
from workspaces.channels import Channel

# What the description's component for them is told apart by.
CAMPAIGN_TYPES = [(word, word) for word in ("broadcast", "automation", "event_triggered")]


class BroadcastOut(serializers.Serializer):
    """A mail to everybody whom the segment query takes."""

    send_amount = serializers.IntegerField(allow_null=True, help_text="Mails in all; null: no end.")
    scheduled_send_time = serializers.DateTimeField(allow_null=True)


class AutomationOut(BroadcastOut):
    """Portions that grow; in force where `active`."""

    active = serializers.BooleanField()
    iteration_send_amount = serializers.IntegerField()
    min_delivery_rate = serializers.IntegerField()
    send_interval = serializers.IntegerField(help_text="Minutes.")
    is_incremental_send = serializers.BooleanField()
    max_iterations = serializers.IntegerField()
    max_iteration_send_amount = serializers.IntegerField()


class EventTriggeredOut(serializers.Serializer):
    """What lets contacts in, and how often they may get a mail."""

    events = serializers.ListField(child=serializers.CharField())
    contact_cooldown_interval = serializers.IntegerField(allow_null=True, help_text="Seconds.")
    contact_daily_email_cap = serializers.IntegerField(allow_null=True)
    enabled = serializers.BooleanField()


class SegmentQueryOut(serializers.Serializer):
    """Whom the campaign is for."""

    condition = serializers.ChoiceField(choices=["AND", "OR"])
    type = serializers.ChoiceField(choices=["builder"])
    rules = serializers.ListField()


class VerificationOut(serializers.Serializer):
    """To which addresses mails go."""

    acceptable_statuses = serializers.ListField(child=serializers.CharField())
    active = serializers.BooleanField()
    max_budget = serializers.FloatField(allow_null=True)
    age_threshold = serializers.IntegerField(help_text="Days.")


class SendDataOut(serializers.Serializer):
    """How the campaign sends."""

    campaign_type = serializers.ChoiceField(choices=CAMPAIGN_TYPES)
    template_ids = serializers.ListField(child=serializers.UUIDField())
    mail_account_ids = serializers.ListField(child=serializers.UUIDField())
    from_name = serializers.CharField(allow_blank=True)
    reply_to_name = serializers.CharField(allow_blank=True)
    reply_to_email = serializers.CharField(allow_blank=True)
    broadcast_send = BroadcastOut()
    automation_send = AutomationOut()
    event_triggered_send = EventTriggeredOut()
    segment_query = SegmentQueryOut()
    open_tracking = serializers.BooleanField()
    click_tracking = serializers.BooleanField()
    verification_data = VerificationOut()
    contact_cache_level = serializers.ChoiceField(
        choices=["campaign", "team"], help_text="Whose mails a contact's cooldown and cap count."
    )
    user_platform_role = serializers.CharField(help_text="The caller's; `member` for a key.")


class DraftDataOut(serializers.Serializer):
    """The campaign as it is edited."""

    last_sent_at = serializers.DateTimeField(allow_null=True, help_text="To the quarter of an hour.")
    send_data = SendDataOut()


class CountdownOut(serializers.Serializer):
    """Seconds; both 0 where nothing is waited for."""

    total = serializers.IntegerField()
    remaining = serializers.IntegerField()


class EmailSendProgressOut(serializers.Serializer):
    """How far it is."""

    total_sent = serializers.IntegerField(help_text="Accepted or refused by the provider.")
    total_bounced = serializers.IntegerField(help_text="Of these, refused or bounced.")
    delivery_rate = serializers.FloatField(help_text="Percent that neither bounced nor was refused.")
    current_iteration = serializers.IntegerField(help_text="0 where it does not send in iterations.")
    reason = serializers.CharField(allow_blank=True, help_text="Why it does not go on; empty while it does.")


class CampaignSendOut(serializers.Serializer):
    """The campaign's launch."""

    id = serializers.UUIDField()
    campaign_id = serializers.UUIDField()
    campaign_type = serializers.CharField()
    status = serializers.CharField(help_text="`scheduled`, `running`, `paused`, `paused_error`, `completed`, …")
    next_send_at = serializers.DateTimeField(allow_null=True, help_text="Null: nothing waits.")
    next_send_countdown = CountdownOut()
    send_data = SendDataOut(help_text="As it is live.")
    send_progress = EmailSendProgressOut()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class EmailCampaignOut(serializers.Serializer):
    """A campaign."""

    id = serializers.UUIDField()
    team_id = serializers.UUIDField()
    name = serializers.CharField()
    delivery_type = serializers.CharField()
    campaign_type = serializers.CharField()
    meta = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    draft_data = DraftDataOut()
    campaign_sends = CampaignSendOut(many=True, help_text="Empty until it is launched.")


class SubmissionOut(serializers.Serializer):
    """What came of a submitted event."""

    id = serializers.UUIDField()
    campaign_id = serializers.UUIDField()
    event_name = serializers.CharField()
    contact_id = serializers.UUIDField(allow_null=True, help_text="Null: everybody whom the segment query takes.")
    audience = serializers.IntegerField(help_text="How many are looked at.")
    entered = serializers.IntegerField(help_text="How many of them came in so far.")


def campaigns_shown(states: Sequence[MailingState], role: str, now: datetime) -> list[dict[str, Any]]:
    """Whole campaigns as the family writes them; by one serializer, which takes longer to make than to use."""
    return list(EmailCampaignOut([_campaign(state, role, now) for state in states], many=True).data)


def _campaign(state: MailingState, role: str, now: datetime) -> dict[str, Any]:
    campaign = state.campaign
    return {
        "id": campaign.pk,
        "team_id": campaign.workspace_id,
        "name": campaign.name,
        "delivery_type": campaign.channel or Channel.EMAIL.value,
        "campaign_type": campaign_type(state.draft, state.settings),
        "meta": list(state.settings.tags),
        "created_at": campaign.created_at,
        "updated_at": campaign.updated_at,
        "draft_data": {
            "last_sent_at": state.sending.last_sent_at,
            "send_data": send_data(state, state.draft, role),
        },
        "campaign_sends": [_send(state, state.live, role, now)] if state.live is not None else [],
    }


def submission_shown(run: Run, event: str, contact_id: UUID | None) -> dict[str, Any]:
    """A run that an event began."""
    return {
        "id": str(run.pk),
        "campaign_id": str(run.campaign_id),
        "event_name": event,
        "contact_id": None if contact_id is None else str(contact_id),
        "audience": run.audience_size,
        "entered": run.enrolled,
    }


def _send(state: MailingState, live: Mailing, role: str, now: datetime) -> dict[str, Any]:
    campaign, progress = state.campaign, state.sending.progress
    next_at, since = state.next_send()
    return {
        "id": state.send_id,
        "campaign_id": campaign.pk,
        "campaign_type": campaign_type(live, state.settings),
        "status": campaign_status(campaign).value.lower(),
        "next_send_at": next_at,
        "next_send_countdown": {
            "total": _seconds(since, next_at),
            "remaining": _seconds(now, next_at),
        },
        "send_data": send_data(state, live, role),
        "send_progress": {
            "total_sent": progress.total_sent,
            "total_bounced": progress.total_bounced,
            "delivery_rate": progress.delivery_rate,
            "current_iteration": progress.current_iteration,
            "reason": state.reason,
        },
        "created_at": campaign.launched_at or campaign.created_at,
        "updated_at": campaign.updated_at,
    }


def _seconds(start: datetime | None, end: datetime | None) -> int:
    return max(0, round((end - start).total_seconds())) if start is not None and end is not None else 0
