"""`/{id}/stuck`: what nobody took although it could have been, and why."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.tenant import examples
from campaigns.api.tenant.base import READ, CampaignView
from campaigns.api.tenant.progress import ExecutionOut
from campaigns.selectors import StuckKind, campaign_stuck
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation


class StuckGroupOut(serializers.Serializer):
    """One kind of what is stuck."""

    kind = serializers.ChoiceField(choices=[each.value for each in StuckKind])
    count = serializers.IntegerField()
    at_least = serializers.BooleanField(help_text="There are more than were counted.")
    since = serializers.DateTimeField(help_text="When the oldest became ready.")
    reason = serializers.CharField(help_text="A reason code.")
    reason_text = serializers.CharField(source="words")


class StuckOut(serializers.Serializer):
    """Everything that is stuck; empty lists where nothing is."""

    groups = StuckGroupOut(many=True)
    oldest = ExecutionOut(many=True, help_text="Up to 20, those for whom it has lasted longest first.")


class StuckView(CampaignView):
    """What is stuck."""

    @operation(
        "campaigns_stuck",
        summary="Find what is stuck",
        description="What has been ready for a minute and was taken by nobody, although the campaign is running and "
        "not paused: executions that are `due`, or rest beside a `settled` message; messages that are `queued`, or "
        "`leased` by a worker that is gone. Each kind with its reason. Cheap enough to poll.",
        need=READ,
        answer=envelope("CampaignStuck", StuckOut),
        example=examples.STUCK,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        self.no_query()
        return self.success(StuckOut(campaign_stuck(self.campaign(campaign_id))).data)
