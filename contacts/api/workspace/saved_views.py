"""`savedViews`: lists of contacts as people like to look at them, their own or everybody's."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from contacts.api.workspace import people_examples as examples
from contacts.api.workspace.base import READ, READ_ERRORS, TAG, WRITE, WRITE_ERRORS
from contacts.finding import SORTS
from contacts.models import SavedView
from contacts.selectors import saved_view_get, saved_views
from contacts.services import saved_view_create, saved_view_delete, saved_view_update
from workspaces.api.serializers import JSONObject, StrictFlag, StrictText
from workspaces.api.workspace.camel import CamelInput, CamelSerializer
from workspaces.api.workspace.schema import operation
from workspaces.api.workspace.views import WorkspaceView
from workspaces.errors import InvalidInput
from workspaces.models import User

_FILTER = "`search`, `segment`, `tag`, `consent`, `reachable`, `created`, `rule`; what is left out narrows nothing."
_COLUMNS = "Such as `name`, `score`, `attributes.plan`; at most 12."


class ViewInput(CamelInput):
    """A new view."""

    name = StrictText(max_length=60)
    shared = StrictFlag(required=False, help_text="Everybody's; a key's are always.")
    filter = JSONObject(required=False, help_text=_FILTER)
    columns = serializers.ListField(child=StrictText(max_length=80), required=False, help_text=_COLUMNS)
    sort = serializers.ChoiceField(choices=sorted(SORTS), default="newest")


class ViewChange(CamelInput):
    """What is to be changed; what is left out stays."""

    name = StrictText(max_length=60, required=False)
    filter = JSONObject(required=False, help_text=_FILTER)
    columns = serializers.ListField(child=StrictText(max_length=80), required=False, help_text=_COLUMNS)
    sort = serializers.ChoiceField(choices=sorted(SORTS), required=False)


class ViewOut(CamelSerializer):
    """A view."""

    id = serializers.CharField(source="public_id")
    name = serializers.CharField()
    shared = serializers.SerializerMethodField(help_text="Everybody's; else your own.")
    filter = serializers.DictField()
    columns = serializers.ListField(child=serializers.CharField())
    sort = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()

    def get_shared(self, view: SavedView) -> bool:
        """Whether it is nobody's own."""
        return view.owner_id is None


class ViewGone(CamelSerializer):
    """A view that is gone."""

    id = serializers.CharField()


class _ViewsView(WorkspaceView):
    @property
    def viewer(self) -> User | None:
        """Who looks; None for a key."""
        return self.request.user if self.request.user.is_authenticated else None

    def view(self, view_id: str) -> SavedView:
        """One that the caller may look at. Raises NotFound."""
        return saved_view_get(workspace=self.workspace, user=self.viewer, view_id=view_id)


class SavedViewsView(_ViewsView):
    """Everybody's views, and one's own."""

    needs = {"GET": READ, "POST": WRITE}

    @operation(
        "listViews",
        summary="List saved views",
        description="Everybody's, then your own, each by name. A key sees everybody's.",
        need=READ,
        answer=ViewOut(many=True),
        example=[examples.VIEW],
        errors=READ_ERRORS,
        tag=TAG,
    )
    def get(self, request: Request) -> Response:
        self.no_query()
        return Response(ViewOut(saved_views(workspace=self.workspace, user=self.viewer), many=True).data)

    @operation(
        "createView",
        summary="Save a view",
        description="Your own unless it is `shared`. A workspace has at most 100.",
        need=WRITE,
        body=ViewInput,
        bodies={"New customers": {"name": "New customers", "shared": True, "filter": examples.VIEW["filter"]}},
        answer=ViewOut(),
        example=examples.VIEW,
        status=201,
        errors=WRITE_ERRORS,
        post=True,
        tag=TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(ViewInput)
        made = saved_view_create(
            workspace=self.workspace,
            name=body["name"],
            owner=None if body.get("shared") else self.viewer,
            filter=body.get("filter", {}),
            columns=body.get("columns", []),
            sort=body["sort"],
        )
        return Response(ViewOut(made).data, status=201)


class SavedViewView(_ViewsView):
    """One view."""

    needs = {"GET": READ, "PATCH": WRITE, "DELETE": WRITE}
    edited = ("name", "filter", "columns", "sort")

    @operation(
        "getView",
        summary="Get a saved view",
        description="Everybody's, or your own.",
        need=READ,
        answer=ViewOut(),
        example=examples.VIEW,
        errors=READ_ERRORS,
        tag=TAG,
        edits=True,
    )
    def get(self, request: Request, view_id: str) -> Response:
        self.no_query()
        view = self.view(view_id)
        return self.tagged(Response(ViewOut(view).data), view)

    @operation(
        "changeView",
        summary="Change a saved view",
        description="What is left out stays; a filter is replaced as a whole.",
        need=WRITE,
        body=ViewChange,
        bodies={"Another order": {"sort": "score"}},
        answer=ViewOut(),
        example=examples.VIEW,
        errors=WRITE_ERRORS,
        tag=TAG,
        edits=True,
    )
    def patch(self, request: Request, view_id: str) -> Response:
        fields: Mapping[str, Any] = self.body(ViewChange)
        if not fields:
            raise InvalidInput("There is nothing to change.")
        view = self.view(view_id)
        with self.unless_changed(view):
            view = saved_view_update(view=view, fields=fields)
        return self.tagged(Response(ViewOut(view).data), view)

    @operation(
        "deleteView",
        summary="Delete a saved view",
        description="The contacts in it stay.",
        need=WRITE,
        answer=ViewGone(),
        example={"id": examples.VIEW["id"]},
        errors=READ_ERRORS,
        tag=TAG,
        removes=True,
    )
    def delete(self, request: Request, view_id: str) -> Response:
        self.no_query()
        view = self.view(view_id)
        with self.unless_changed(view):
            saved_view_delete(view=view)
        return Response({"id": view_id})
