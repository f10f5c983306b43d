"""Who may do what with templates, in every family."""

from templates_app.settings import approval_needed
from workspaces.api.access import Need
from workspaces.models import Role, Scope, Workspace

READ = Need(Scope.TEMPLATES_READ, Role.VIEWER)
WRITE = Need(Scope.TEMPLATES_WRITE, Role.EDITOR)
APPROVE = Need(Scope.TEMPLATES_WRITE, Role.ADMIN)


def publish_need(workspace: Workspace) -> Need:
    """What publishing asks for: approving is an admin's."""
    return APPROVE if approval_needed(workspace) else WRITE
