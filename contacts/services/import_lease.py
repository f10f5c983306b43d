"""Which worker has an import, and for how long. What it does with it stands in `imports`; other apps have their own."""

from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F, Q

from contacts.models import ImportJob, ImportState
from workspaces.clock import database_now
from workspaces.wall.scope import everywhere

JobT = TypeVar("JobT", bound=ImportJob)
_LEASE = timedelta(minutes=1)


class ImportLost(Exception):
    """Another worker took the import over, or somebody cancelled it; this one must not report anything any more."""


@everywhere()
def import_next(model: type[ImportJob]) -> UUID | None:
    """The oldest import of this kind that waits for a worker, or whose worker has not been heard of for a while."""
    waiting = model.objects.across_workspaces().filter(_claimable())
    return waiting.order_by("created_at").values_list("pk", flat=True).first()


def _claimable() -> Q:
    return Q(state=ImportState.QUEUED) | Q(state=ImportState.RUNNING, lease_expires_at__lt=database_now())


@everywhere()
def import_claim(model: type[JobT], import_id: UUID) -> JobT | None:
    """The import, now this worker's for a minute; None when it is another one's or has ended."""
    rows = model.objects.across_workspaces().filter(pk=import_id)
    claimed = rows.filter(_claimable()).update(
        state=ImportState.RUNNING, attempt=F("attempt") + 1, lease_expires_at=database_now() + _LEASE
    )
    return rows.select_related("workspace").get() if claimed else None


def import_hold(item: ImportJob, **changes: Any) -> None:
    """Renews the lease and writes progress with it. Raises ImportLost when another worker has the import."""
    mine = (
        type(item)
        .objects.in_workspace(item.workspace_id)
        .filter(pk=item.pk, attempt=item.attempt, state=ImportState.RUNNING)
    )
    if not mine.update(lease_expires_at=database_now() + _LEASE, **changes):
        raise ImportLost
