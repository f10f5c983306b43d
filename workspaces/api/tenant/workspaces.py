"""`/api/v1/tenant/workspaces` and `/{id}`: the workspaces that the caller may enter, and what is set for them."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import JSONObject, StrictSerializer, StrictText
from workspaces.api.tenant.schema import envelope, operation, page_envelope, page_example
from workspaces.api.tenant.views import Page, PageQuery, TenantView
from workspaces.models import Role, Scope, Workspace
from workspaces.services import workspace_update
from workspaces.settings import settings_of

READ = Need(Scope.WORKSPACE_READ, Role.VIEWER)
WRITE = Need(Scope.WORKSPACE_WRITE, Role.ADMIN)
_TAG = "Workspaces"
_ERRORS = (Kind.INVALID, Kind.NOT_FOUND)
_SETTINGS: dict[str, Any] = {
    "unknown_contacts": None,
    "templates_need_approval": None,
    "frequency_cap": [{"count": 3, "days": 7}, {"count": 1, "days": 30, "tag": "promotion"}],
    "contact_cooldown": 3600,
    "contact_daily_cap": 2,
    "quiet_hours": {"start": "21:00", "end": "08:00"},
    "link_tags": {"source": "newsletter"},
    "inbox_retention_days": 365,
}
_EXAMPLE: dict[str, Any] = {
    "id": "ws_01k9zq3v7nfe5v8x2m4c6d8a0b",
    "slug": "acme",
    "name": "Acme",
    "timezone": "Europe/Vienna",
    "currency": "EUR",
    "settings": _SETTINGS,
    "created_at": "2025-11-01T10:00:00Z",
}


class WorkspaceListQuery(PageQuery):
    """Which ones."""

    workspace = serializers.CharField(max_length=63, required=False, help_text="Only the one with this slug.")


class WorkspaceOut(serializers.Serializer):
    """A workspace."""

    id = serializers.CharField(source="public_id")
    slug = serializers.CharField()
    name = serializers.CharField()
    timezone = serializers.CharField(help_text="IANA.")
    currency = serializers.CharField(help_text="ISO 4217.")
    settings = serializers.SerializerMethodField(help_text="Null: not set; see docs/settings.md.")
    created_at = serializers.DateTimeField()

    def get_settings(self, workspace: Workspace) -> dict[str, Any]:
        """Each one as it holds."""
        return settings_of(workspace)


class WorkspaceChangeInput(StrictSerializer):
    """What is to be changed; what is left out stays."""

    name = StrictText(max_length=120, required=False)
    settings = JSONObject(
        required=False,
        help_text="Merged key by key; null puts a setting back. Sending limits among them: frequency_cap, "
        "contact_cooldown, contact_daily_cap, quiet_hours; see docs/settings.md.",
    )


class WorkspacesView(TenantView):
    """Those that the caller may enter."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}

    @operation(
        "workspaces_list",
        summary="List workspaces",
        description="Those that you may enter, by slug: a key's own, or those that a person is a member of.",
        need=READ,
        query=[WorkspaceListQuery],
        answer=page_envelope("WorkspaceList", WorkspaceOut),
        example=page_example(_EXAMPLE),
        errors=_ERRORS,
        tag=_TAG,
    )
    def get(self, request: Request) -> Response:
        query = self.query(WorkspaceListQuery)
        mine = [grant.workspace for grant in self.access.grants if self.access.may(grant.workspace, READ)]
        if "workspace" in query:
            mine = [self.enter(query["workspace"])]
        rows = sorted(mine, key=lambda workspace: workspace.slug)
        limit, offset = query["limit"], query["offset"]
        page = Page(rows[offset : offset + limit], len(rows), limit, offset)
        return self.success_page(WorkspaceOut(page.rows, many=True).data, page.described())


class WorkspaceDetailView(TenantView):
    """One of them."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "PATCH": WRITE}
    edited = ("name", "settings")

    @operation(
        "workspaces_get",
        summary="Get a workspace",
        description="By its id or its slug, with what is set for it.",
        need=READ,
        answer=envelope("WorkspaceDetails", WorkspaceOut),
        example={"success": True, "data": _EXAMPLE},
        errors=_ERRORS,
        tag=_TAG,
        edits=True,
    )
    def get(self, request: Request, workspace_id: str) -> Response:
        self.no_query()
        workspace = self.access.enter_named(workspace_id, READ)
        return self.tagged(self.success(WorkspaceOut(workspace).data), workspace)

    @operation(
        "workspaces_change",
        summary="Change a workspace",
        description="Its name and settings. Sending limits count for messages that come up from then on; what already "
        "waits keeps its time.",
        need=WRITE,
        body=WorkspaceChangeInput,
        bodies={
            "Three a week, at most one a day": {
                "settings": {"frequency_cap": [{"count": 3, "days": 7}], "contact_daily_cap": 1}
            },
            "No quiet hours": {"settings": {"quiet_hours": None}},
        },
        answer=envelope("WorkspaceChanged", WorkspaceOut),
        example={"success": True, "data": _EXAMPLE},
        errors=_ERRORS,
        tag=_TAG,
        edits=True,
    )
    def patch(self, request: Request, workspace_id: str) -> Response:
        workspace, changes = self.access.enter_named(workspace_id, WRITE), self.body(WorkspaceChangeInput)
        with self.unless_changed(workspace):
            workspace = workspace_update(workspace=workspace, changes=changes, actor=self.actor)
        return self.tagged(self.success(WorkspaceOut(workspace).data), workspace)
