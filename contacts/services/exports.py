"""Exports: asking for a file, writing it as a job that may die at any point, and deleting it when its time is up.

A job that is taken over writes its file anew; the old worker, if it still lives, can no longer report anything.
"""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.core.files.base import File
from django.db import transaction
from django.db.models import F, Q

from contacts.exports.registry import kind_of
from contacts.exports.writers import write_rows
from contacts.models import Export, ExportFormat, ExportState
from workspaces.clock import database_now
from workspaces.errors import Conflict, DomainError, InvalidInput
from workspaces.models import Workspace
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record
from workspaces.wall.scope import everywhere, only_in

RUN = "contacts.tasks.run_exports"
KEPT_FOR = timedelta(days=7)
BEAT_ROWS = 5_000
_LEASE = timedelta(minutes=5)
_MAX_ATTEMPTS = 5
_OPEN = (ExportState.QUEUED, ExportState.RUNNING)
_log = structlog.get_logger(__name__)


class _Lost(Exception):
    """Another worker took the export over, or somebody cancelled it; this one must not report anything any more."""


@transaction.atomic
def export_create(
    *,
    workspace: Workspace,
    kind: str,
    filter: Mapping[str, Any] | None = None,
    columns: Sequence[str] = (),
    format: str = ExportFormat.CSV,
    actor: Actor,
) -> Export:
    """Queues a file of a kind (see `contacts.exports.registry`) with the rows that `filter` takes.

    `columns` are keys of the kind's columns, in the order wanted; those that it proposes when there are none. Raises
    InvalidInput naming what is wrong, NotFound for a segment or campaign that is not there.
    """
    exported = kind_of(kind)
    if format not in ExportFormat.values:
        raise InvalidInput.of("format", f"must be one of {', '.join(ExportFormat.values)}")
    checked = exported.checked(workspace, filter or {})
    known = {column.key: column for column in exported.columns(workspace, checked)}
    chosen = list(dict.fromkeys(columns)) or [column.key for column in known.values() if column.chosen]
    for column in chosen:
        if column not in known:
            raise InvalidInput.of("columns", f"there is no column {str(column)[:80]!r}")
    export = Export.objects.create(
        workspace=workspace,
        kind=kind,
        title=exported.title(workspace, checked)[:200],
        filter=checked,
        columns=chosen,
        format=format,
        requested_by=actor.label[:254],
    )
    _audit(export, "export.created", actor, columns=len(chosen), filter=checked)
    nudge(RUN)
    return export


def export_again(*, export: Export, actor: Actor) -> Export:
    """Queues another file of what this export was about, with the rows of now. Raises Conflict where the export goes on
    or its file can be downloaded; InvalidInput or NotFound where what it was about is gone."""
    if export.state not in (ExportState.FAILED, ExportState.CANCELLED, ExportState.EXPIRED):
        raise Conflict("The export goes on, or its file is there.", current_status=export.state)
    return export_create(
        workspace=export.workspace,
        kind=export.kind,
        filter=export.filter,
        columns=export.columns,
        format=export.format,
        actor=actor,
    )


@transaction.atomic
def export_cancel(*, export: Export, actor: Actor) -> Export:
    """Ends an export that is not done. Raises Conflict when it has ended."""
    if not _row(export).filter(state__in=_OPEN).update(state=ExportState.CANCELLED, finished_at=database_now()):
        raise Conflict("The export has ended.", current_status=export.state)
    _audit(export, "export.cancelled", actor)
    return _row(export).get()


@transaction.atomic
def export_downloaded(*, export: Export, actor: Actor) -> None:
    """Notes in the audit log who took the file; before it is handed out. Raises Conflict when there is none."""
    if export.state != ExportState.DONE:
        raise Conflict("The file is not there: the export is not done, or its time is up.", current_status=export.state)
    _audit(export, "export.downloaded", actor)


@transaction.atomic
def exports_expire(*, now: datetime) -> int:
    """Deletes files whose time is up; returns how many."""
    old = Export.objects.across_workspaces().filter(state=ExportState.DONE, expires_at__lte=now)[:1_000]
    expired = 0
    for export in old.select_for_update(skip_locked=True):
        storage, name = export.file.storage, str(export.file.name)
        expired += _row(export).update(state=ExportState.EXPIRED, file="", size=0)
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))  # type: ignore[misc]
    return expired


@everywhere()
def export_next() -> UUID | None:
    """The oldest export that waits for a worker, or whose worker has not been heard of for a while."""
    waiting = Export.objects.across_workspaces().filter(_claimable())
    return waiting.order_by("created_at").values_list("pk", flat=True).first()


def export_run(*, export_id: UUID) -> Export | None:
    """Writes the file of an export; returns it as it ended. None when another worker has it, or it was cancelled."""
    export = _claim(export_id)
    if export is None:
        return None
    with only_in(export.workspace_id):
        return _ended(export)


@everywhere()
def _claim(export_id: UUID) -> Export | None:
    rows = Export.objects.across_workspaces().filter(pk=export_id)
    lease = database_now() + _LEASE
    claimed = rows.filter(_claimable()).update(
        state=ExportState.RUNNING, attempt=F("attempt") + 1, lease_expires_at=lease, rows_written=0
    )
    return rows.select_related("workspace").get() if claimed else None


def _ended(export: Export) -> Export | None:
    try:
        if export.attempt > _MAX_ATTEMPTS:
            _hold(export, state=ExportState.FAILED, error=_GIVEN_UP, finished_at=database_now())
        else:
            _write(export)
    except _Lost:
        _log.info("export_lost", export_id=str(export.pk), attempt=export.attempt)
        return None
    except DomainError as error:
        # A segment, a campaign or an attribute that went away since.
        _hold(export, state=ExportState.FAILED, error=error.message, finished_at=database_now())
    ended: Export = _row(export).get()
    return ended


_GIVEN_UP = f"The export was broken off {_MAX_ATTEMPTS} times."


def _claimable() -> Q:
    return Q(state=ExportState.QUEUED) | Q(state=ExportState.RUNNING, lease_expires_at__lt=database_now())


def _write(export: Export) -> None:
    workspace, kind = export.workspace, kind_of(export.kind)
    _hold(export, rows_total=kind.count(workspace, export.filter))
    rows = kind.rows(workspace, export.filter, export.columns)
    header = [column.removeprefix("attributes.") for column in export.columns]
    with tempfile.TemporaryFile() as file:
        written = 0
        for written in write_rows(file, export.format, header, rows, export.title):
            if written % BEAT_ROWS == 0:
                _hold(export, rows_written=written)
        size = file.tell() if export.format == ExportFormat.CSV else file.seek(0, 2)
        file.seek(0)
        export.file.save(f"{export.public_id}.{export.format}", File(file), save=False)
    try:
        _finish(export, written, size)
    except _Lost:
        export.file.storage.delete(str(export.file.name))
        raise


@transaction.atomic
def _finish(export: Export, written: int, size: int) -> None:
    now = database_now()
    _hold(
        export,
        state=ExportState.DONE,
        rows_total=written,
        rows_written=written,
        file=export.file.name,
        size=size,
        finished_at=now,
        expires_at=now + KEPT_FOR,
    )


def _hold(export: Export, **changes: Any) -> None:
    """Renews the lease and writes progress with it. Raises _Lost when this worker does not have the export any more."""
    mine = _row(export).filter(attempt=export.attempt, state=ExportState.RUNNING)
    if not mine.update(**{"lease_expires_at": database_now() + _LEASE, **changes}):
        raise _Lost


def _row(export: Export) -> Any:
    return Export.objects.in_workspace(export.workspace_id).filter(pk=export.pk)


def _audit(export: Export, action: str, actor: Actor, **data: Any) -> None:
    audit_record(
        workspace=export.workspace,
        actor=actor,
        action=action,
        target_type="export",
        target_id=export.public_id,
        data={"title": export.title, **data},
    )
