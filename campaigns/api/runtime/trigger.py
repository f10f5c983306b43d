"""`campaigns/{id}/trigger`: a run over the campaign's audience, or over the contacts that the call names."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.runtime.base import ERRORS, WRITE, RuntimeView, paid_for
from campaigns.models import Campaign, Run
from campaigns.selectors import ShownStatus, campaign_status
from campaigns.services import api_trigger, run_start, run_start_for
from contacts.selectors import ContactRef, contacts_resolve
from workspaces.api.runtime.schema import operation
from workspaces.api.serializers import JSONObject, StrictSerializer, StrictText
from workspaces.errors import FieldError, InvalidInput

MOST_CONTACTS = 1_000
MOST_DATA_BYTES = 32_768
_WHO = ("contact_id", "email", "external_id")


class TriggeredContact(StrictSerializer):
    """One contact, by its id, e-mail address or external id, and what is to be known of it in this run."""

    contact_id = StrictText(required=False, max_length=64)
    email = StrictText(required=False, max_length=254)
    external_id = StrictText(required=False, max_length=120)
    data = JSONObject(  # type: ignore[assignment]
        required=False, help_text="Beside the call's `data`, and before it."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if sum(name in attrs for name in _WHO) != 1:
            raise serializers.ValidationError("give exactly one of contact_id, email and external_id")
        return attrs


class TriggerInput(StrictSerializer):
    """Whom to let in, and what the flow knows as `trigger.*`. Without contacts: the campaign's audience."""

    idempotency_key = StrictText(
        required=False, max_length=255, help_text="Sent again, it is answered with the first run, and nothing happens."
    )
    contact_ids = serializers.ListField(
        child=StrictText(max_length=64), required=False, allow_empty=False, max_length=MOST_CONTACTS
    )
    contacts = serializers.ListField(
        child=TriggeredContact(), required=False, allow_empty=False, max_length=MOST_CONTACTS
    )
    data = JSONObject(  # type: ignore[assignment]
        required=False, help_text="JSON of at most 32 KiB, with that of a contact."
    )


class TriggeredRun(serializers.Serializer):
    """The run that has begun."""

    run_id = serializers.CharField()
    status = serializers.ChoiceField(choices=ShownStatus.choices)


class TriggerView(RuntimeView):
    """Lets contacts in by the campaign's API trigger."""

    @operation(
        "runtime_trigger",
        summary="Trigger a campaign",
        description="Begins a run of a running campaign that has an API trigger: over up to 1,000 contacts who are "
        "named by `contact_ids` and `contacts`, or over its whole audience. Templates and rules see `data` as "
        "`trigger.*`. Unknown contacts are refused, and then nobody enters; whom the entry rule or the re-entry "
        "policy keeps out does not enter, which `explain` tells. Refused while an earlier run over the audience still "
        "enrols.",
        need=WRITE,
        body=TriggerInput,
        bodies={
            "Named contacts": {
                "idempotency_key": "order-1001",
                "contacts": [{"email": "ada@example.com", "data": {"total": 49.9}}],
                "data": {"currency": "EUR"},
            },
            "The audience": {"data": {"offer": "autumn"}},
        },
        answer=TriggeredRun(),
        example={"run_id": "run_01k9zq3v7nfe5v8x2m4c6d8a0b", "status": "RUNNING"},
        status=202,
        errors=ERRORS,
        post=True,
    )
    def post(self, request: Request, campaign_id: str) -> Response:
        wanted = self.body(TriggerInput)
        campaign = self.campaign(campaign_id)
        with paid_for():
            run = self._run(campaign, wanted)
        status = campaign_status(self.campaign(campaign_id))
        return Response({"run_id": run.public_id, "status": status.value}, status=202)

    def _run(self, campaign: Campaign, wanted: Mapping[str, Any]) -> Run:
        key, data = wanted.get("idempotency_key"), wanted.get("data", {})
        _refuse_large({"data": data})
        if "contact_ids" in wanted or "contacts" in wanted:
            contexts = _contexts(campaign, wanted, data)
            return run_start_for(campaign=campaign, contexts=contexts, actor=self.actor, idempotency_key=key)
        node = api_trigger(campaign).node
        return run_start(campaign=campaign, trigger_node=node, actor=self.actor, context=data, idempotency_key=key)


def _contexts(campaign: Campaign, wanted: Mapping[str, Any], data: Mapping[str, Any]) -> dict[UUID, dict[str, Any]]:
    """What is to be known of each contact. Raises InvalidInput naming every contact that is unknown."""
    named = list(_named(wanted))
    found = contacts_resolve(workspace_id=campaign.workspace_id, refs=[ref for _, ref, _ in named])
    unknown = [
        FieldError(place, "there is no such contact", "unknown_contact")
        for (place, _, _), contact in zip(named, found, strict=True)
        if contact is None
    ]
    if unknown:
        raise InvalidInput(f"{unknown[0].field}: {unknown[0].message}", unknown)
    merged = {place: {**data, **own} for place, _, own in named}
    _refuse_large(merged)
    return {contact: merged[place] for (place, _, _), contact in zip(named, found, strict=True) if contact is not None}


def _named(wanted: Mapping[str, Any]) -> Iterator[tuple[str, ContactRef, Mapping[str, Any]]]:
    """The place in the body, whom it means, and what is said of them."""
    for place, contact_id in enumerate(wanted.get("contact_ids", ())):
        yield f"contact_ids[{place}]", ContactRef("contact_id", contact_id), {}
    for place, contact in enumerate(wanted.get("contacts", ())):
        field = next(name for name in _WHO if name in contact)
        yield f"contacts[{place}]", ContactRef(field, contact[field]), contact.get("data", {})


def _refuse_large(data: Mapping[str, Mapping[str, Any]]) -> None:
    for place, values in data.items():
        if len(json.dumps(values).encode()) > MOST_DATA_BYTES:
            raise InvalidInput.of(place, f"more than {MOST_DATA_BYTES} bytes of JSON", "too_large")
