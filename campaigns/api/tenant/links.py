"""`/{id}/links`: which links of a campaign's messages were followed."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.tenant.base import READ, CampaignView
from campaigns.selectors import campaign_links
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation

_EXAMPLE: dict[str, Any] = {
    "success": True,
    "data": {
        "links": [{"url": "https://shop.example/sale", "contacts": 118, "clicks": 160, "machine_clicks": 12}],
        "others": 0,
    },
}


class FollowedLinkOut(serializers.Serializer):
    """One link. Machines are mail scanners and whatever else follows links without a person."""

    url = serializers.CharField()
    contacts = serializers.IntegerField(help_text="Who followed it, each once.")
    clicks = serializers.IntegerField(help_text="How often they did.")
    machine_clicks = serializers.IntegerField(help_text="How often machines did, which counts nowhere else.")


class LinksOut(serializers.Serializer):
    """The links that were followed, by how many contacts."""

    links = FollowedLinkOut(many=True)
    others = serializers.IntegerField(help_text="How many more links were followed than are listed.")


class LinksView(CampaignView):
    """The links that were followed."""

    @operation(
        "campaigns_links",
        summary="List the links that were followed",
        description="Of all of the campaign's messages since it began: the 100 links that most contacts followed, "
        "with those who did and how often, and apart from them how often machines did.",
        need=READ,
        answer=envelope("CampaignLinks", LinksOut()),
        example=_EXAMPLE,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        self.no_query()
        return self.success(LinksOut(campaign_links(self.campaign(campaign_id))).data)
