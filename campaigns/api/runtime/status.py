"""`campaigns/{id}/status`: how far it is, by the counters."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.runtime.base import READ, RuntimeView
from campaigns.estimate import campaign_remaining_cost
from campaigns.models import HoldKind
from campaigns.selectors import ShownStatus, campaign_progress, campaign_status, node_states
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.runtime.schema import operation

_EXAMPLE: dict[str, Any] = {
    "status": "RUNNING",
    "executions": {"pending": 48, "processing": 2, "completed": 150, "failed": 0, "skipped": 0},
    "nodes": {"w1": {"pending": 48}, "s2": {"processing": 2}, "end": {"completed": 150}},
    "estimated_remaining_cost": 4.0,
    "started_at": "2025-11-01T10:00:00Z",
    "completed_at": None,
    "holds": [],
}


class RuntimeExecutions(serializers.Serializer):
    """How many executions are in each state."""

    pending = serializers.IntegerField()
    processing = serializers.IntegerField()
    completed = serializers.IntegerField()
    failed = serializers.IntegerField()
    skipped = serializers.IntegerField()


class RuntimeHold(serializers.Serializer):
    """Why nothing is claimed."""

    kind = serializers.ChoiceField(choices=HoldKind.choices)
    reason = serializers.CharField(allow_blank=True)
    since = serializers.DateTimeField(source="created_at")


class RuntimeProgress(serializers.Serializer):
    """How far the campaign is."""

    status = serializers.ChoiceField(choices=ShownStatus.choices)
    executions = RuntimeExecutions()
    nodes = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()), help_text="{node: {state: count}}"
    )
    estimated_remaining_cost = serializers.FloatField(
        allow_null=True, help_text="In the workspace's currency; null: some message has no price."
    )
    started_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    holds = RuntimeHold(many=True)


class StatusView(RuntimeView):
    """How far it is."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "runtime_status",
        summary="Get a campaign's status and numbers",
        description="Where its contacts are, what holds it, and what the messages will cost that they have yet to get, "
        "by the price list. From counters: cheap enough to poll.",
        need=READ,
        answer=RuntimeProgress(),
        example=_EXAMPLE,
        errors=(Kind.INVALID, Kind.NOT_FOUND),
    )
    def get(self, request: Request, campaign_id: str) -> Response:
        self.no_query()
        campaign = self.campaign(campaign_id)
        told = {
            "status": campaign_status(campaign),
            "executions": campaign_progress(campaign).by_state(),
            "nodes": node_states(campaign),
            "estimated_remaining_cost": campaign_remaining_cost(campaign),
            "started_at": campaign.launched_at,
            "completed_at": campaign.completed_at,
            "holds": list(campaign.holds.all()),
        }
        return Response(RuntimeProgress(told).data)
