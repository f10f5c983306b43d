"""`contacts`: put in by any identity, one or many, listed, searched, read, changed."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.contact_fields import EDITED, ContactBody
from contacts.api.tenant import contact_examples as examples
from contacts.api.tenant.contact_shapes import (
    ContactBulkInput,
    ContactBulkOut,
    ContactInput,
    ContactListQuery,
    ContactOut,
    ContactUpsertedOut,
)
from contacts.api.tenant.items import shown_field
from contacts.api.tenant.naming import contact_named
from contacts.finding import Selection, contacts_page, filter_of, selection_of
from contacts.models import Contact
from contacts.services import Upserted, UpsertOutcome, contact_update, contact_upsert, contacts_upsert
from workspaces.api.access import Need
from workspaces.api.parsers import BulkJSONParser
from workspaces.api.problems import Kind
from workspaces.api.tenant.schema import envelope, operation, page_envelope
from workspaces.api.tenant.views import TenantView
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.ids import encode
from workspaces.models import Role, Scope, Workspace

READ = Need(Scope.CONTACTS_READ, Role.VIEWER)
WRITE = Need(Scope.CONTACTS_WRITE, Role.EDITOR)
_TAG = "Contacts"


class ContactView(TenantView):
    """Contacts, or one of them."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE, "PATCH": WRITE}
    edited = EDITED

    def shown(self, contacts: Sequence[Contact]) -> Any:
        """Contacts as they are answered; under another name they may tell more."""
        return ContactOut(contacts, many=True).data


class ContactsView(ContactView):
    """The contacts of a workspace."""

    list_query: ClassVar[type[ContactListQuery]] = ContactListQuery

    @operation(
        "contacts_list",
        summary="List contacts",
        description="By a search, a tag or a segment, in one of a few orders. Read on with `next_cursor`.",
        need=READ,
        query=[ContactListQuery],
        answer=page_envelope("ContactList", ContactOut, cursor=True),
        example=examples.LIST,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(self.list_query)
        workspace = self.enter_named(query.pop("workspace", None))
        which = self.meant(workspace, query)
        cursor = query.get("cursor", "")
        page = contacts_page(workspace.pk, which, sort=query["sort"], cursor=cursor, limit=query["limit"])
        return self.success_run(self.shown(page.rows), query, page.next_cursor)

    def meant(self, workspace: Workspace, query: Mapping[str, Any]) -> Selection:
        """Whom the checked query string means."""
        narrowed: dict[str, Any] = {name: query[name] for name in ("search", "tag", "segment") if name in query}
        return selection_of(workspace.pk, filter_of(narrowed), database_now())

    @operation(
        "contacts_upsert",
        summary="Put a contact in",
        description="Found by external id, e-mail address or phone number: changed where there is one (200), made "
        "where there is none (201). Identities that belong to different contacts are a conflict.",
        need=WRITE,
        body=ContactInput,
        bodies={"A contact": examples.UPSERT},
        answer=envelope("ContactUpserted", ContactUpsertedOut),
        example=examples.UPSERTED,
        status=201,
        also=[200],
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(ContactInput)
        workspace = self.enter_named(body.pop("workspace_slug", None))
        contact, is_new = contact_upsert(workspace=workspace, fields=body, actor=self.actor)
        return self.success(self.put_in(contact, "created" if is_new else "updated"), status=201 if is_new else 200)

    def put_in(self, contact: Contact, outcome: str) -> Any:
        """A contact that was put in, as it is answered."""
        return ContactUpsertedOut(contact, context={"outcome": outcome}).data


class ContactBulkView(ContactView):
    """Many contacts at once."""

    parser_classes = (BulkJSONParser,)

    @operation(
        "contacts_bulk",
        summary="Put many contacts in",
        description="Up to 1,000 contacts in one transaction, each found as if it came alone; what is acceptable is "
        "written, and every contact has a row in the answer. A later one sees those before it. A contact that can't be "
        "stored (bytes that are not UTF-8, a NUL, too deep) is refused by itself. The body has at most 8 MiB.",
        need=WRITE,
        body=ContactBulkInput,
        bodies={"Three contacts": examples.BULK},
        answer=envelope("ContactsUpserted", ContactBulkOut),
        example=examples.BULK_DONE,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(ContactBulkInput)
        workspace = self.enter_named(body.get("workspace_slug"))
        done = contacts_upsert(workspace=workspace, items=body["contacts"], actor=self.actor)
        outcomes = [each.outcome for each in done]
        counts = {outcome.value: outcomes.count(outcome) for outcome in UpsertOutcome}
        return self.success(counts | {"contacts": [_row(place, each) for place, each in enumerate(done)]})


class ContactDetailView(ContactView):
    """One contact."""

    @operation(
        "contacts_get",
        summary="Get a contact",
        description="The contact as it is. The id of a contact that was merged into another answers with that one.",
        need=READ,
        answer=envelope("ContactDetails", ContactOut),
        example=examples.DETAIL,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
        edits=True,
    )
    def get(self, request: Request, contact_id: str) -> Response:
        self.no_query()
        contact = contact_named(self, contact_id)
        return self.tagged(self.success(self.shown([contact])[0]), contact)

    @operation(
        "contacts_update",
        summary="Change a contact",
        description="What is left out stays as it is, null takes a value away; attributes are added to those known.",
        need=WRITE,
        body=ContactBody,
        bodies={"Another plan": examples.UPDATE},
        answer=envelope("ContactChanged", ContactOut),
        example=examples.DETAIL,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        tag=_TAG,
        edits=True,
    )
    def patch(self, request: Request, contact_id: str) -> Response:
        body = self.body(ContactBody)
        if not body:
            raise InvalidInput("There is nothing to change.")
        contact = contact_named(self, contact_id)
        with self.unless_changed(contact):
            contact = contact_update(contact=contact, fields=body, actor=self.actor)
        return self.tagged(self.success(self.shown([contact])[0]), contact)


def _row(place: int, done: Upserted) -> dict[str, Any]:
    public_id = encode(Contact.ID_PREFIX, done.contact_id) if done.contact_id is not None else None
    errors = [{"field": shown_field(each) or "body", "message": each.message} for each in done.problems]
    return {"index": place, "outcome": done.outcome.value, "id": public_id, "errors": errors}
