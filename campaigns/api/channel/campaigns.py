"""`campaign` and `campaign/{id}`: list, create, read, delete."""

from collections.abc import Sequence

from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.channel.base import CAMPAIGN, CHANGE_ERRORS, ERRORS, READ, WRITE, ChannelView
from campaigns.api.channel.shapes import ChannelCampaign, ChannelCampaignInput, ChannelCampaigns, ChannelListQuery
from campaigns.models import Campaign
from campaigns.selectors import campaigns_list
from campaigns.selectors.touchpoints import campaigns_channels
from campaigns.services import campaign_create, campaign_delete
from workspaces.api.channel.schema import operation
from workspaces.models import Workspace


class ChannelCampaignsView(ChannelView):
    """The campaigns of a workspace."""

    @operation(
        "channel_list",
        summary="List campaigns",
        description="The campaigns of a workspace, newest first. Archived ones are left out.",
        need=READ,
        query=[ChannelListQuery],
        answer=ChannelCampaigns(),
        example={"data": [CAMPAIGN], "total": 1},
        errors=ERRORS,
    )
    def get(self, request: Request) -> Response:
        query = self.query(ChannelListQuery)
        workspace = self.enter_named(query.get("workspace"))
        rows = campaigns_list(workspace)
        page = rows[query["offset"] : query["offset"] + query["limit"]]
        return Response({"data": _shown(workspace, list(page)), "total": rows.count()})

    @operation(
        "channel_create",
        summary="Create a campaign",
        description="A new draft for messages over a channel. Its touchpoints are added one by one.",
        need=WRITE,
        body=ChannelCampaignInput,
        bodies={"A campaign": {"name": "Q3 Re-engagement", "channel_type": "whatsapp"}},
        answer=ChannelCampaign(),
        example=CAMPAIGN,
        status=201,
        errors=CHANGE_ERRORS,
        post=True,
    )
    def post(self, request: Request) -> Response:
        body = self.body(ChannelCampaignInput)
        workspace = self.enter_named(body.get("workspace_slug"))
        campaign = campaign_create(
            workspace=workspace, name=body["name"], channel=body["channel_type"], actor=self.actor
        )
        return Response(_shown(workspace, [self.campaign(campaign.public_id)])[0], status=201)


class ChannelCampaignView(ChannelView):
    """One campaign."""

    @operation(
        "channel_get",
        summary="Get a campaign",
        description="The campaign as it is now.",
        need=READ,
        answer=ChannelCampaign(),
        example=CAMPAIGN,
        errors=ERRORS,
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        self.no_query()
        campaign = self.campaign(campaign_id)
        return Response(_shown(campaign.workspace, [campaign])[0])

    @operation(
        "channel_delete",
        summary="Delete a campaign",
        description="For good, with its flow and the journal of its contacts; the messages that they got stay. Refused "
        "while it is launched.",
        need=WRITE,
        answer=None,
        status=204,
        errors=CHANGE_ERRORS,
    )
    def delete(self, request: Request, campaign_id: str) -> Response:
        self.no_query()
        campaign_delete(campaign=self.campaign(campaign_id), actor=self.actor)
        return self.gone()


def _shown(workspace: Workspace, campaigns: Sequence[Campaign]) -> list[dict[str, object]]:
    channels = campaigns_channels(workspace, campaigns)
    return list(ChannelCampaign(campaigns, many=True, context={"channels": channels}).data)
