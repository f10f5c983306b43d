"""`/api/v1/tenant/snippets` and `/{id}`: pieces that templates share."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from templates_app.api.needs import READ, WRITE
from templates_app.models import Snippet
from templates_app.selectors import snippet_list
from templates_app.services import snippet_create, snippet_delete, snippet_update
from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import StrictSerializer, StrictText
from workspaces.api.tenant.schema import envelope, operation, page_envelope, page_example
from workspaces.api.tenant.views import Page, PageQuery, TenantView

_TAG = "Templates"
_ERRORS = (Kind.INVALID, Kind.NOT_FOUND)
_WORKSPACE = "The workspace's slug; needed where the caller may enter several."
_HTML = "Rich text with Liquid; what is not allowed is taken out. Published versions keep what they were made with."
_LONGEST = 10_000
_EXAMPLE: dict[str, Any] = {
    "id": "snp_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "key": "address",
    "html": "<p>Main Street 1</p>",
    "created_at": "2025-11-01T10:00:00Z",
    "updated_at": "2025-11-01T10:00:00Z",
}


class SnippetListQuery(PageQuery):
    """The query string of the list."""

    workspace = serializers.CharField(max_length=63, required=False, help_text=_WORKSPACE)


class SnippetInput(StrictSerializer):
    """A new snippet."""

    workspace_slug = StrictText(max_length=63, required=False, help_text=_WORKSPACE)
    key = StrictText(max_length=40, help_text="Templates name it as {% snippet 'key' %}.")
    html = StrictText(max_length=_LONGEST, help_text=_HTML)


class SnippetChangeInput(StrictSerializer):
    """Another text."""

    html = StrictText(max_length=_LONGEST, help_text=_HTML)


class SnippetShown(serializers.Serializer):
    """A piece that templates share."""

    id = serializers.CharField(source="public_id")
    key = serializers.CharField()
    html = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class SnippetGone(serializers.Serializer):
    """It is deleted."""

    id = serializers.CharField()
    deleted = serializers.BooleanField()


class _SnippetView(TenantView):
    needs: ClassVar[dict[str, Need]] = {"GET": READ, "POST": WRITE, "PATCH": WRITE, "DELETE": WRITE}
    edited = ("html",)


class SnippetsView(_SnippetView):
    """The snippets of a workspace."""

    @operation(
        "snippets_list",
        summary="List snippets",
        description="By key.",
        need=READ,
        query=[SnippetListQuery],
        answer=page_envelope("SnippetList", SnippetShown),
        example=page_example(_EXAMPLE),
        errors=_ERRORS,
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(SnippetListQuery)
        rows = snippet_list(workspace=self.enter_named(query.get("workspace")))
        page = Page.cut(rows, query)
        return self.success_page(SnippetShown(page.rows, many=True).data, page.described())

    @operation(
        "snippets_create",
        summary="Make a snippet",
        description="Templates that name it put it in when they are published.",
        need=WRITE,
        body=SnippetInput,
        bodies={"An address": {"key": "address", "html": "<p>Main Street 1</p>"}},
        answer=envelope("SnippetCreated", SnippetShown),
        example={"success": True, "data": _EXAMPLE},
        status=201,
        errors=_ERRORS,
        post=True,
        tag=_TAG,
    )
    def post(self, request: Request) -> Response:
        body = self.body(SnippetInput)
        workspace = self.enter_named(body.pop("workspace_slug", None))
        made = snippet_create(workspace=workspace, actor=self.actor, **body)
        return self.success(SnippetShown(made).data, status=201)


class SnippetView(_SnippetView):
    """One snippet."""

    @operation(
        "snippets_get",
        summary="Get a snippet",
        description="With its text.",
        need=READ,
        answer=envelope("SnippetDetails", SnippetShown),
        example={"success": True, "data": _EXAMPLE},
        errors=_ERRORS,
        tag=_TAG,
        edits=True,
    )
    def get(self, request: Request, snippet_id: str) -> Response:
        self.no_query()
        return self._told(self.find(Snippet, snippet_id))

    @operation(
        "snippets_change",
        summary="Change a snippet's text",
        description="What is published stays as it is until its templates are published anew.",
        need=WRITE,
        body=SnippetChangeInput,
        bodies={"Another text": {"html": "<p>Other Street 2</p>"}},
        answer=envelope("SnippetChanged", SnippetShown),
        example={"success": True, "data": _EXAMPLE},
        errors=_ERRORS,
        tag=_TAG,
        edits=True,
    )
    def patch(self, request: Request, snippet_id: str) -> Response:
        body = self.body(SnippetChangeInput)
        snippet = self.find(Snippet, snippet_id, "workspace")
        with self.unless_changed(snippet):
            snippet = snippet_update(snippet=snippet, actor=self.actor, **body)
        return self._told(snippet)

    def _told(self, snippet: Snippet) -> Response:
        response = self.success(SnippetShown(snippet).data)
        response["ETag"] = self.tag_of(snippet)
        return response

    @operation(
        "snippets_delete",
        summary="Delete a snippet",
        description="Refused while templates name it.",
        need=WRITE,
        answer=envelope("SnippetDeleted", SnippetGone()),
        example={"success": True, "data": {"id": _EXAMPLE["id"], "deleted": True}},
        errors=(*_ERRORS, Kind.CONFLICT),
        tag=_TAG,
        removes=True,
    )
    def delete(self, request: Request, snippet_id: str) -> Response:
        self.no_query()
        snippet = self.find(Snippet, snippet_id, "workspace")
        public_id = snippet.public_id
        with self.unless_changed(snippet):
            snippet_delete(snippet=snippet, actor=self.actor)
        return self.success({"id": public_id, "deleted": True})
