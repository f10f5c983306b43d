"""What a workspace's settings say of its templates."""

from pydantic import StrictBool

from workspaces.models import Workspace
from workspaces.settings import setting_register

APPROVAL = "templates_need_approval"
setting_register(APPROVAL, StrictBool)


def approval_needed(workspace: Workspace) -> bool:
    """Whether another person has to approve what is published here."""
    return workspace.settings.get(APPROVAL) is True
