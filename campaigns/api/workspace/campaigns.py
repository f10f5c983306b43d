"""`campaigns`: the list of seed 000."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.workspace import examples
from campaigns.api.workspace.base import READ, READ_ERRORS, CampaignView
from campaigns.api.workspace.words import STATUSES, CampaignWord, pause_reason, status_word
from campaigns.models import Campaign, CampaignType, HoldKind
from campaigns.nodes import registry
from campaigns.nodes.base import Category
from campaigns.selectors import campaigns_enrolled, campaigns_list, campaigns_stats, campaigns_triggers
from workspaces.api.workspace.camel import CamelSerializer
from workspaces.api.workspace.inputs import SearchQuery
from workspaces.api.workspace.schema import operation

MAX_LISTED = 1_000
_PREFIX = "trigger_"


def trigger_key(word: str) -> str:
    """`SEGMENT_ENTRY` → `trigger_segment_entry`."""
    return _PREFIX + word.lower()


def trigger_word(key: str) -> str:
    """`trigger_segment_entry` → `SEGMENT_ENTRY`, as seed 000 says it."""
    return key.removeprefix(_PREFIX).upper()


TRIGGER_WORDS = [trigger_word(each.key) for each in registry.all_types() if each.category is Category.TRIGGER]


class CampaignQuery(SearchQuery):
    """Which campaigns."""

    limit = serializers.IntegerField(default=MAX_LISTED, min_value=1, max_value=MAX_LISTED)
    status = serializers.ChoiceField(choices=CampaignWord.choices, required=False)


class CampaignTrigger(CamelSerializer):
    """A way into a campaign: a trigger node of its flow."""

    id = serializers.CharField(source="node", help_text="The node's key.")
    type = serializers.SerializerMethodField()
    name = serializers.CharField(allow_blank=True)
    config = serializers.DictField()

    @extend_schema_field(serializers.ChoiceField(choices=TRIGGER_WORDS))
    def get_type(self, trigger: Any) -> str:
        """The seed's word."""
        return trigger_word(trigger.type)


class CampaignCounts(CamelSerializer):
    """Numbers of a campaign."""

    enrollments = serializers.IntegerField(help_text="How often contacts came in.")
    messages = serializers.IntegerField(help_text="How many were sent.")


class CampaignSummary(CamelSerializer):
    """A campaign in a list. Triggers, enrolments and stats of all come in the context, by id."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    status = serializers.SerializerMethodField()
    pause_reason = serializers.SerializerMethodField()
    type = serializers.ChoiceField(choices=CampaignType.choices)
    created_at = serializers.DateTimeField()
    triggers = serializers.SerializerMethodField()
    _count = serializers.SerializerMethodField(method_name="get_count")

    def get_status(self, campaign: Campaign) -> CampaignWord:
        """The seed's word."""
        return status_word(campaign)

    @extend_schema_field(serializers.ChoiceField(choices=HoldKind.choices, allow_null=True))
    def get_pause_reason(self, campaign: Campaign) -> str | None:
        """Why it is paused."""
        return pause_reason(campaign)

    @extend_schema_field(CampaignTrigger(many=True))
    def get_triggers(self, campaign: Campaign) -> Any:
        """How contacts come in."""
        return [self._trigger.to_representation(each) for each in self.context["triggers"][campaign.pk]]

    @cached_property
    def _trigger(self) -> CampaignTrigger:
        """One for all campaigns of a list: making it takes longer than using it."""
        return CampaignTrigger()

    @extend_schema_field(CampaignCounts)
    def get_count(self, campaign: Campaign) -> Any:
        """Its numbers, from the counters."""
        return {
            "enrollments": self.context["enrolled"][campaign.pk],
            "messages": self.context["stats"][campaign.pk].sent,
        }


def numbers_of(campaigns: Sequence[Campaign]) -> dict[str, Any]:
    """What the shapes of these campaigns need beside their rows; three queries for all."""
    return {
        "triggers": campaigns_triggers(campaigns),
        "enrolled": campaigns_enrolled(campaigns),
        "stats": campaigns_stats(campaigns),
    }


class CampaignListView(CampaignView):
    """The campaigns of the workspace."""

    @operation(
        "listCampaigns",
        summary="List the campaigns",
        description="Newest first, with how contacts come in and how many did. Archived ones only where `status` asks "
        "for them.",
        need=READ,
        query=[CampaignQuery],
        answer=CampaignSummary(many=True),
        example=examples.LIST,
        errors=READ_ERRORS,
    )
    def get(self, request: Request) -> Response:
        query = self.query(CampaignQuery)
        statuses = STATUSES[CampaignWord(query["status"])] if "status" in query else None
        rows = campaigns_list(self.workspace, statuses=statuses, search=query["search"])
        campaigns = list(rows[: query["limit"]])
        return Response(CampaignSummary(campaigns, many=True, context=numbers_of(campaigns)).data)
