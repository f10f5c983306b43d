"""`/api/v1/tenant/campaigns` and `/{id}`: list, create, read, change."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.tenant import examples
from campaigns.api.tenant.base import READ, WRITE, CampaignView
from campaigns.api.tenant.inputs import CampaignCreateInput, CampaignListQuery, CampaignUpdateInput
from campaigns.api.tenant.outputs import CampaignBrief, CampaignDetail, CampaignListed
from campaigns.api.tenant.words import STATUSES, Status, conflicts_in_words
from campaigns.selectors import campaigns_list, campaigns_stats
from campaigns.services import audience_find, campaign_compose, campaign_revise
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation, page_envelope
from workspaces.api.tenant.views import Page
from workspaces.models import Workspace


class CampaignsView(CampaignView):
    """The campaigns of a workspace."""

    @operation(
        "campaigns_list",
        summary="List campaigns",
        description="The campaigns of a workspace, newest first, with counts of their messages. Archived ones are left "
        "out.",
        need=READ,
        query=[CampaignListQuery],
        answer=page_envelope("CampaignList", CampaignListed),
        example=examples.LIST,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
    )
    def get(self, request: Request) -> Response:
        query = self.query(CampaignListQuery)
        workspace = self.enter(query["workspace"])
        statuses = STATUSES[Status(query["status"])] if "status" in query else None
        rows = campaigns_list(workspace, statuses=statuses)
        page = Page.cut(rows, query)
        listed = CampaignListed(page.rows, many=True, context={"stats": campaigns_stats(page.rows)})
        return self.success_page(listed.data, page.described())

    @operation(
        "campaigns_create",
        summary="Create a campaign",
        description="A new draft. It may bring its flow along, as a `sequence` or as a `workflow`.",
        need=WRITE,
        body=CampaignCreateInput,
        bodies={"Name and goal": examples.CREATE, "With a sequence": examples.CREATE_SEQUENCE},
        answer=envelope("CampaignCreated", CampaignBrief),
        example=examples.CREATED,
        status=201,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
    )
    def post(self, request: Request) -> Response:
        body = self.body(CampaignCreateInput)
        workspace = self.enter(body.pop("workspace_slug"))
        changes = _changes(workspace, body)
        campaign = campaign_compose(
            workspace=workspace,
            actor=self.actor,
            name=changes.pop("name"),
            document=body.get("workflow"),
            sequence=body.get("sequence"),
            **changes,
        )
        return self.success(CampaignBrief(campaign).data, status=201)


class CampaignDetailView(CampaignView):
    """One campaign."""

    @operation(
        "campaigns_get",
        summary="Get a campaign",
        description="Everything about a campaign. `sequence` is null where the flow branches; `workflow` always says "
        "it all.",
        need=READ,
        answer=envelope("CampaignDetails", CampaignDetail),
        example=examples.DETAIL,
        edits=True,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        self.no_query()
        return self._told(campaign_id)

    @operation(
        "campaigns_update",
        summary="Change a campaign",
        description="Any subset of its fields, until it is completed. `settings` are merged key by key. Each email "
        "step of a `sequence` holds its `subject` and `body`; send back what you read, changed. Where the campaign is "
        "launched already, contacts on their way keep the flow they entered; new ones take the changed one.",
        need=WRITE,
        body=CampaignUpdateInput,
        bodies={"Name and settings": examples.UPDATE, "Sequence": examples.UPDATE_SEQUENCE},
        answer=envelope("CampaignDetails", CampaignDetail),
        example=examples.DETAIL,
        edits=True,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
    )
    def patch(self, request: Request, campaign_id: str) -> Response:
        body = self.body(CampaignUpdateInput)
        campaign = self.campaign(campaign_id)
        with conflicts_in_words("changed"), self.unless_changed(campaign):
            campaign_revise(
                campaign=campaign,
                actor=self.actor,
                changes=_changes(campaign.workspace, body),
                document=body.get("workflow"),
                sequence=body.get("sequence"),
            )
        return self._told(campaign_id)

    def _told(self, campaign_id: str) -> Response:
        campaign = self.campaign(campaign_id)
        response = self.success(CampaignDetail(campaign).data)
        response["ETag"] = self.tag_of(campaign)
        return response


def _changes(workspace: Workspace, body: dict[str, Any]) -> dict[str, Any]:
    """The body's fields as the services take them."""
    changes = {name: value for name, value in body.items() if name not in ("sequence", "workflow")}
    if "audience" in changes:
        changes["audience"] = audience_find(workspace, changes["audience"])
    return changes
