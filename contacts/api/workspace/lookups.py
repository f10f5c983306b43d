"""`eventNames`, `tags`: what forms offer to choose from."""

from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.workspace.base import NAMES, READ, READ_ERRORS, TAG, ContactsReadView
from contacts.selectors import event_names, tag_names
from workspaces.api.workspace.inputs import SearchQuery
from workspaces.api.workspace.schema import operation


class EventNamesView(ContactsReadView):
    """Names of events."""

    @operation(
        "listEventNames",
        summary="List names of events",
        description="Those that came lately (of the latest 10,000 events), the commonest first.",
        need=READ,
        query=[SearchQuery],
        answer=NAMES,
        example=["ordered", "signed up"],
        errors=READ_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request) -> Response:
        return Response(event_names(workspace=self.workspace, **self.query(SearchQuery)))


class TagsView(ContactsReadView):
    """Tags."""

    @operation(
        "listTags",
        summary="List tags",
        description="Those of the newest 20,000 contacts, the commonest first, and the very tag that is searched for.",
        need=READ,
        query=[SearchQuery],
        answer=NAMES,
        example=["customer", "vip"],
        errors=READ_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request) -> Response:
        return Response(tag_names(workspace=self.workspace, **self.query(SearchQuery)))
