"""The base of the Workspace API's views: the workspace in the address."""

from typing import ClassVar

from rest_framework.request import Request

from workspaces.api.families import Family
from workspaces.api.views import ApiView, ModelT
from workspaces.api.workspace.errors import WORKSPACE
from workspaces.models import Workspace
from workspaces.selectors import row_find, workspace_find
from workspaces.wall.scope import narrow


class WorkspaceView(ApiView):
    """A resource of a workspace, which `workspace` is; methods get the rest of the address."""

    family: ClassVar[Family] = WORKSPACE
    workspace: Workspace

    def check_permissions(self, request: Request) -> None:
        """Enters the workspace of the address, by id or slug. Raises NotFound, PermissionRefused."""
        reference = self.kwargs["workspace_id"]
        self._let_staff_in(request, reference)
        super().check_permissions(request)
        self.kwargs = {name: value for name, value in self.kwargs.items() if name != "workspace_id"}
        if request.method and request.method.replace("HEAD", "GET") in self.needs:
            self.workspace = self.access.enter_named(reference, self.need)
            narrow(self.workspace.pk)

    def _let_staff_in(self, request: Request, reference: str) -> None:
        """A superuser who is signed in works in any workspace; one who is a member does so as what they are there."""
        if not request.user.is_superuser:
            return
        workspace = workspace_find(reference)
        if workspace is not None and workspace.pk not in self.access.workspace_ids:
            request.auth = self.access.with_staff_grant(workspace)

    def row(self, model: type[ModelT], public_id: str, *related: str) -> ModelT:
        """A row of this workspace by its public id. Raises NotFound."""
        return row_find(model, public_id, [self.workspace.pk], *related)
