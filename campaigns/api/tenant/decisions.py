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


class EffectOut(serializers.Serializer):
    """What the event did to a contact's way through a campaign."""

    campaign_id = serializers.CharField()
    campaign_name = serializers.CharField()
    execution_id = serializers.CharField()
    node = serializers.CharField(allow_blank=True, help_text="Of a goal the node whose message has the credit.")
    node_name = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField(allow_null=True, help_text="Null: the contact is about to go on.")


class EventDecisionsOut(serializers.Serializer):
    """All that came of an event."""

    id = serializers.CharField(source="event.public_id")
    name = serializers.CharField(source="event.name")
    routed_at = serializers.DateTimeField(source="event.routed_at", allow_null=True)
    text = serializers.CharField(source="words")
    triggers = CampaignDecisionOut(many=True, help_text="Also those that listen now and have decided nothing.")
    waits = EffectOut(many=True, help_text="Waits that the event ended.")
    goals = EffectOut(many=True, help_text="Ways whose goal the event was.")


class EventDecisionsView(TenantView):
    """What came of it?"""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "events_decisions",
        summary="Explain an event",
        description="What the event did, and what it did not, and why: each trigger that listens to its name, with the "
        "values on which a filter or an entry rule said no, the waits that it ended, and the goals it counted for.",
        need=READ,
        answer=envelope("EventDecisions", EventDecisionsOut),
        example=examples.EVENT_DECISIONS,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag="Events",
    )
    def get(self, request: Request, event_id: str) -> Response:
        self.no_query()
        return self.success(EventDecisionsOut(event_decisions(self.find(Event, event_id))).data)
