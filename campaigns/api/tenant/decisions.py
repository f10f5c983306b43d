"""`/events/{id}/decisions`: what an event did, and what it did not, and why."""

from typing import ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.tenant import examples
from campaigns.api.tenant.base import READ
from campaigns.api.tenant.explain import TriggerDecisionOut
from campaigns.explain import event_decisions
from contacts.models import Event
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation
from workspaces.api.tenant.views import TenantView


class CampaignDecisionOut(serializers.Serializer):
    """What a trigger of one campaign made of the event."""

    campaign_id = serializers.CharField()
    campaign_name = serializers.CharField()
    decision = TriggerDecisionOut()


class GoalDoneOut(serializers.Serializer):
    """The event was the goal of a contact's way through a campaign."""

    campaign_id = serializers.CharField()
    campaign_name = serializers.CharField()
    execution_id = serializers.CharField()
    node = serializers.CharField(allow_blank=True, help_text="The node whose message has the credit.")
    node_name = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class EventDecisionsOut(serializers.Serializer):
    """All that came of an event."""

    id = serializers.CharField(source="event.public_id")
    name = serializers.CharField(source="event.name")
    routed_at = serializers.DateTimeField(source="event.routed_at", allow_null=True)
    text = serializers.CharField(source="words")
    triggers = CampaignDecisionOut(many=True, help_text="Also those that listen now and have decided nothing.")
    goals = GoalDoneOut(many=True)


class EventDecisionsView(TenantView):
    """What came of it?"""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "events_decisions",
        summary="Explain an event",
        description="What the event did, and what it did not, and why: each trigger that listens to its name, with the "
        "values on which a filter or an entry rule said no, and the goals that it counted for.",
        need=READ,
        answer=envelope("EventDecisions", EventDecisionsOut),
        example=examples.EVENT_DECISIONS,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag="Events",
    )
    def get(self, request: Request, event_id: str) -> Response:
        self.no_query()
        return self.success(EventDecisionsOut(event_decisions(self.find(Event, event_id))).data)
