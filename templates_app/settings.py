"""What a workspace's settings say of its templates."""

from workspaces.models import Workspace

APPROVAL = "templates_need_approval"


def approval_needed(workspace: Workspace) -> bool:
    """Whether another person has to approve what is published here."""
    return workspace.settings.get(APPROVAL) is True
