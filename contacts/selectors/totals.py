"""How many contacts a workspace has: read from what is kept with them, never counted."""

from uuid import UUID

from django.db.models import Sum

from contacts.models import ContactTotal


def contacts_total(workspace_id: UUID) -> int:
    """How many contacts the workspace has, exactly. One query over its lines, at most a minute's."""
    found = ContactTotal.objects.in_workspace(workspace_id).aggregate(total=Sum("count"))["total"]
    return found or 0
