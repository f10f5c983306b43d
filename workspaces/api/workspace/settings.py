"""`settings`: what is set for the workspace, in camelCase."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.serializers import JSONObject
from workspaces.api.workspace.camel import CamelInput, CamelSerializer, camel, camel_keys, snake
from workspaces.api.workspace.schema import operation
from workspaces.api.workspace.views import WorkspaceView
from workspaces.errors import FieldError, InvalidInput, respelled
from workspaces.models import Role, Scope, Workspace
from workspaces.services import workspace_update
from workspaces.settings import settings_of

READ = Need(Scope.WORKSPACE_READ, Role.VIEWER)
WRITE = Need(Scope.WORKSPACE_WRITE, Role.ADMIN)
_TAG = "Workspace: settings"
_ERRORS = [Kind.INVALID, Kind.NOT_FOUND]
_EXAMPLE: dict[str, Any] = {
    "settings": {
        "unknownContacts": None,
        "templatesNeedApproval": None,
        "frequencyCap": [{"count": 3, "days": 7}],
        "contactCooldown": 3600,
        "contactDailyCap": 2,
        "quietHours": {"start": "21:00", "end": "08:00"},
        "linkTags": None,
        "inboxRetentionDays": 365,
    },
}


class WorkspaceSettings(CamelSerializer):
    """All of them."""

    settings = serializers.SerializerMethodField(help_text="Null: not set; see docs/settings.md.")

    def get_settings(self, workspace: Workspace) -> dict[str, Any]:
        """Each one as it holds."""
        shown: dict[str, Any] = camel_keys(settings_of(workspace))
        return shown


class WorkspaceSettingsInput(CamelInput):
    """What is to be changed."""

    settings = JSONObject(help_text="Merged key by key; null puts a setting back.")


class SettingsView(WorkspaceView):
    """What is set for the workspace."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ, "PATCH": WRITE}
    edited = ("settings",)

    @operation(
        "getSettings",
        summary="Get the settings",
        description="What is set for the workspace, sending limits and quiet hours among them.",
        need=READ,
        answer=WorkspaceSettings(),
        example=_EXAMPLE,
        errors=_ERRORS,
        tag=_TAG,
        edits=True,
    )
    def get(self, request: Request) -> Response:
        self.no_query()
        return self.tagged(Response(WorkspaceSettings(self.workspace).data), self.workspace)

    @operation(
        "changeSettings",
        summary="Change settings",
        description="What is left out stays. Sending limits count for messages that come up from then on.",
        need=WRITE,
        body=WorkspaceSettingsInput,
        bodies={"Two messages a day": {"settings": {"contactDailyCap": 2}}},
        answer=WorkspaceSettings(),
        example=_EXAMPLE,
        errors=_ERRORS,
        tag=_TAG,
        edits=True,
    )
    def patch(self, request: Request) -> Response:
        changes = _inner(self.body(WorkspaceSettingsInput)["settings"])
        with self.unless_changed(self.workspace):
            workspace = self._changed(changes)
        return self.tagged(Response(WorkspaceSettings(workspace).data), workspace)

    def _changed(self, changes: Mapping[str, Any]) -> Workspace:
        try:
            return workspace_update(workspace=self.workspace, changes={"settings": changes}, actor=self.actor)
        except InvalidInput as refused:
            raise InvalidInput(*respelled(refused.message, refused.details, _outer)) from refused


def _inner(settings: Mapping[str, Any]) -> dict[str, Any]:
    wrong = [FieldError("settings", f"unknown setting {name[:64]}", "unknown") for name in settings if "_" in name]
    if wrong:
        raise InvalidInput(f"{wrong[0].field}: {wrong[0].message}", wrong)
    return {snake(name): value for name, value in settings.items()}


def _outer(path: str) -> str:
    return ".".join(camel(part) for part in path.split("."))
