"""What the views of contacts and segments share."""

from typing import Any, ClassVar

from workspaces.api.access import Need
from workspaces.api.problems import Kind
from workspaces.api.workspace.views import WorkspaceView
from workspaces.models import Role, Scope

READ = Need(Scope.CONTACTS_READ, Role.VIEWER)
WRITE = Need(Scope.CONTACTS_WRITE, Role.EDITOR)
READ_ERRORS = (Kind.INVALID, Kind.NOT_FOUND)
WRITE_ERRORS = (*READ_ERRORS, Kind.CONFLICT)
TAG = "Workspace: contacts"
NAMES: dict[str, Any] = {"type": "array", "items": {"type": "string"}}


class ContactsReadView(WorkspaceView):
    """Something to look up."""

    needs: ClassVar[dict[str, Need]] = {"GET": READ}
