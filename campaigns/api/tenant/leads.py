"""`leads`: contacts by how far they have come (new, contacted, replied, converted), and what happened around one.

All else is what `contacts` do, under operations of their own: `lead_aliases.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.tenant import lead_examples as examples
from campaigns.selectors import LeadStatus, contact_steps_timeline, lead_status_is, lead_statuses
from contacts.api.contact_fields import ContactBody
from contacts.api.tenant.contact_shapes import ContactInput, ContactListQuery, ContactOut
from contacts.api.tenant.contacts import READ, WRITE, ContactsView, ContactView
from contacts.api.tenant.naming import contact_named
from contacts.api.tenant.people import PersonView
from contacts.finding import Selection
from contacts.models import Contact
from contacts.selectors import contact_timeline
from messaging.selectors import contact_messages_timeline
from workspaces.api.problems import Kind
from workspaces.api.serializers import StrictSerializer
from workspaces.api.tenant.schema import envelope, operation, page_envelope
from workspaces.api.tenant.views import MAX_LIMIT
from workspaces.models import Workspace
from workspaces.timelines import Asked, merged, place_of

TAG = "Leads"
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


class _Leads(ContactView):
    """Contacts that say how far they have come."""

    def shown(self, contacts: Sequence[Contact]) -> Any:
        """With their statuses, in one query."""
        ids = [contact.pk for contact in contacts]
        statuses = lead_statuses(contacts[0].workspace_id, ids) if contacts else {}
        return LeadOut(contacts, many=True, context={"statuses": statuses}).data


@extend_schema_view(
    get=operation(
        "leads_list",
        summary="List leads",
        description="As contacts, with the status of each, and by status. Read on with `next_cursor`.",
        need=READ,
        query=[LeadListQuery],
        answer=page_envelope("LeadList", LeadOut, cursor=True),
        example=examples.LIST,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=TAG,
    ),
    post=operation(
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
        tag=TAG,
    ),
)
class LeadsView(_Leads, ContactsView):
    """The leads of a workspace."""

    list_query = LeadListQuery

    def meant(self, workspace: Workspace, query: Mapping[str, Any]) -> Selection:
        """By their status, too."""
        which = super().meant(workspace, query)
        return which.also(lead_status_is(LeadStatus(query["status"]))) if "status" in query else which

    def put_in(self, contact: Contact, outcome: str) -> Any:
        """Whether it is new says the status of the answer alone."""
        return self.shown([contact])[0]


@extend_schema_view(
    get=operation(
        "leads_get",
        summary="Get a lead",
        description="The contact, and how far it has come.",
        need=READ,
        answer=envelope("LeadDetails", LeadOut),
        example=examples.DETAIL,
        errors=[Kind.INVALID, Kind.NOT_FOUND],
        tag=TAG,
        edits=True,
    ),
    patch=operation(
        "leads_update",
        summary="Change a lead",
        description="As a contact: what is left out stays as it is, null takes a value away.",
        need=WRITE,
        body=ContactBody,
        bodies={"Another plan": {"attributes": {"plan": "team"}}},
        answer=envelope("LeadChanged", LeadOut),
        example=examples.DETAIL,
        errors=[Kind.INVALID, Kind.NOT_FOUND, Kind.CONFLICT],
        tag=TAG,
        edits=True,
    ),
    delete=extend_schema(operation_id="leads_erase", summary="Erase a lead", tags=[TAG]),
)
class LeadDetailView(_Leads, PersonView):
    """One lead."""


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
        tag=TAG,
    )
    def get(self, request: Request, contact_id: str) -> Response:
        query = self.query(ActivityQuery)
        contact, limit = contact_named(self, contact_id), query["limit"]
        asked = Asked(limit + 1, before=place_of(query["cursor"])) if "cursor" in query else Asked(limit + 1)
        items, following = merged([teller(contact, asked) for teller in _TELLERS], limit)
        return self.success_run(ActivityOut(items, many=True).data, query, following)


@extend_schema_view(
    get=extend_schema(
        operation_id="contacts_activity", summary="List what happened around a contact", tags=["Contacts"]
    )
)
class ContactActivityView(LeadActivityView):
    """What happened around a contact."""
