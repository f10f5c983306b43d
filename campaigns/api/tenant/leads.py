"""`leads`: contacts by how far they have come (new, contacted, replied, converted), and what happened around one."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.tenant import lead_examples as examples
from campaigns.selectors import LeadStatus, contact_steps_timeline, lead_status_is, lead_statuses
from contacts.api.contact_fields import ContactBody
from contacts.api.tenant.contact_shapes import ContactInput, ContactListQuery, ContactOut
from contacts.api.tenant.contacts import READ, WRITE, ContactView
from contacts.api.tenant.naming import contact_named
from contacts.api.tenant.people import ERASED, ContactErased
from contacts.finding import contacts_page, filter_of, selection_of
from contacts.models import Contact
from contacts.selectors import contact_timeline
from contacts.services import contact_delete, contact_update, contact_upsert
from messaging.selectors import contact_messages_timeline
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import StrictSerializer
from workspaces.api.tenant.schema import envelope, operation, page_envelope
from workspaces.api.tenant.views import MAX_LIMIT
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.timelines import Asked, merged, place_of

_TAG = "Leads"
_STATUS = [each.value for each in LeadStatus]
_TELLERS = (contact_timeline, contact_messages_timeline, contact_steps_timeline)


class LeadListQuery(ContactListQuery):
    """The query string of the list."""

    status = serializers.ChoiceField(choices=_STATUS, required=False)


class LeadOut(ContactOut):
    """A contact, and how far it has come. The statuses come in the context."""

    status = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=_STATUS))
    def get_status(self, contact: Contact) -> str:
        """The furthest that it has come."""
        return str(self.context["statuses"][contact.pk])


class ActivityQuery(StrictSerializer):
    """The query string of the activity."""

    limit = serializers.IntegerField(default=20, min_value=1, max_value=MAX_LIMIT)
    cursor = serializers.CharField(max_length=60, required=False, help_text="The last page's `next_cursor`.")


class ActivityOut(serializers.Serializer):
    """Something that happened around a contact."""

    at = serializers.DateTimeField()
    kind = serializers.CharField(help_text="`event`, `message`, `opened`, `step`, `segment`, `consent`, …")
    data = serializers.DictField()  # type: ignore[assignment]


class LeadsView(ContactView):
    """The leads of a workspace."""

    @operation(
        "leads_list",
        summary="List leads",
        description="As contacts, with the status of each, and by status. Read on with `next_cursor`.",
        need=READ,
        query=[LeadListQuery],
        answer=page_envelope("LeadList", LeadOut, cursor=True),
        example=examples.LIST,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(LeadListQuery)
        workspace = self.enter_named(query.pop("workspace", None))
        narrowed: dict[str, Any] = {name: query[name] for name in ("search", "tag", "segment") if name in query}
        which = selection_of(workspace.pk, filter_of(narrowed), database_now())
        if "status" in query:
            which = which.also(lead_status_is(LeadStatus(query["status"])))
        cursor = query.get("cursor", "")
        page = contacts_page(workspace.pk, which, sort=query["sort"], cursor=cursor, limit=query["limit"])
        return self.success_run(_shown(workspace.pk, page.rows), query, page.next_cursor)

    @operation(
        "leads_upsert",
        summary="Put a lead in",
        description="As a contact: found by external id, e-mail address or phone number, or made.",
        need=WRITE,
        body=ContactInput,
        bodies={"A lead": examples.UPSERT},
        answer=envelope("LeadUpserted", LeadOut),
        example=examples.DETAIL,
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
        return self.success(_shown(workspace.pk, [contact])[0], status=201 if is_new else 200)


class LeadDetailView(ContactView):
    """One lead."""

    needs: ClassVar[dict[str, Need]] = {**ContactView.needs, "DELETE": WRITE}

    @operation(
        "leads_get",
        summary="Get a lead",
        description="The contact, and how far it has come.",
        need=READ,
        answer=envelope("LeadDetails", LeadOut),
        example=examples.DETAIL,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request, contact_id: str) -> Response:
        self.no_query()
        contact = contact_named(self, contact_id)
        return self.success(_shown(contact.workspace_id, [contact])[0])

    @operation(
        "leads_update",
        summary="Change a lead",
        description="As a contact: what is left out stays as it is, null takes a value away.",
        need=WRITE,
        body=ContactBody,
        bodies={"Another plan": {"attributes": {"plan": "team"}}},
        answer=envelope("LeadChanged", LeadOut),
        example=examples.DETAIL,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        tag=_TAG,
    )
    def patch(self, request: Request, contact_id: str) -> Response:
        body = self.body(ContactBody)
        if not body:
            raise InvalidInput("There is nothing to change.")
        contact = contact_update(contact=contact_named(self, contact_id), fields=body, actor=self.actor)
        return self.success(_shown(contact.workspace_id, [contact])[0])

    @operation(
        "leads_erase",
        summary="Erase a lead",
        description="As a contact: with everything that is kept about it, for ever.",
        need=WRITE,
        answer=envelope("LeadErasedAnswer", ContactErased()),
        example=ERASED,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def delete(self, request: Request, contact_id: str) -> Response:
        self.no_query()
        contact = contact_named(self, contact_id)
        contact_delete(contact=contact, actor=self.actor)
        return self.success({"id": contact.public_id, "erased": True})


class LeadActivityView(ContactView):
    """What happened around a lead."""

    @operation(
        "leads_activity",
        summary="List what happened around a lead",
        description="Events, messages and what became of them, steps of campaigns, segments and consent, newest first. "
        "Read on with `next_cursor`.",
        need=READ,
        query=[ActivityQuery],
        answer=page_envelope("LeadActivity", ActivityOut, cursor=True),
        example=examples.ACTIVITY,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=_TAG,
    )
    def get(self, request: Request, contact_id: str) -> Response:
        query = self.query(ActivityQuery)
        contact, limit = contact_named(self, contact_id), query["limit"]
        asked = Asked(limit + 1, before=place_of(query["cursor"])) if "cursor" in query else Asked(limit + 1)
        items, following = merged([teller(contact, asked) for teller in _TELLERS], limit)
        return self.success_run(ActivityOut(items, many=True).data, query, following)


def _shown(workspace_id: Any, contacts: Any) -> Any:
    statuses = lead_statuses(workspace_id, [contact.pk for contact in contacts])
    return LeadOut(contacts, many=True, context={"statuses": statuses}).data
