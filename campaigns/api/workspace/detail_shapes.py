"""What the Workspace API takes and answers about one campaign, as seed 000 has it."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from campaigns.api.workspace.campaigns import CampaignSummary
from campaigns.api.workspace.settings import settings_outer
from campaigns.api.workspace.shapes import FlowField
from campaigns.api.workspace.words import CampaignWord
from campaigns.models import Campaign, CampaignType
from campaigns.nodes import registry
from campaigns.nodes.base import Category
from campaigns.selectors import campaign_document, campaign_nodes, settings_of
from campaigns.services import EnrolStatus
from workspaces.api.serializers import JSONObject, Moment, StrictText
from workspaces.api.workspace.camel import CamelInput, CamelSerializer

MAX_ENROLLED = 1_000
ENROL_WORDS = {
    EnrolStatus.ENROLLED: "enrolled",
    EnrolStatus.ALREADY_IN: "already_enrolled",
    EnrolStatus.ENTRY_RULE: "not_eligible",
    EnrolStatus.UNKNOWN: "error",
}
_SETTINGS = "frequencyCap (messages in 7 days), quietHours {start, end}, and the others in camelCase."


class CampaignChangesInput(CamelInput):
    """Any subset."""

    name = StrictText(max_length=200, required=False)
    description = StrictText(max_length=10_000, required=False, allow_blank=True)
    type = serializers.ChoiceField(choices=CampaignType.choices, required=False)
    workflow = FlowField(required=False)
    settings = JSONObject(required=False, help_text=_SETTINGS)
    start_at = Moment(required=False, allow_null=True)
    end_at = Moment(required=False, allow_null=True)


class CampaignInput(CampaignChangesInput):
    """A new draft."""

    name = StrictText(max_length=200)
    type = serializers.ChoiceField(choices=CampaignType.choices)
    workflow = FlowField()


class CampaignPatchInput(CampaignChangesInput):
    """Any subset; `status` does what leads to it."""

    status = serializers.ChoiceField(choices=CampaignWord.choices, required=False)


class CampaignAction(CamelSerializer):
    """A step of the flow that does something."""

    id = serializers.CharField(help_text="The node's key.")
    type = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    position = serializers.IntegerField(help_text="From 1, in the order of the way.")
    config = serializers.DictField()


class TestVariant(CamelSerializer):
    """A variant of an A/B test."""

    port = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    weight = serializers.IntegerField()


class CampaignTest(CamelSerializer):
    """An A/B test of the flow."""

    id = serializers.CharField(help_text="The node's key.")
    name = serializers.CharField(allow_blank=True)
    variants = TestVariant(many=True)


class CampaignFull(CampaignSummary):
    """All there is to read of a campaign."""

    description = serializers.CharField(allow_blank=True)
    settings = serializers.SerializerMethodField(help_text=_SETTINGS)
    start_at = serializers.DateTimeField(source="starts_at", allow_null=True)
    end_at = serializers.DateTimeField(source="ends_at", allow_null=True)
    updated_at = serializers.DateTimeField()
    workflow = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()
    ab_tests = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DictField())
    def get_settings(self, campaign: Campaign) -> Any:
        """With their defaults."""
        return settings_outer(settings_of(campaign).model_dump(mode="json"))

    @extend_schema_field(FlowField())
    def get_workflow(self, campaign: Campaign) -> Any:
        """The draft, else the live version."""
        return campaign_document(campaign)

    @extend_schema_field(CampaignAction(many=True))
    def get_actions(self, campaign: Campaign) -> Any:
        """What the flow does, in order."""
        return CampaignAction(list(_actions(campaign)), many=True).data

    @extend_schema_field(CampaignTest(many=True))
    def get_ab_tests(self, campaign: Campaign) -> Any:
        """Its A/B tests."""
        return CampaignTest(list(_tests(campaign)), many=True).data


class EnrollInput(CamelInput):
    """Who."""

    contact_ids = serializers.ListField(child=StrictText(max_length=64), min_length=1, max_length=MAX_ENROLLED)


class EnrollDetail(CamelSerializer):
    """What became of one contact."""

    contact_id = serializers.CharField(help_text="As it was sent.")
    status = serializers.ChoiceField(choices=list(ENROL_WORDS.values()))


class EnrollAnswer(CamelSerializer):
    """Counts, and one line for each contact in the order sent."""

    enrolled = serializers.IntegerField()
    already_enrolled = serializers.IntegerField()
    errors_ = serializers.IntegerField(help_text="Unknown, or not let in by the entry rule.")
    details = EnrollDetail(many=True)


def _actions(campaign: Campaign) -> Iterator[dict[str, Any]]:
    acting = (Category.MESSAGE, Category.DATA)
    nodes = [node for node in campaign_nodes(campaign) if _category(node.type) in acting]
    for position, node in enumerate(nodes, 1):
        yield {"id": node.id, "type": node.type, "name": node.name, "position": position, "config": node.config}


def _tests(campaign: Campaign) -> Iterator[dict[str, Any]]:
    for node in campaign_nodes(campaign):
        if node.type == "ab_test":
            variants = [{"name": "", "weight": 0, **each} for each in node.config.get("variants", ())]
            yield {"id": node.id, "name": node.name, "variants": variants}


def _category(key: str) -> Category | None:
    found = registry.find(key)
    return found.category if found else None
