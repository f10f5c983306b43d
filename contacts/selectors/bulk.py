"""Bulk operations as pages and APIs list them."""

from datetime import datetime

from django.db.models import Q, QuerySet

from contacts.models import OPEN_BULK, BulkOperation
from workspaces.errors import NotFound
from workspaces.ids import InvalidId, decode
from workspaces.models import Workspace


def bulk_operations(*, workspace: Workspace) -> QuerySet[BulkOperation]:
    """All of them, newest first."""
    rows: QuerySet[BulkOperation] = BulkOperation.objects.in_workspace(workspace)
    return rows.order_by("-created_at", "-pk")


def bulk_lately(*, workspace: Workspace, since: datetime) -> list[BulkOperation]:
    """The open ones, and those that ended since then; newest first, at most 50."""
    return list(bulk_operations(workspace=workspace).filter(Q(state__in=OPEN_BULK) | Q(finished_at__gte=since))[:50])


def bulk_get(*, workspace: Workspace, operation_id: str) -> BulkOperation:
    """The operation with this public id. Raises NotFound."""
    try:
        rows = BulkOperation.objects.in_workspace(workspace).select_related("workspace")
        return rows.get(pk=decode(BulkOperation.ID_PREFIX, operation_id))
    except (InvalidId, BulkOperation.DoesNotExist):
        raise NotFound("There is no such operation.") from None
