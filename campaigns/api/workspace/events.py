"""`events`: something that a contact did, answered with what it set off."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.workspace.base import WRITE_ERRORS
from campaigns.services.happenings import Happened, event_happen
from contacts.models import Contact
from contacts.models.event import KEY_LENGTH, NAME_LENGTH
from contacts.selectors import ContactRef
from contacts.services import EventDraft, Taken
from workspaces.api.access import Need
from workspaces.api.serializers import JSONObject, Moment, StrictText
from workspaces.api.workspace.camel import CamelInput, CamelSerializer
from workspaces.api.workspace.schema import operation
from workspaces.api.workspace.views import WorkspaceView
from workspaces.ids import encode
from workspaces.models import Role, Scope

WRITE = Need(Scope.CONTACTS_WRITE, Role.EDITOR)
_NAMES = ("contact_id", "email", "phone", "external_id")
_EXAMPLE: dict[str, Any] = {
    "id": "evt_01k9zq4s2dw001fzzzzzzzz02q",
    "contactId": "ct_01k9zq3x1qe4r9t7y6u5w3s2a1",
    "name": "ordered",
    "properties": {"total": 49.9},
    "occurredAt": "2025-11-01T10:00:00Z",
    "createdAt": "2025-11-01T10:00:01.250000Z",
    "routedAt": "2025-11-01T10:00:01.300000Z",
    "key": "order-1001",
    "outcome": "recorded",
    "text": "Let the contact into 1 campaign.",
    "triggers": [
        {
            "campaignId": "cmp_01k9zq3v7nfe5v8x2m4c6d8a0b",
            "campaignName": "Thank large orders",
            "node": "t",
            "nodeName": "Ordered",
            "outcome": "enrolled",
            "text": "The contact came in.",
            "executionId": "exe_01k9zq4s2dw001fzzzzzzzz02r",
        }
    ],
    "waits": [],
    "goals": [],
}


class EventBody(CamelInput):
    """One event of one contact, who is named by exactly one of `contactId`, `email`, `phone` and `externalId`."""

    contact_id = StrictText(max_length=64, required=False, allow_null=True)
    email = StrictText(max_length=254, required=False, allow_null=True)
    phone = StrictText(max_length=40, required=False, allow_null=True)
    external_id = StrictText(max_length=120, required=False, allow_null=True)
    name = StrictText(max_length=NAME_LENGTH, trim_whitespace=False)
    properties = JSONObject(required=False)
    occurred_at = Moment(required=False, allow_null=True)
    key = StrictText(max_length=KEY_LENGTH, trim_whitespace=False, required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One way of naming the contact, no more and no less."""
        checked = super().validate(attrs)
        if sum(checked.get(name) is not None for name in _NAMES) != 1:
            words = "exactly one of contactId, email, phone and externalId is needed"
            raise serializers.ValidationError({"contactId": [words]})
        return checked


class TriggerSetOff(CamelSerializer):
    """What a trigger that listens to the name made of the event."""

    campaign_id = serializers.CharField()
    campaign_name = serializers.CharField()
    node = serializers.CharField(source="decision.node")
    node_name = serializers.CharField(source="decision.node_name")
    outcome = serializers.CharField(source="decision.outcome")
    text = serializers.CharField(source="decision.words")
    execution_id = serializers.CharField(source="decision.execution_id", allow_blank=True)


class EffectSetOff(CamelSerializer):
    """What the event did to a contact's way through a campaign."""

    campaign_id = serializers.CharField()
    campaign_name = serializers.CharField()
    execution_id = serializers.CharField()
    node = serializers.CharField(allow_blank=True)
    node_name = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField(allow_null=True)


class EventSetOff(CamelSerializer):
    """The event, and all that came of it."""

    id = serializers.CharField(source="event.public_id")
    contact_id = serializers.SerializerMethodField()
    name = serializers.CharField(source="event.name")
    properties = serializers.DictField(source="event.properties")
    occurred_at = serializers.DateTimeField(source="event.occurred_at")
    created_at = serializers.DateTimeField(source="event.created_at")
    routed_at = serializers.DateTimeField(source="event.routed_at", allow_null=True)
    key = serializers.CharField(source="event.key", allow_null=True)
    outcome = serializers.ChoiceField(choices=[Taken.RECORDED.value, Taken.DUPLICATE.value], source="taken")
    text = serializers.CharField(source="words")
    triggers = TriggerSetOff(many=True)
    waits = EffectSetOff(many=True)
    goals = EffectSetOff(many=True)

    def get_contact_id(self, told: dict[str, Any]) -> str:
        """The contact's id, without reading the contact."""
        return encode(Contact.ID_PREFIX, told["event"].contact_id)


class EventsView(WorkspaceView):
    """Events."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "createEvent",
        summary="Record an event and see what it sets off",
        description="Triggers look at the event at once, and the answer says what each decided, which waits it ended "
        "and which goals it was. An event whose `key` is known is answered with 200 and the first one. Where many "
        "come, `events/bulk` of the tenant API takes 1,000 in one call.",
        need=WRITE,
        body=EventBody,
        bodies={"An order": {"email": "ada@example.com", "name": "ordered", "properties": {"total": 49.9}}},
        answer=EventSetOff(),
        example=_EXAMPLE,
        status=201,
        also=[200],
        errors=WRITE_ERRORS,
        post=True,
        tag="Workspace: contacts",
    )
    def post(self, request: Request) -> Response:
        body = self.body(EventBody)
        field = next(name for name in _NAMES if body.get(name) is not None)
        draft = EventDraft(
            ContactRef(field, body[field]),
            body["name"],
            body.get("properties", {}),
            body.get("occurred_at"),
            body.get("key"),
        )
        happened = event_happen(workspace=self.workspace, draft=draft)
        return Response(EventSetOff(_told(happened)).data, status=201 if happened.new else 200)


def _told(happened: Happened) -> dict[str, Any]:
    decisions = happened.decisions
    return {
        "event": decisions.event,
        "taken": (Taken.RECORDED if happened.new else Taken.DUPLICATE).value,
        "words": decisions.words,
        "triggers": decisions.triggers,
        "waits": decisions.waits,
        "goals": decisions.goals,
    }
