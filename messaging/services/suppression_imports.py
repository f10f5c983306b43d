"""What people ask of imports of suppression lists: take a file, try it, suppress what it names, break it off.

`suppression_loading` goes through the rows.
"""

from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import F

from contacts.models import ImportGoal, ImportState
from contacts.services.importing import ENDED, KEPT_FOR, WAITS_FOR, drop_files, without_samples
from messaging.models import SuppressionImport, SuppressionReason, SuppressionRefusedRow
from workspaces.channels import Channel
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Workspace
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record

RUN = "messaging.tasks.run_suppression_imports"
COUNTS = ("rows_read", "rows_added", "rows_present", "rows_rejected")
_LONGEST_SOURCE = 120


@transaction.atomic
def suppression_import_create(
    *, workspace: Workspace, file: File, channel: str = Channel.EMAIL, reason: str = "", source: str = "", actor: Actor
) -> SuppressionImport:
    """Stores the file (CSV) and queues its dry run; nothing is suppressed yet. Raises InvalidInput.

    What is wrong inside of the file shows on the import: its state and `error`, and SuppressionRefusedRow.
    """
    if not file.size:
        raise InvalidInput.of("file", "The file is empty.")
    options = _checked(channel, reason or SuppressionReason.MANUAL, source)
    name = (file.name or "suppressions.csv").replace("\x00", "")[-255:]
    item = SuppressionImport(workspace=workspace, filename=name, **options)
    item.file.save(f"{item.public_id}.csv", file, save=False)
    item.save(force_insert=True)
    _audit(item, "suppression_import.created", actor)
    nudge(RUN)
    return item


@transaction.atomic
def suppression_import_start(
    *,
    item: SuppressionImport,
    goal: str,
    channel: str,
    reason: str,
    address_column: int,
    reason_column: int | None = None,
    source: str = "",
    actor: Actor,
) -> SuppressionImport:
    """Goes on with a file that was tried: tries it again with other answers, or suppresses what it names.

    Columns are places among the names of the survey. Raises InvalidInput naming what is wrong, Conflict when the
    import does not wait for anybody.
    """
    if goal not in (ImportGoal.CHECK, ImportGoal.IMPORT):
        raise InvalidInput.of("goal", "must be check or import")
    places = range(len(item.survey.get("names", ())))
    if address_column not in places:
        raise InvalidInput.of("address_column", "must be one of the file's columns")
    if reason_column is not None and (reason_column not in places or reason_column == address_column):
        raise InvalidInput.of("reason_column", "must be another one of the file's columns")
    options = _checked(channel, reason, source) | {"address_column": address_column, "reason_column": reason_column}
    queued = _rows(item).filter(state=ImportState.CHECKED)
    nothing = dict.fromkeys(COUNTS, 0)
    if not queued.update(
        state=ImportState.QUEUED, goal=goal, error="", attempts_before=F("attempt"), **nothing, **options
    ):
        raise Conflict("The import does not wait for anybody.", current_status=item.state)
    suppression_import_forget(item)
    _audit(item, "suppression_import.checked" if goal == ImportGoal.CHECK else "suppression_import.started", actor)
    nudge(RUN)
    return _rows(item).select_related("workspace").get()


@transaction.atomic
def suppression_import_cancel(*, item: SuppressionImport, actor: Actor) -> None:
    """Ends an import that has not ended; what it suppressed until now stays. Raises Conflict."""
    if not _cancel(item):
        raise Conflict("The import has ended.", current_status=item.state)
    _audit(item, "suppression_import.cancelled", actor)


@transaction.atomic
def suppression_imports_expire(*, now: datetime) -> int:
    """Gives up files that nobody went on with, and forgets refused rows of old imports. Returns how many ended."""
    every = SuppressionImport.objects.across_workspaces()
    old = every.filter(state=ImportState.CHECKED, created_at__lt=now - WAITS_FOR)
    ended = sum(_cancel(item, f"Nobody went on with it for {WAITS_FOR.days} days.") for item in old[:1_000])
    rows = SuppressionRefusedRow.objects.across_workspaces()
    rows.filter(suppression_import__finished_at__lt=now - KEPT_FOR).delete()
    return ended


def suppression_import_forget(item: SuppressionImport) -> None:
    """Takes away what an earlier step reported of the rows."""
    SuppressionRefusedRow.objects.in_workspace(item.workspace_id).filter(suppression_import=item).delete()


def _checked(channel: str, reason: str, source: str) -> dict[str, Any]:
    if channel not in Channel.values:
        raise InvalidInput.of("channel", "is not known")
    if reason not in SuppressionReason.values:
        raise InvalidInput.of("reason", "is not known")
    return {"channel": channel, "reason": reason, "source": source.replace("\x00", "").strip()[:_LONGEST_SOURCE]}


def _cancel(item: SuppressionImport, error: str = "") -> bool:
    survey = without_samples(item.survey)
    open_ones = _rows(item).exclude(state__in=ENDED)
    if not open_ones.update(state=ImportState.CANCELLED, error=error, survey=survey, finished_at=database_now()):
        return False
    drop_files(item, "file")
    return True


def _rows(item: SuppressionImport) -> Any:
    return SuppressionImport.objects.in_workspace(item.workspace_id).filter(pk=item.pk)


def _audit(item: SuppressionImport, action: str, actor: Actor) -> None:
    audit_record(
        workspace=item.workspace,
        actor=actor,
        action=action,
        target_type="suppression_import",
        target_id=item.public_id,
        data={"filename": item.filename},
    )
