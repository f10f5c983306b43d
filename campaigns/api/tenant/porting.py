"""`campaigns/{id}/export` and `campaigns/import`: a campaign as a document, and one made of it."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.tenant.base import READ, WRITE, CampaignView
from campaigns.api.tenant.inputs import SettingsChangeField, SettingsField, WorkflowField
from campaigns.api.tenant.outputs import CampaignBrief
from campaigns.api.tenant.words import conflicts_in_words
from campaigns.models import CampaignGoal, CampaignType
from campaigns.selectors.porting import KINDS, campaign_port
from campaigns.services.porting import campaign_import
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import StrictSerializer, StrictText
from workspaces.api.tenant.schema import envelope, operation

_ID = "cmp_01k9zq3v7nfe5v8x2m4c6d8a0b"
PORT: dict[str, Any] = {
    "name": "Q4 Outreach",
    "description": "",
    "type": "AUTOMATED",
    "goal": "lead_gen",
    "audience": None,
    "settings": {"daily_limit": 100},
    "workflow": {
        "nodes": [
            {"id": "t1", "type": "trigger_manual", "name": "", "config": {}},
            {
                "id": "s1",
                "type": "send",
                "name": "Welcome",
                "config": {"channel": "email", "template": "tpl_01k9zq3v7nfe5v8x2m4c6d8a0b"},
            },
            {"id": "e1", "type": "end", "name": "", "config": {}},
        ],
        "edges": [
            {"source": "t1", "target": "s1", "port": "next"},
            {"source": "s1", "target": "e1", "port": "next"},
        ],
    },
    "references": [{"id": "tpl_01k9zq3v7nfe5v8x2m4c6d8a0b", "kind": "template", "name": "Welcome"}],
}


class ReferenceInput(StrictSerializer):
    """Something that the flow or the settings refer to."""

    id = StrictText(max_length=64, help_text="As the document spells it.")
    kind = serializers.ChoiceField(choices=sorted(KINDS))
    name = StrictText(max_length=200, help_text="By which it is found where nothing has the id.")


class CampaignImportInput(StrictSerializer):
    """What an export answered, and where it is to go."""

    workspace_slug = StrictText(
        max_length=63, required=False, help_text="The workspace's slug; needed where the caller may enter several."
    )
    campaign = StrictText(max_length=64, required=False, help_text="Whose draft it becomes; left out: a new campaign.")
    name = StrictText(max_length=200)
    description = StrictText(max_length=10_000, required=False, allow_blank=True)
    type = serializers.ChoiceField(choices=CampaignType.choices, required=False)
    goal = serializers.ChoiceField(choices=CampaignGoal.choices, required=False, allow_blank=True)
    audience = StrictText(max_length=64, required=False, allow_null=True)
    settings = SettingsChangeField(required=False, help_text="What is left out or null has its default.")
    workflow = WorkflowField()
    references = serializers.ListField(child=ReferenceInput(), required=False, max_length=1_000)


class ReferenceOut(serializers.Serializer):
    """Something that the flow or the settings refer to."""

    id = serializers.CharField()
    kind = serializers.ChoiceField(choices=sorted(KINDS))
    name = serializers.CharField()


class CampaignPortOut(serializers.Serializer):
    """A campaign as a document."""

    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    type = serializers.ChoiceField(choices=CampaignType.choices)
    goal = serializers.ChoiceField(choices=CampaignGoal.choices, allow_blank=True)
    audience = serializers.CharField(allow_null=True)
    settings = SettingsField()
    workflow = WorkflowField()
    references = ReferenceOut(many=True, help_text="By id.")


class CampaignExportView(CampaignView):
    """A campaign as a document."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "campaigns_export",
        summary="Export a campaign",
        description="Its settings and its flow as an editor shows it, with the names of what they refer to, so that "
        "`campaigns/import` finds these in another workspace. Templates themselves are not in it.",
        need=READ,
        answer=envelope("CampaignExported", CampaignPortOut()),
        example={"success": True, "data": PORT},
        errors=[Kind.INVALID, Kind.NOT_FOUND],
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        self.no_query()
        return self.success(CampaignPortOut(campaign_port(self.campaign(campaign_id))).data)


class CampaignImportView(CampaignView):
    """A campaign from a document."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "campaigns_import",
        summary="Import a campaign",
        description="A new draft of what an export answered, or that as the draft of a `campaign`, whose settings "
        "change at once. What it refers to is found by its id, else by its name; what is not found, or not alone with "
        "its name, is refused, and nothing is written.",
        need=WRITE,
        body=CampaignImportInput,
        bodies={"A campaign": PORT},
        answer=envelope("CampaignImported", CampaignBrief),
        example={"success": True, "data": {"id": _ID, "name": "Q4 Outreach", "status": "draft"}},
        status=201,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
    )
    def post(self, request: Request) -> Response:
        body = self.body(CampaignImportInput)
        slug, wanted = body.pop("workspace_slug", None), body.pop("campaign", None)
        campaign = self.campaign(wanted) if wanted is not None else None
        workspace = campaign.workspace if campaign else self.enter_named(slug)
        with conflicts_in_words("changed"):
            made = campaign_import(workspace=workspace, port=body, actor=self.actor, campaign=campaign)
        return self.success(CampaignBrief(self.campaign(made.public_id)).data, status=201)
