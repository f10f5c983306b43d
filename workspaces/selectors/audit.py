"""Reading the audit log."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from workspaces.models import AuditEntry, Workspace


def audit_lately(workspace: Workspace | UUID, *, limit: int) -> list[AuditEntry]:
    """The newest lines of the workspace; index audit_by_time."""
    return list(AuditEntry.objects.in_workspace(workspace).order_by("-created_at", "-pk")[:limit])


def audit_about(
    workspace: Workspace | UUID, *, target_id: str, actions: Collection[str] | None = None
) -> QuerySet[AuditEntry]:
    """What was done to one thing, by its public id; only these actions where some are named. Index audit_by_target."""
    rows: QuerySet[AuditEntry] = AuditEntry.objects.in_workspace(workspace).filter(target_id=target_id)
    return rows if actions is None else rows.filter(action__in=actions)
