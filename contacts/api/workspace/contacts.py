"""`contacts`: looking for one of them."""

from math import ceil

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.workspace.base import READ, READ_ERRORS, TAG, ContactsReadView
from contacts.models import Contact
from contacts.selectors import contacts_search, contacts_total
from workspaces.api.workspace.camel import CamelSerializer
from workspaces.api.workspace.inputs import SearchQuery
from workspaces.api.workspace.schema import operation

_EXAMPLE = {
    "data": [
        {
            "id": "ct_01k9zq3x1qe4r9t7y6u5w3s2a1",
            "name": "Ada Lovelace",
            "email": "ada@example.com",
            "phone": None,
            "createdAt": "2025-11-01T10:00:00Z",
        }
    ],
    "pagination": {"page": 1, "limit": 20, "total": 1, "totalPages": 1},
}


class ContactQuery(SearchQuery):
    """Which contacts."""

    page = serializers.IntegerField(default=1, min_value=1, max_value=10_000, help_text="1 is the first.")


class ContactName(CamelSerializer):
    """A contact's name and address."""

    id = serializers.CharField(source="public_id")
    name = serializers.SerializerMethodField(help_text="Their address where no name is known.")
    email = serializers.CharField(allow_null=True)

    def get_name(self, contact: Contact) -> str:
        """What they are called."""
        return f"{contact.first_name} {contact.last_name}".strip() or str(contact)


class ContactEntry(ContactName):
    """A contact in a list."""

    phone = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class PageNumbers(CamelSerializer):
    """Where the page stands in the list."""

    page = serializers.IntegerField()
    limit = serializers.IntegerField()
    total = serializers.IntegerField(help_text="Of a search at most 1,000.")
    total_pages = serializers.IntegerField()


class ContactPage(CamelSerializer):
    """A page of contacts."""

    data = ContactEntry(many=True)  # type: ignore[assignment]
    pagination = PageNumbers()


class ContactsView(ContactsReadView):
    """The contacts, newest first."""

    @operation(
        "listContacts",
        summary="List or search contacts",
        description="Newest first. `search` finds whose e-mail address or name (either way round) begins with it, or "
        "whose number or id it is.",
        need=READ,
        query=[ContactQuery],
        answer=ContactPage(),
        example=_EXAMPLE,
        errors=READ_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(ContactQuery)
        found = contacts_search(workspace=self.workspace, search=query["search"])
        limit, first = query["limit"], (query["page"] - 1) * query["limit"]
        total = found.count() if query["search"] else contacts_total(self.workspace.pk)
        numbers = {"page": query["page"], "limit": limit, "total": total, "total_pages": ceil(total / limit)}
        page = {"data": found[first : first + limit], "pagination": numbers}
        return Response(ContactPage(page).data)
