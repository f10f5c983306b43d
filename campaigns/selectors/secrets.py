"""Reading a workspace's secrets: their names and dates, never what they say."""

from django.db.models import QuerySet

from campaigns.models import Secret
from workspaces.models import Workspace


def secrets_list(workspace: Workspace) -> QuerySet[Secret]:
    """The workspace's secrets by name, without their values."""
    rows: QuerySet[Secret] = Secret.objects.in_workspace(workspace).defer("value", "previous").order_by("name")
    return rows
