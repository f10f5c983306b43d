"""Notices as pages show them."""

from django.db.models import QuerySet

from workspaces.models import Notice, Workspace


def notice_list(*, workspace: Workspace) -> QuerySet[Notice]:
    """The workspace's notices, for pages to order."""
    return Notice.objects.in_workspace(workspace)
