"""`campaigns/{id}/simulate`: one contact's way through the flow, without sending or storing anything."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.workspace.base import READ, WRITE_ERRORS, CampaignView
from campaigns.api.workspace.examples import WORKFLOW
from campaigns.api.workspace.shapes import FlowField
from campaigns.models import ExecutionState, StepOutcome
from campaigns.simulation import Simulation, simulate
from contacts.selectors import contact_get
from workspaces.api.access import Need
from workspaces.api.serializers import StrictText
from workspaces.api.workspace.camel import CamelInput, CamelSerializer
from workspaces.api.workspace.schema import operation

_TIME = "2025-11-01T10:00:00Z"
_CONTACT = "ct_01k9zq3v7nfe5v8x2m4c6d8a0b"
EXAMPLE: dict[str, Any] = {
    "contact": {"id": _CONTACT, "name": "Ada Lovelace"},
    "entered": True,
    "steps": [
        {
            "nodeId": "s1",
            "nodeName": "Welcome",
            "type": "send",
            "at": _TIME,
            "waitedUntil": None,
            "outcome": "passed",
            "port": "next",
            "reason": "accepted",
            "reasonWords": "Went on. The message would be sent.",
            "values": [],
            "message": {
                "channel": "email",
                "messageType": "marketing",
                "address": "ada@example.com",
                "subject": "Welcome, Ada",
                "html": "<p>Hello Ada</p>",
                "text": "Hello Ada",
                "skipReason": None,
                "skipWords": "",
                "holds": [],
            },
        }
    ],
    "outcome": {"state": "completed", "reason": "", "words": "The way ends at “End”."},
}


class SimulationInput(CamelInput):
    """Who goes through what."""

    contact_id = StrictText()
    workflow = FlowField(required=False, help_text="The draft, else the live version, where left out.")
    choices = serializers.DictField(
        child=StrictText(),
        required=False,
        help_text="{node: port}: by which port the contact leaves the node, or by which trigger it enters, whatever is "
        "decided there.",
    )


class SimulatedContact(CamelSerializer):
    """Who."""

    id = serializers.CharField()
    name = serializers.CharField(allow_blank=True)


class SimulatedValue(CamelSerializer):
    """A condition of a rule, and the contact's value."""

    condition = serializers.CharField()
    actual = serializers.JSONField(allow_null=True)
    words = serializers.CharField()


class SimulatedHold(CamelSerializer):
    """Until when a policy would hold the message."""

    until = serializers.DateTimeField()
    reason = serializers.CharField()
    words = serializers.CharField()


class SimulatedMessageOut(CamelSerializer):
    """A message as the contact would get it."""

    channel = serializers.CharField()
    message_type = serializers.CharField()
    address = serializers.CharField(allow_blank=True)
    subject = serializers.CharField(allow_blank=True)
    html = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    skip_reason = serializers.CharField(allow_null=True, help_text="Null: it would be sent.")
    skip_words = serializers.CharField(allow_blank=True)
    holds = SimulatedHold(many=True)


class SimulatedStepOut(CamelSerializer):
    """What happened at one node."""

    node_id = serializers.CharField(source="node")
    node_name = serializers.CharField()
    type = serializers.CharField()
    at = serializers.DateTimeField(help_text="When the contact came.")
    waited_until = serializers.DateTimeField(allow_null=True, help_text="When it went on, where it rested.")
    outcome = serializers.ChoiceField(choices=[*StepOutcome.values, "refused"])
    port = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    reason_words = serializers.CharField()
    values = SimulatedValue(many=True, help_text="What a rule looked at.")
    message = SimulatedMessageOut(allow_null=True)


class SimulationOutcome(CamelSerializer):
    """How it ended."""

    state = serializers.ChoiceField(choices=[*ExecutionState.values, "not_entered", "stopped"])
    reason = serializers.CharField(allow_blank=True)
    words = serializers.CharField()


class SimulationOut(CamelSerializer):
    """The whole way."""

    contact = SimulatedContact()
    entered = serializers.BooleanField(help_text="False: no trigger lets the contact in; the steps say why.")
    steps = SimulatedStepOut(many=True)
    outcome = SimulationOutcome()


class SimulateView(CampaignView):
    """Test with a contact."""

    needs: ClassVar[dict[str, Need]] = {"POST": READ}

    @operation(
        "simulateCampaign",
        summary="Test with a contact",
        description="Walks one contact through the flow and says every decision, and every message as the contact "
        "would get it. Nothing is sent and nothing is stored; a running campaign notices nothing. An unfinished flow "
        "is refused with its errors. See docs/simulation.md.",
        need=READ,
        body=SimulationInput,
        bodies={"The other variant": {"contactId": _CONTACT, "workflow": WORKFLOW, "choices": {"t1": "next"}}},
        answer=SimulationOut(),
        example=EXAMPLE,
        errors=WRITE_ERRORS,
        post=True,
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        body = self.body(SimulationInput)
        told = simulate(
            campaign=self.campaign(campaign_id),
            contact=contact_get(workspace=self.workspace, contact_id=body["contact_id"]),
            document=body.get("workflow"),
            choices=body.get("choices"),
        )
        return Response(SimulationOut(_shown(told)).data)


def _shown(told: Simulation) -> dict[str, Any]:
    return {
        "contact": {"id": told.contact_id, "name": told.contact_name},
        "entered": told.entered,
        "steps": [
            {
                **{name: getattr(step, name) for name in step.__slots__},
                "port": step.port or None,
                "message": _message(step.message) if step.message else None,
            }
            for step in told.steps
        ],
        "outcome": {"state": told.state, "reason": told.reason, "words": told.words},
    }


def _message(message: Any) -> dict[str, Any]:
    fields = {name: getattr(message, name) for name in message.__slots__}
    return {**fields, "skip_reason": message.skip_reason or None}
