"""Staff who work inside a tenant's workspace: who may, and the line in the workspace's audit log that says so."""

from typing import cast

from django.http import HttpRequest

from workspaces.admin.base import staff_actor
from workspaces.models import User, Workspace
from workspaces.selectors import membership_get
from workspaces.services import audit_record

_KEY = "admin_entered"


def staff_may_enter(request: HttpRequest, workspace: Workspace) -> bool:
    """Members by their role, superusers everywhere: those whom the Workspace API lets in."""
    user = cast(User, request.user)
    return user.is_superuser or membership_get(user, workspace.slug) is not None


def staff_enter(request: HttpRequest, workspace: Workspace) -> None:
    """Tells the workspace, once a session, that somebody who is no member of it works in it."""
    entered: list[str] = request.session.get(_KEY, [])
    if str(workspace.pk) in entered or membership_get(cast(User, request.user), workspace.slug):
        return
    request.session[_KEY] = [*entered, str(workspace.pk)]
    audit_record(
        workspace=workspace,
        actor=staff_actor(request),
        action="workspace.staff_entered",
        target_type="workspace",
        target_id=workspace.public_id,
    )
