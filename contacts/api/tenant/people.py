"""`DELETE /api/v1/tenant/contacts/{id}`, `/export` and `/merge`: erasing, taking out and merging people."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.tenant.contacts import ContactDetailView
from contacts.api.tenant.naming import contact_named
from contacts.services import contact_delete, contact_export, contact_merge
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import StrictSerializer, StrictText
from workspaces.api.tenant.schema import envelope, operation
from workspaces.api.tenant.views import TenantView
from workspaces.models import Role, Scope

READ = Need(Scope.CONTACTS_READ, Role.EDITOR)
WRITE = Need(Scope.CONTACTS_WRITE, Role.EDITOR)
_TAG = "Contacts"
_ID = "ct_01k9zq3x1qe4r9t7y6u5w3s2a1"
ERASED: dict[str, Any] = {"success": True, "data": {"id": _ID, "erased": True}}
MERGED: dict[str, Any] = {"success": True, "data": {"id": _ID, "merged": "ct_01k9zq3x1qe4r9t7y6u5w3s2a2"}}
EXPORTED: dict[str, Any] = {
    "success": True,
    "data": {
        "exported_at": "2025-11-01T10:00:00+00:00",
        "contact": {"id": _ID, "email": "ada@example.com"},
        "consents": [{"channel": "email", "message_type": "marketing", "topic_key": None, "state": "granted"}],
        "events": [{"name": "ordered", "properties": {"total": 49.9}}],
    },
}


class ContactErased(serializers.Serializer):
    """A contact that was erased."""

    id = serializers.CharField()
    erased = serializers.BooleanField()


class MergeInput(StrictSerializer):
    """The contact that goes."""

    contact_id = StrictText(max_length=64, help_text="Whose data the contact in the address takes over.")


class ContactMerged(serializers.Serializer):
    """The contact that stays, and the id of the one that went."""

    id = serializers.CharField()
    merged = serializers.CharField(help_text="It goes on to answer, with the contact that stays.")


class PersonView(ContactDetailView):
    """One contact, who can be erased as well."""

    needs: ClassVar[dict[str, Need]] = {**ContactDetailView.needs, "DELETE": WRITE}

    @operation(
        "contacts_erase",
        summary="Erase a contact",
        description="Deletes the contact with everything that is kept about it, for ever. What stays is a keyed hash "
        "of its addresses, so that nothing is sent to them even when they are imported again.",
        need=WRITE,
        answer=envelope("ContactErasedAnswer", ContactErased()),
        example=ERASED,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
        removes=True,
    )
    def delete(self, request: Request, contact_id: str) -> Response:
        self.no_query()
        contact = contact_named(self, contact_id)
        with self.unless_changed(contact):
            contact_delete(contact=contact, actor=self.actor)
        return self.success({"id": contact.public_id, "erased": True})


class ContactExportView(TenantView):
    """Everything about one contact."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "contacts_export",
        summary="Export one person's data",
        description="Everything that is kept about the contact: its fields, consent and the log, events, segments, "
        "messages, threads, its ways through campaigns with the journal. A member needs to be an editor.",
        need=READ,
        answer=envelope("ContactExport", serializers.DictField()),
        example=EXPORTED,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request, contact_id: str) -> Response:
        self.no_query()
        return self.success(contact_export(contact=contact_named(self, contact_id)))


class ContactMergeView(TenantView):
    """Two contacts that are one person."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "contacts_merge",
        summary="Merge two contacts",
        description="The contact in the address stays, keeps its own values and takes over what it lacks, with the "
        "other's events, messages, consent (a refusal wins), tags, lists and ways through campaigns. The other's id "
        "goes on to answer with this contact. There is no way back.",
        need=WRITE,
        body=MergeInput,
        bodies={"The one that goes": {"contact_id": MERGED["data"]["merged"]}},
        answer=envelope("ContactMergedAnswer", ContactMerged()),
        example=MERGED,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request, contact_id: str) -> Response:
        body = self.body(MergeInput)
        target = contact_named(self, contact_id)
        source = contact_named(self, body["contact_id"])
        merged = contact_merge(target=target, source=source, actor=self.actor)
        return self.success({"id": merged.public_id, "merged": source.public_id})
