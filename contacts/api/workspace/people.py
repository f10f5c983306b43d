"""`contacts`: put in by any identity, one or many, read, changed, erased."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.contact_answers import ContactAnswer
from contacts.api.contact_fields import EDITED, ContactBody
from contacts.api.workspace import people_examples as examples
from contacts.api.workspace.base import READ, READ_ERRORS, TAG, WRITE, WRITE_ERRORS
from contacts.api.workspace.contacts import ContactsView
from contacts.models import Contact
from contacts.selectors import score_explained
from contacts.services import (
    MAX_UPSERTS,
    Upserted,
    UpsertOutcome,
    contact_delete,
    contact_update,
    contact_upsert,
    contacts_upsert,
)
from workspaces.api.parsers import BulkJSONParser
from workspaces.api.workspace.camel import CamelInput, CamelSerializer, camel_path, snake
from workspaces.api.workspace.schema import WorkspaceErrorDetail, operation
from workspaces.api.workspace.views import WorkspaceView
from workspaces.errors import InvalidInput
from workspaces.ids import encode

# Marks a name in an item that is not spelled as this family does, so that the service does not know it.
_STRANGE = "?"


class ContactWords(CamelSerializer, ContactBody):
    """What may be said of a contact: what is left out stays as it is, null takes a value away."""


@extend_schema_field(ContactWords(many=True))
class _Contacts(serializers.ListField):
    """Contacts, each of which is checked by itself."""


class ContactsBulkWords(CamelInput):
    """Many contacts."""

    contacts = _Contacts(min_length=1, max_length=MAX_UPSERTS, help_text=f"At most {MAX_UPSERTS}.")


class ContactInFull(ContactAnswer, CamelSerializer):
    """A contact with all that is known of it."""


class ContactPutIn(CamelSerializer):
    """What became of one contact of many."""

    index = serializers.IntegerField(help_text="Its place in what was sent, from 0.")
    outcome = serializers.ChoiceField(choices=[each.value for each in UpsertOutcome])
    id = serializers.CharField(allow_null=True, help_text="Null: refused.")
    errors = WorkspaceErrorDetail(many=True)  # type: ignore[assignment]


class ContactsPutIn(CamelSerializer):
    """Counts, and one row for each contact that was sent, in its order."""

    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    contacts = ContactPutIn(many=True)


class ContactErasedOut(CamelSerializer):
    """A contact that is gone."""

    id = serializers.CharField()


class ScorePart(CamelSerializer):
    """Points of one rule."""

    rule = serializers.CharField(help_text="Its name.")
    points = serializers.IntegerField()


class ContactScoreOut(CamelSerializer):
    """Why a contact's score is what it is."""

    score = serializers.IntegerField()
    parts = ScorePart(many=True)
    by_hand = serializers.IntegerField(help_text="Points that no rule gave.")


class ContactListView(ContactsView):
    """The contacts, which can be put in, too."""

    needs = {**ContactsView.needs, "POST": WRITE}

    @operation(
        "upsertContact",
        summary="Put a contact in",
        description="Found by external id, e-mail address or phone number: changed where there is one (200), made "
        "where there is none (201). Identities that belong to different contacts are a conflict.",
        need=WRITE,
        body=ContactWords,
        bodies={"A contact": examples.BODY},
        answer=ContactInFull(),
        example=examples.CONTACT,
        status=201,
        also=[200],
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request) -> Response:
        fields = self.body(ContactWords)
        contact, is_new = contact_upsert(workspace=self.workspace, fields=fields, actor=self.actor)
        return Response(ContactInFull(contact).data, status=201 if is_new else 200)


class ContactsBulkView(WorkspaceView):
    """Many contacts at once."""

    needs = {"POST": WRITE}
    parser_classes = (BulkJSONParser,)

    @operation(
        "upsertContacts",
        summary="Put many contacts in",
        description="Up to 1,000 in one transaction, each found as if it came alone; what is acceptable is written, "
        "and every contact has a row in the answer. A later one sees those before it.",
        need=WRITE,
        body=ContactsBulkWords,
        bodies={"Two contacts": {"contacts": [examples.BODY, {"email": "nonsense"}]}},
        answer=ContactsPutIn(),
        example=examples.PUT_IN,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request) -> Response:
        items = [_inner(each) for each in self.body(ContactsBulkWords)["contacts"]]
        done = contacts_upsert(workspace=self.workspace, items=items, actor=self.actor)
        outcomes = [each.outcome for each in done]
        counts = {outcome.value: outcomes.count(outcome) for outcome in UpsertOutcome}
        return Response(
            ContactsPutIn(counts | {"contacts": [_row(place, each) for place, each in enumerate(done)]}).data
        )


class ContactDetailView(WorkspaceView):
    """One contact."""

    needs = {"GET": READ, "PATCH": WRITE, "DELETE": WRITE}
    edited = EDITED

    @operation(
        "getContact",
        summary="Get a contact",
        description="With its tags and attributes.",
        need=READ,
        answer=ContactInFull(),
        example=examples.CONTACT,
        errors=READ_ERRORS,
        tag=TAG,
        edits=True,
    )
    def get(self, request: Request, contact_id: str) -> Response:
        self.no_query()
        contact = self.row(Contact, contact_id)
        return self.tagged(Response(ContactInFull(contact).data), contact)

    @operation(
        "changeContact",
        summary="Change a contact",
        description="What is left out stays as it is, null takes a value away; attributes are added to those known.",
        need=WRITE,
        body=ContactWords,
        bodies={"Another plan": {"attributes": {"plan": "team"}}},
        answer=ContactInFull(),
        example=examples.CONTACT,
        errors=WRITE_ERRORS,
        tag=TAG,
        edits=True,
    )
    def patch(self, request: Request, contact_id: str) -> Response:
        fields = self.body(ContactWords)
        if not fields:
            raise InvalidInput("There is nothing to change.")
        contact = self.row(Contact, contact_id, "workspace")
        with self.unless_changed(contact):
            contact = contact_update(contact=contact, fields=fields, actor=self.actor)
        return self.tagged(Response(ContactInFull(contact).data), contact)

    @operation(
        "eraseContact",
        summary="Erase a contact",
        description="Deletes the contact with everything that is kept about it, for ever.",
        need=WRITE,
        answer=ContactErasedOut(),
        example={"id": examples.CONTACT["id"]},
        errors=READ_ERRORS,
        tag=TAG,
        removes=True,
    )
    def delete(self, request: Request, contact_id: str) -> Response:
        self.no_query()
        contact = self.row(Contact, contact_id, "workspace")
        with self.unless_changed(contact):
            contact_delete(contact=contact, actor=self.actor)
        return Response({"id": contact.public_id})


class ContactScoreView(WorkspaceView):
    """A contact's score."""

    needs = {"GET": READ}

    @operation(
        "getScore",
        summary="Why a contact's score is what it is",
        description="The points that each score rule gave, and those that were given by hand.",
        need=READ,
        answer=ContactScoreOut(),
        example=examples.SCORE,
        errors=READ_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request, contact_id: str) -> Response:
        self.no_query()
        told = score_explained(contact=self.row(Contact, contact_id))
        parts = [{"rule": rule, "points": points} for rule, points in told.parts]
        return Response(ContactScoreOut({"score": told.score, "parts": parts, "by_hand": told.by_hand}).data)


def _inner(item: Any) -> Any:
    """An item with the names that the service knows."""
    if not isinstance(item, Mapping):
        return item
    return {(f"{_STRANGE}{name}" if "_" in name else snake(name)): value for name, value in item.items()}


def _row(place: int, done: Upserted) -> dict[str, Any]:
    public_id = encode(Contact.ID_PREFIX, done.contact_id) if done.contact_id is not None else None
    errors = [{"field": _outer(each.field), "message": each.message} for each in done.problems]
    return {"index": place, "outcome": done.outcome.value, "id": public_id, "errors": errors}


def _outer(field: str) -> str:
    """The field as it was spelled; what is left of a name that no answer can hold."""
    said = field[len(_STRANGE) :] if field.startswith(_STRANGE) else camel_path(field)
    return said.encode(errors="replace").decode() or "body"
