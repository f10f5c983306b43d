"""`execute`: seed 000's way of setting a campaign's triggers off, for one contact or for all whom one stands for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.workspace import examples
from campaigns.api.workspace.base import WRITE, WRITE_ERRORS, CampaignView
from campaigns.api.workspace.campaigns import TRIGGER_WORDS, trigger_key
from campaigns.api.workspace.detail_shapes import ENROL_WORDS
from campaigns.api.workspace.words import conflicts_in_words
from campaigns.models import Campaign
from campaigns.services import EnrolResult, contacts_enroll, trigger_contact, triggers_run
from contacts.selectors import ContactRef, contacts_resolve, segment_get
from workspaces.api.serializers import StrictText
from workspaces.api.workspace.camel import CamelInput, CamelSerializer, camel
from workspaces.api.workspace.schema import operation
from workspaces.errors import InvalidInput, NotFound

_CONTACT, _TRIGGER = "execute_for_contact", "process_trigger"


class ExecuteInput(CamelInput):
    """What to do, and for whom."""

    action = serializers.ChoiceField(choices=[_CONTACT, _TRIGGER])
    contact_id = StrictText(max_length=64, required=False, help_text="Needed for `execute_for_contact`.")
    trigger_type = serializers.ChoiceField(
        choices=TRIGGER_WORDS, required=False, help_text="Needed for `process_trigger`."
    )
    segment_id = StrictText(max_length=64, required=False, help_text="Only triggers of this segment.")
    event_type = StrictText(max_length=200, required=False, help_text="Only triggers of this event.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Each action has what it needs, and nothing that it would not look at."""
        given = super().validate(attrs)
        needed = "contact_id" if given["action"] == _CONTACT else "trigger_type"
        wrong = {} if needed in given else {camel(needed): f"is needed for {given['action']}"}
        if given["action"] == _CONTACT:
            of_triggers = given.keys() & {"trigger_type", "segment_id", "event_type"}
            wrong |= {camel(name): f"is only for {_TRIGGER}" for name in of_triggers}
        if wrong:
            raise serializers.ValidationError(wrong)
        return given


class ExecutedContact(CamelSerializer):
    """What became of the contact."""

    contact_id = serializers.CharField(help_text="As it was sent.")
    status = serializers.ChoiceField(choices=list(ENROL_WORDS.values()))
    execution_id = serializers.CharField(allow_null=True, help_text="Its way through the flow, where it came in.")


class ExecutedRun(CamelSerializer):
    """A run over many, which come in one batch after the other."""

    id = serializers.CharField(source="public_id")
    trigger_id = serializers.CharField(source="trigger_node", help_text="The trigger's key in the flow.")
    audience = serializers.IntegerField(source="audience_size", help_text="Among how many it looks.")


class ExecuteAnswer(CamelSerializer):
    """Either the contact, or the runs that have begun."""

    action = serializers.ChoiceField(choices=[_CONTACT, _TRIGGER])
    contact = ExecutedContact(allow_null=True)
    runs = ExecutedRun(many=True)


class ExecuteView(CampaignView):
    """Executing."""

    @operation(
        "executeCampaign",
        summary="Execute a campaign",
        description="`execute_for_contact` lets one contact in, as `enroll` does. `process_trigger` sets the triggers "
        "of a type off. MANUAL and SCHEDULED begin a run over the trigger's segment or the audience, SEGMENT_ENTRY "
        "over all who are in the segment now. EVENT, SEGMENT_EXIT and API happen to one contact at a time and need its "
        "`contactId`; with one, any type lets in just that contact. Entry rule and re-entry policy hold; a trigger's "
        "own filter isn't asked, and no event is recorded.",
        need=WRITE,
        body=ExecuteInput,
        bodies={
            "A contact": {"action": _CONTACT, "contactId": "ct_abc123"},
            "A trigger": {"action": _TRIGGER, "triggerType": "SEGMENT_ENTRY", "segmentId": "seg_abc123"},
        },
        answer=ExecuteAnswer(),
        example=examples.EXECUTED,
        errors=WRITE_ERRORS,
        post=True,
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        body = self.body(ExecuteInput)
        campaign = self.campaign(campaign_id)
        answer: dict[str, Any] = {"action": body["action"], "contact": None, "runs": []}
        with conflicts_in_words("executed"):
            if body["action"] == _TRIGGER and "contact_id" not in body:
                answer["runs"] = triggers_run(campaign=campaign, actor=self.actor, **self._which(body))
            else:
                answer["contact"] = _shape(body["contact_id"], self._let_in(campaign, body))
        return Response(ExecuteAnswer(answer).data)

    def _let_in(self, campaign: Campaign, body: Mapping[str, Any]) -> EnrolResult:
        contact = self._contact(body["contact_id"])
        if body["action"] == _CONTACT:
            return contacts_enroll(campaign=campaign, contact_ids=[contact], actor=self.actor)[0]
        return trigger_contact(campaign=campaign, contact_id=contact, actor=self.actor, **self._which(body))

    def _contact(self, reference: str) -> UUID:
        refs = [ContactRef("contact_id", reference)]
        [found] = contacts_resolve(workspace_id=self.workspace.pk, refs=refs)
        if found is None:
            raise InvalidInput.of("contact_id", "there is no such contact")
        return found

    def _which(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Which triggers, as the services take it."""
        segment = body.get("segment_id")
        try:
            found = segment_get(workspace=self.workspace, segment_id=segment) if segment else None
        except NotFound as missing:
            raise InvalidInput.of("segment_id", "there is no such segment") from missing
        return {"trigger_type": trigger_key(body["trigger_type"]), "segment": found, "event": body.get("event_type")}


def _shape(reference: str, result: EnrolResult) -> dict[str, Any]:
    word = ENROL_WORDS[result.status]
    return {"contact_id": reference, "status": word, "execution_id": result.execution_id or None}
