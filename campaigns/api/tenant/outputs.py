"""What the tenant API answers about campaigns: the shapes, and how rows become them."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaigns.api.tenant.inputs import SequenceField, SettingsField, WorkflowField
from campaigns.api.tenant.words import Status, status_word
from campaigns.flow import Issue, Severity
from campaigns.models import Campaign, CampaignGoal
from campaigns.selectors import (
    MessageStats,
    campaign_document,
    campaign_sequence,
    campaign_stats,
    campaign_status,
    settings_of,
)


class Stats(serializers.Serializer):
    """Counts of messages: what the provider accepted, and what became of it."""

    sent = serializers.IntegerField()
    opened = serializers.IntegerField()
    replied = serializers.IntegerField()


class CampaignBrief(serializers.Serializer):
    """A campaign's name and status."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    status = serializers.SerializerMethodField()

    def get_status(self, campaign: Campaign) -> Status:
        """The seed's word."""
        return Status(status_word(campaign_status(campaign)))


class CampaignListed(CampaignBrief):
    """A campaign in a list. `stats` of the page come in the context, by id."""

    stats = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField()

    @extend_schema_field(Stats)
    def get_stats(self, campaign: Campaign) -> Any:
        """Its messages."""
        return stats_of(self.context["stats"][campaign.pk])


class CampaignDetail(CampaignBrief):
    """All there is to read of a campaign."""

    goal = serializers.ChoiceField(choices=CampaignGoal.choices, allow_blank=True)
    sequence = SequenceField(allow_null=True, help_text="Null where the flow is not linear.")
    workflow = WorkflowField()
    settings = SettingsField()
    audience = serializers.CharField(allow_null=True, help_text="The segment's id; null: every contact.")
    stats = Stats()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    launched_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, campaign: Campaign) -> dict[str, Any]:
        """Brief fields by name, the rest from the selectors."""
        brief = CampaignBrief(campaign).data
        times = {name: self.fields[name] for name in ("created_at", "updated_at", "launched_at", "completed_at")}
        return {
            **brief,
            "goal": campaign.goal,
            "sequence": campaign_sequence(campaign),
            "workflow": campaign_document(campaign),
            "settings": settings_of(campaign).model_dump(mode="json"),
            "audience": campaign.audience.public_id if campaign.audience else None,
            "stats": stats_of(campaign_stats(campaign)),
            **{name: _time(field, getattr(campaign, name)) for name, field in times.items()},
        }


class FlowIssue(serializers.Serializer):
    """One thing that is wrong, or odd, about a flow."""

    node = serializers.CharField(allow_null=True, help_text="The node's key; null: the whole flow.")
    path = serializers.CharField(help_text="Such as `workflow.nodes[3].config.template`.")
    code = serializers.CharField()
    message = serializers.CharField()
    severity = serializers.ChoiceField(choices=[each.value for each in Severity])


class FlowValidity(serializers.Serializer):
    """Whether the flow could be launched: errors stop a launch, warnings don't."""

    valid = serializers.BooleanField()
    issues = FlowIssue(many=True)


def stats_of(stats: MessageStats) -> Any:
    """The seed's three counts."""
    return {"sent": stats.sent, "opened": stats.opened, "replied": stats.replied}


def issue_of(issue: Issue) -> Mapping[str, Any]:
    """An issue as the API says it."""
    return {
        "node": issue.node_id,
        "path": issue.path,
        "code": issue.code,
        "message": issue.message,
        "severity": issue.severity.value,
    }


def _time(field: serializers.Field, value: Any) -> Any:
    return field.to_representation(value) if value is not None else None
