"""`contacts/upsert` and `contacts/bulk-upsert`."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.email import examples
from contacts.api.email.shapes import (
    EmailContactBulkInput,
    EmailContactCounts,
    EmailContactInput,
    EmailContactOut,
    EmailContactRowOut,
)
from contacts.services import Upserted, UpsertOutcome, contact_save, contacts_save
from workspaces.api.access import Need
from workspaces.api.email.schema import envelope, operation
from workspaces.api.email.views import EmailView
from workspaces.api.parsers import BulkJSONParser
from workspaces.api.problems import Kind
from workspaces.models import Role, Scope

WRITE = Need(Scope.CONTACTS_WRITE, Role.EDITOR)
_ERRORS = (Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT)


class ContactUpsertView(EmailView):
    """One contact."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}

    @operation(
        "emailcontacts_upsert",
        summary="Put a contact in",
        description="Found by external id, e-mail address or phone number: changed where there is one (200), made "
        "where there is none (201). Campaigns hear of it as `contact.saved`. Identities that belong to different "
        "contacts are a conflict.",
        need=WRITE,
        body=EmailContactInput,
        bodies={"A contact": examples.UPSERT},
        answer=envelope("EmailContactUpserted", contact=EmailContactOut, is_new=serializers.BooleanField()),
        example=examples.UPSERTED,
        status=201,
        also=[200],
        errors=_ERRORS,
        post=True,
    )
    def post(self, request: Request) -> Response:
        body = self.body(EmailContactInput)
        workspace = self.team(body)
        contact, is_new = contact_save(workspace=workspace, fields=body, actor=self.actor)
        return self.ok(contact=EmailContactOut(contact).data, is_new=is_new, status=201 if is_new else 200)


class ContactBulkUpsertView(EmailView):
    """Many contacts at once."""

    needs: ClassVar[dict[str, Need]] = {"POST": WRITE}
    parser_classes = (BulkJSONParser,)

    @operation(
        "emailcontacts_bulk",
        summary="Put many contacts in",
        description="Up to 1,000 contacts in one transaction, each found as if it came alone; what is acceptable is "
        "written, and every contact has a row in the answer. The body has at most 8 MiB. Campaigns hear of each "
        "contact that was taken, once, as `contact.saved`.",
        need=WRITE,
        body=EmailContactBulkInput,
        bodies={"Three contacts": examples.BULK},
        answer=envelope("EmailContactsUpserted", counts=EmailContactCounts(), contacts=EmailContactRowOut(many=True)),
        example=examples.BULK_DONE,
        errors=_ERRORS,
        post=True,
    )
    def post(self, request: Request) -> Response:
        body = self.body(EmailContactBulkInput)
        workspace = self.team(body)
        done = contacts_save(workspace=workspace, items=body["contacts"], actor=self.actor)
        outcomes = [each.outcome for each in done]
        counts = {outcome.value: outcomes.count(outcome) for outcome in UpsertOutcome}
        return self.ok(counts=counts, contacts=[_row(place, each) for place, each in enumerate(done)])


def _row(place: int, done: Upserted) -> dict[str, Any]:
    # A name in what was sent may hold what no answer can.
    errors = [
        {"field": each.field.encode(errors="replace").decode() or "body", "message": each.message}
        for each in done.problems
    ]
    return {
        "index": place,
        "outcome": done.outcome.value,
        "id": None if done.contact_id is None else str(done.contact_id),
        "is_new": done.outcome is UpsertOutcome.CREATED,
        "errors": errors,
    }
