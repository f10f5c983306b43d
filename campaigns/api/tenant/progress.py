"""What the tenant API answers about a campaign under way: its status, its executions and their journals."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaigns.api.tenant.outputs import CampaignBrief
from campaigns.models import Campaign, CampaignHold, Execution, ExecutionState, HoldKind, StepOutcome
from campaigns.selectors import ShownStatus, campaign_progress, campaign_stats, campaign_status, node_states
from messaging.selectors import send_progress


class Hold(serializers.Serializer):
    """A reason for which the campaign sends nothing at the moment."""

    kind = serializers.ChoiceField(choices=HoldKind.choices)
    reason = serializers.CharField(allow_blank=True)
    since = serializers.DateTimeField()


class ExecutionCounts(serializers.Serializer):
    """How many contacts are where on their way."""

    pending = serializers.IntegerField(help_text="Queued, or waiting.")
    processing = serializers.IntegerField(help_text="Their message is on its way.")
    completed = serializers.IntegerField()
    failed = serializers.IntegerField()
    skipped = serializers.IntegerField()


class MessageCounts(serializers.Serializer):
    """What became of the campaign's messages."""

    queued = serializers.IntegerField()
    sent = serializers.IntegerField(help_text="Accepted by the provider.")
    rejected = serializers.IntegerField()
    skipped = serializers.IntegerField()
    unknown = serializers.IntegerField(help_text="The provider may have it; never sent again by itself.")
    delivered = serializers.IntegerField()
    opened = serializers.IntegerField(help_text="By people, as far as can be told.")
    clicked = serializers.IntegerField(help_text="By people, as far as can be told.")
    replied = serializers.IntegerField()
    bounced = serializers.IntegerField()
    complained = serializers.IntegerField()
    unsubscribed = serializers.IntegerField()
    auto_opened = serializers.IntegerField(help_text="By proxies and bots.")
    auto_clicked = serializers.IntegerField(help_text="By proxies and bots.")
    dismissed = serializers.IntegerField(help_text="Put away unread, of messages in browsers and websites.")


_MESSAGE_COUNTS = tuple(str(name) for name in MessageCounts().fields)


class SendProgressOut(serializers.Serializer):
    """How far a campaign is that sends in iterations."""

    total_sent = serializers.IntegerField(help_text="Accepted or refused by the provider.")
    total_bounced = serializers.IntegerField(help_text="Of these, refused or bounced.")
    delivery_rate = serializers.FloatField(help_text="Percent that neither bounced nor was refused.")
    current_iteration = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True, help_text="Why it was stopped; empty while it goes on.")


class CampaignProgressOut(CampaignBrief):
    """How far the campaign is."""

    detailed_status = serializers.ChoiceField(choices=ShownStatus.choices)
    holds = Hold(many=True)
    audience = serializers.IntegerField(help_text="How many the runs set out to enrol.")
    enrolled = serializers.IntegerField(help_text="How many came in.")
    percent = serializers.IntegerField(help_text="Finished ones of all that are expected.")
    executions = ExecutionCounts()
    nodes = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()),
        help_text="{node: {state: count}} of where executions are or ended.",
    )
    messages = MessageCounts()
    send_progress = SendProgressOut(allow_null=True, help_text="Null without iterations.")
    started_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)


class ExecutionOut(serializers.Serializer):
    """One contact's way through the flow."""

    id = serializers.CharField()
    contact_id = serializers.CharField()
    email = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=ExecutionState.choices)
    node = serializers.CharField()
    node_name = serializers.CharField()
    due_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(allow_blank=True, help_text="A reason code where there is one.")
    reason_text = serializers.CharField(source="words", allow_blank=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class LookedAt(serializers.Serializer):
    """One condition of a rule, and the value that decided over it at that moment."""

    text = serializers.CharField(source="words")
    actual = serializers.JSONField(allow_null=True, help_text="The contact's value then; null: it had none.")


class JournalLine(serializers.Serializer):
    """What happened at one node, and why."""

    id = serializers.CharField()
    at = serializers.DateTimeField()
    node = serializers.CharField()
    node_name = serializers.CharField()
    type = serializers.CharField()
    outcome = serializers.ChoiceField(choices=StepOutcome.choices)
    port = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    text = serializers.CharField(source="words")
    detail = serializers.DictField(help_text="What was decided on, as it is kept; see docs/reasons.md.")
    looked_at = LookedAt(source="seen", many=True, help_text="The same in words, where a rule decided.")


class ExecutionDetail(serializers.Serializer):
    """An execution with its journal."""

    id = serializers.CharField(source="public_id")
    contact_id = serializers.CharField(source="contact.public_id")
    email = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=ExecutionState.choices)
    node = serializers.CharField()
    version = serializers.IntegerField(source="version.number")
    due_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    journal = serializers.SerializerMethodField()

    def get_email(self, execution: Execution) -> str:
        """The contact's address, "" where there is none."""
        return execution.contact.email or ""

    @extend_schema_field(JournalLine(many=True))
    def get_journal(self, execution: Execution) -> Any:
        """The lines, which come in the context."""
        return JournalLine(self.context["journal"], many=True).data


def progress_of(campaign: Campaign) -> dict[str, Any]:
    """The campaign's status and numbers, from its counters."""
    progress, stats = campaign_progress(campaign), campaign_stats(campaign)
    sent = send_progress(campaign.workspace_id, campaign.pk)
    answer = {
        **CampaignBrief(campaign).data,
        "detailed_status": campaign_status(campaign),
        "holds": [_hold(hold) for hold in campaign.holds.all()],
        "audience": progress.audience,
        "enrolled": progress.enrolled,
        "percent": progress.percent,
        "executions": progress.by_state(),
        "nodes": node_states(campaign),
        "messages": {name: getattr(stats, name) for name in _MESSAGE_COUNTS},
        "send_progress": None if sent is None else SendProgressOut(sent).data,
        "started_at": campaign.launched_at,
        "completed_at": campaign.completed_at,
    }
    return answer


def _hold(hold: CampaignHold) -> dict[str, Any]:
    return {"kind": hold.kind, "reason": hold.reason, "since": hold.created_at}
