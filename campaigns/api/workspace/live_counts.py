"""`campaigns/{id}/liveCounts`: the numbers on the canvas."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.workspace.base import READ, READ_ERRORS, CampaignView
from campaigns.models import Lifecycle
from campaigns.selectors import DayRange, live_counts
from workspaces.api.workspace.camel import CamelInput, CamelSerializer
from workspaces.api.workspace.schema import operation

EXAMPLE: dict[str, Any] = {
    "live": True,
    "nodes": {
        "s1": {
            "waiting": 12,
            "passed": 4980,
            "failed": 3,
            "skipped": 5,
            "ports": {"next": 4980},
            "messages": {"sent": 4985, "opened": 2100, "clicked": 340},
            "failures": [{"reason": "send_rejected", "words": "The message was rejected.", "contacts": 3}],
            "skips": [{"reason": "no_consent", "words": "The contact has not agreed.", "contacts": 5}],
        }
    },
}
# It moves, or may move again.
_MOVING = (Lifecycle.SCHEDULED, Lifecycle.RUNNING)


class LiveQuery(CamelInput):
    """Which days, in the workspace's time zone; both included."""

    from_ = serializers.DateField(required=False, help_text="The first day.")
    to = serializers.DateField(required=False, help_text="The last day.")


class LiveMessages(CamelSerializer):
    """What became of a node's messages."""

    sent = serializers.IntegerField()
    opened = serializers.IntegerField()
    clicked = serializers.IntegerField()


class LiveReason(CamelSerializer):
    """Why ways ended at a node."""

    reason = serializers.CharField(allow_blank=True)
    words = serializers.CharField(allow_blank=True)
    contacts = serializers.IntegerField()


class LiveNodeCounts(CamelSerializer):
    """A node's numbers."""

    waiting = serializers.IntegerField(help_text="Who are here now.")
    passed = serializers.IntegerField(help_text="How often somebody went on, or reached the end here; in these days.")
    failed = serializers.IntegerField(help_text="Of all time, like the next and their reasons.")
    skipped = serializers.IntegerField()
    ports = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="{port: how often}",
    )
    messages = LiveMessages(allow_null=True, help_text="In these days; null: it sends nothing.")
    failures = LiveReason(many=True)
    skips = LiveReason(many=True)


class LiveCounts(CamelSerializer):
    """The numbers of all nodes."""

    live = serializers.BooleanField(help_text="False: nothing will move any more.")
    nodes = serializers.DictField(child=LiveNodeCounts(), help_text="{node: numbers}")


class LiveCountsView(CampaignView):
    """The numbers on the canvas."""

    @operation(
        "getLiveCounts",
        summary="Get a campaign's numbers by node",
        description="Of the live version's nodes, and of those of older versions that somebody passed. From counters: "
        "cheap enough to poll.",
        need=READ,
        query=[LiveQuery],
        answer=LiveCounts(),
        example=EXAMPLE,
        errors=READ_ERRORS,
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        query = self.query(LiveQuery)
        campaign = self.campaign(campaign_id)
        nodes = live_counts(campaign, DayRange(query.get("from_"), query.get("to")))
        return Response(LiveCounts({"live": campaign.lifecycle in _MOVING, "nodes": nodes}).data)
