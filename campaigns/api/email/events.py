"""`events` and `events/{id}/decisions`: something that a contact did, and what came of it."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.email import examples
from campaigns.api.email.base import ERRORS, WHO
from campaigns.explain import EventDecisions, event_decisions
from campaigns.services.happenings import event_happen
from contacts.models import Event
from contacts.models.event import KEY_LENGTH, NAME_LENGTH
from contacts.selectors import ContactRef
from contacts.services import EventDraft
from workspaces.api.access import Need
from workspaces.api.email.schema import envelope, operation
from workspaces.api.email.views import EmailView, IdField, PlainIdField, TeamInput
from workspaces.api.serializers import JSONObject, Moment, StrictText
from workspaces.errors import InvalidInput, respelled
from workspaces.models import Role, Scope

READ = Need(Scope.CAMPAIGNS_READ, Role.VIEWER)
WRITE = Need(Scope.CONTACTS_WRITE, Role.EDITOR)
_OWN_WORDS = {"key": "idempotency_key", "name": "event_name"}


class EmailEventInput(TeamInput):
    """One event of one contact, who is named by exactly one of `email`, `contact_id`, `external_id` and `phone`."""

    event_name = StrictText(max_length=NAME_LENGTH, trim_whitespace=False, help_text="Such as `sale.created`.")
    email = StrictText(max_length=254, required=False)
    contact_id = IdField("ct", required=False)
    external_id = StrictText(max_length=120, required=False)
    phone = StrictText(max_length=40, required=False)
    properties = JSONObject(required=False, help_text="Anything else about it, as JSON of at most 32 KiB.")
    occurred_at = Moment(required=False, help_text="Now, where it is left out.")
    idempotency_key = StrictText(
        max_length=KEY_LENGTH, trim_whitespace=False, required=False, help_text="The event counts once, for ever."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One way of naming the contact, no more and no less."""
        if sum(name in attrs for name in WHO) != 1:
            raise serializers.ValidationError({"email": [f"exactly one of {', '.join(WHO)} is needed"]})
        return attrs


class EmailEventOut(serializers.Serializer):
    """An event as it was recorded."""

    id = PlainIdField(source="public_id")
    contact_id = serializers.UUIDField()
    event_name = serializers.CharField(source="name")
    properties = serializers.DictField()
    occurred_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()
    routed_at = serializers.DateTimeField(allow_null=True, help_text="Null: campaigns have yet to look at it.")
    idempotency_key = serializers.CharField(source="key", allow_null=True)


class EmailTriggerOut(serializers.Serializer):
    """What a campaign that listens to the event made of it."""

    campaign_id = PlainIdField()
    campaign_name = serializers.CharField()
    outcome = serializers.CharField(source="decision.outcome", help_text="`enrolled`, or what kept the contact out.")
    text = serializers.CharField(source="decision.words")
    execution_id = PlainIdField(source="decision.execution_id", allow_null=True)


class EmailEffectOut(serializers.Serializer):
    """What the event did to a contact's way through a campaign."""

    campaign_id = PlainIdField()
    campaign_name = serializers.CharField()
    execution_id = PlainIdField()
    node = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField(allow_null=True)


class EmailDecisionsOut(serializers.Serializer):
    """All that came of an event."""

    text = serializers.CharField(source="words")
    triggers = EmailTriggerOut(many=True, help_text="Also those that listen now and have decided nothing.")
    waits = EmailEffectOut(many=True, help_text="Waits that the event ended.")
    goals = EmailEffectOut(many=True, help_text="Ways whose goal the event was.")


class EventsView(EmailView):
    """Events."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "emailevents_create",
        summary="Record an event",
        description="All campaigns that listen to its name look at it at once, whichever API made them, and the answer "
        "says what each decided. An event whose `idempotency_key` is known is answered with 200 and the first one. "
        "Contacts whom nobody knows are refused, or made, as the workspace has it.",
        need=WRITE,
        body=EmailEventInput,
        bodies={"A sale": examples.EVENT},
        answer=envelope("EmailEventCreated", event=EmailEventOut, decisions=EmailDecisionsOut),
        example=examples.EVENT_ANSWER,
        status=201,
        also=[200],
        errors=ERRORS,
        post=True,
    )
    def post(self, request: Request) -> Response:
        body = self.body(EmailEventInput)
        workspace = self.team(body)
        field = next(name for name in WHO if name in body)
        draft = EventDraft(
            ContactRef(field, str(body[field])),
            body["event_name"],
            body.get("properties", {}),
            body.get("occurred_at"),
            body.get("idempotency_key"),
        )
        try:
            happened = event_happen(workspace=workspace, draft=draft)
        except InvalidInput as error:
            words = respelled(error.message, error.details, lambda name: _OWN_WORDS.get(name, name))
            raise InvalidInput(*words) from error
        return self.ok(**_told(happened.decisions), status=201 if happened.new else 200)


class EventDecisionsView(EmailView):
    """What came of it?"""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "emailevents_decisions",
        summary="Explain an event",
        description="What the event did, and what it did not, and why: each campaign that listens to its name, the "
        "waits that it ended, and the goals it counted for.",
        need=READ,
        answer=envelope("EmailEventDecisions", event=EmailEventOut, decisions=EmailDecisionsOut),
        example=examples.EVENT_ANSWER,
        errors=ERRORS,
    )
    def get(self, request: Request, event_id: str) -> Response:
        self.no_query()
        return self.ok(**_told(event_decisions(self.find(Event, event_id))))


def _told(decisions: EventDecisions) -> dict[str, Any]:
    return {"event": EmailEventOut(decisions.event).data, "decisions": EmailDecisionsOut(decisions).data}
