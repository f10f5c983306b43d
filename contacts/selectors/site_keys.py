"""Public keys of websites: those of a workspace, and the one that a page shows."""

from django.db.models import QuerySet

from contacts.models import SiteKey
from workspaces.models import Workspace
from workspaces.wall.scope import everywhere


def site_key_list(workspace: Workspace) -> QuerySet[SiteKey]:
    """Those that are not ended, newest first."""
    return SiteKey.objects.in_workspace(workspace).filter(revoked_at=None).order_by("-created_at", "pk")


@everywhere()
def site_key_find(token: str) -> SiteKey | None:
    """The key that a page shows, with its workspace; None where nobody has it, or it was ended."""
    if "\x00" in token or not token.isascii():
        return None
    keys = SiteKey.objects.across_workspaces().filter(token=token, revoked_at=None)
    return keys.select_related("workspace").first()
