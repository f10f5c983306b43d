"""Imports of suppression lists: working through a file as a job that may die at any point.

A chunk and the progress are one transaction, so a job that is taken over goes on behind the last chunk. A dry run
writes to a table of its connection alone and starts anew when it is taken over.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.models import F

from contacts.arrays import text_array
from contacts.formulas import restored
from contacts.imports.encoding import Unreadable, guess_encoding
from contacts.imports.reader import Line, lines_of
from contacts.imports.source import is_workbook
from contacts.imports.survey import survey_file
from contacts.models import ImportGoal, ImportState
from contacts.services.import_lease import ImportLost, import_claim, import_hold
from contacts.services.importing import drop_files, without_samples
from messaging.models import SuppressionImport, SuppressionReason, SuppressionRefusedRow
from messaging.services.suppression_imports import COUNTS, suppression_import_forget
from messaging.services.suppressions import suppressible
from workspaces.channels import Channel
from workspaces.clock import database_now
from workspaces.services import Actor, audit_record
from workspaces.sql import load
from workspaces.wall.scope import only_in

CHUNK = 5_000
_MAX_ATTEMPTS = 5
_LONGEST_VALUE = 200
_TOLD_APART = (Channel.EMAIL, Channel.SMS, Channel.WHATSAPP)
_REASONS = {
    re.compile(pattern): reason
    for pattern, reason in (
        (r"hard.?bounce[ds]?|bounced?|invalid|undeliverable", SuppressionReason.HARD_BOUNCE),
        (r"complain(t|ts|ed)|spam|abuse|junk", SuppressionReason.COMPLAINT),
        (r"unsubscribed?s?|opt(ed)?.?out|opt-?out", SuppressionReason.UNSUBSCRIBE),
        (r"manual(ly)?|blocked|other", SuppressionReason.MANUAL),
    )
}
_REASON_HEADER = re.compile(r"reason|type|status|cause", re.IGNORECASE)
_log = structlog.get_logger(__name__)


def suppression_import_run(*, import_id: UUID) -> None:
    """Works through an import, or goes on with it; nothing where another worker has it."""
    item = import_claim(SuppressionImport, import_id)
    if item is None:
        return
    try:
        with only_in(item.workspace_id):
            _end(item)
    except ImportLost:
        _log.info("suppression_import_lease_lost", import_id=str(import_id), attempt=item.attempt)


def _end(item: SuppressionImport) -> None:
    try:
        if item.attempt - item.attempts_before > _MAX_ATTEMPTS:
            raise Unreadable(f"The import was broken off {_MAX_ATTEMPTS} times, last after {item.rows_read:,} rows.")
        if not item.survey:
            _survey(item)
        if item.goal == ImportGoal.CHECK:
            import_hold(item, **dict.fromkeys(COUNTS, 0))
            suppression_import_forget(item)
            with _rehearsing():
                _go_through(item, 0)
        else:
            _go_through(item, item.rows_read)
    except Unreadable as error:
        _finish(item, ImportState.FAILED, str(error))
    except FileNotFoundError:
        _finish(item, ImportState.FAILED, "The uploaded file is gone.")
    else:
        _finish(item, ImportState.CHECKED if item.goal == ImportGoal.CHECK else ImportState.DONE)


def _survey(item: SuppressionImport) -> None:
    """The first reading: how the file is to be read, and which columns hold the address and the reason."""
    with item.file.open("rb") as file:
        if is_workbook(file):
            raise Unreadable("This is a workbook. Save its sheet as CSV UTF-8 and upload that.")
        encoding = guess_encoding(file).encoding
        found = survey_file(file, encoding, lambda rows: import_hold(item, rows_total=rows))
        header = next(lines_of(file, found.delimiter, encoding)).cells
    has_header = not any(_usable(item.channel, cell) for cell in header)
    samples = found.samples if has_header else [header, *found.samples]
    names = found.names if has_header else [f"Column {place}" for place in range(1, len(header) + 1)]
    item.survey = {
        **{name: value for name, value in asdict(found).items() if name not in ("kinds", "rows")},
        **{"names": names, "samples": samples, "encoding": encoding, "has_header": has_header},
    }
    item.rows_total = found.rows + (not has_header)
    item.address_column = _address_column(item.channel, samples, len(names))
    item.reason_column = _reason_column(names if has_header else [], item.address_column)
    fields = ("survey", "rows_total", "address_column", "reason_column")
    import_hold(item, **{field: getattr(item, field) for field in fields})


def _address_column(channel: str, samples: Sequence[Sequence[str]], columns: int) -> int:
    """The column of which most cells are addresses of this channel; the first where none is."""
    numbers = [
        sum(place < len(row) and bool(row[place].strip()) and _usable(channel, row[place]) for row in samples)
        for place in range(columns)
    ]
    return numbers.index(max(numbers))


def _usable(channel: str, cell: str) -> bool:
    """Whether a cell is an address; any text may be one of a device or a chat, so there the header is believed."""
    return channel in _TOLD_APART and not suppressible(channel, restored(cell.strip())).problem


def _reason_column(names: Sequence[str], address_column: int) -> int | None:
    found = [place for place, name in enumerate(names) if _REASON_HEADER.search(name) and place != address_column]
    return found[0] if found else None


def _go_through(item: SuppressionImport, done: int) -> None:
    """Every row behind the first `done` ones, chunk by chunk; no more than a chunk is held."""
    survey = item.survey
    with item.file.open("rb") as file:
        lines = lines_of(file, survey["delimiter"], survey["encoding"])
        remaining = islice(lines, done + survey["has_header"], None)
        while chunk := list(islice(remaining, CHUNK)):
            with transaction.atomic():
                _store(item, chunk)


def _store(item: SuppressionImport, lines: Sequence[Line]) -> None:
    given, refused = _read(item, lines)
    params: dict[str, Any] = {
        "workspace": item.workspace_id,
        "channel": item.channel,
        "addresses": text_array(list(given)),
        "reasons": text_array(list(given.values())),
        "source": item.source or item.filename[-120:],
        "now": database_now(),
    }
    statement = "suppress_rehearse" if item.goal == ImportGoal.CHECK else "suppress_chunk"
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.services", statement), params)
        added = int(cursor.fetchone()[0])
    SuppressionRefusedRow.objects.bulk_create(refused)
    import_hold(
        item,
        rows_read=F("rows_read") + len(lines),
        rows_added=F("rows_added") + added,
        rows_present=F("rows_present") + len(lines) - len(refused) - added,
        rows_rejected=F("rows_rejected") + len(refused),
    )


def _read(item: SuppressionImport, lines: Sequence[Line]) -> tuple[Mapping[str, str], list[SuppressionRefusedRow]]:
    """The good addresses of a chunk with their reasons, each once, and the rows that hold none."""
    given: dict[str, str] = {}
    refused: list[SuppressionRefusedRow] = []
    for line in lines:
        value = _cell(line, item.address_column)
        read = suppressible(item.channel, value)
        if read.problem:
            row = {"row": line.number, "value": value[:_LONGEST_VALUE], "message": read.problem[:_LONGEST_VALUE]}
            refused.append(SuppressionRefusedRow(workspace_id=item.workspace_id, suppression_import_id=item.pk, **row))
        else:
            given.setdefault(read.address, _reason(_cell(line, item.reason_column), item.reason))
    return given, refused


def _cell(line: Line, place: int | None) -> str:
    if place is None or place >= len(line.cells):
        return ""
    return restored(line.cells[place].replace("\x00", "").strip())


def _reason(text: str, default: str) -> str:
    """The reason that a cell names, in the words of other products too; the list's own where it names none."""
    for pattern, reason in _REASONS.items():
        if pattern.fullmatch(text.lower()):
            return reason.value
    return default


@contextmanager
def _rehearsing() -> Iterator[None]:
    _run("DROP TABLE IF EXISTS pg_temp.suppression_rehearsal")
    _run("CREATE TEMPORARY TABLE suppression_rehearsal (address text PRIMARY KEY)")
    try:
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed:
            _run("DROP TABLE IF EXISTS pg_temp.suppression_rehearsal")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@transaction.atomic
def _finish(item: SuppressionImport, state: ImportState, error: str = "") -> None:
    """Ends the step. At its end an import drops its file, which is personal data that nobody needs twice."""
    waits = state == ImportState.CHECKED
    kept = item.survey if waits else without_samples(item.survey)
    import_hold(item, state=state, error=error, survey=kept, finished_at=None if waits else database_now())
    if waits:
        return
    drop_files(item, "file")
    added = SuppressionImport.objects.in_workspace(item.workspace_id).values_list("rows_added", flat=True)
    if state == ImportState.DONE:
        audit_record(
            workspace=item.workspace,
            actor=Actor.system(),
            action="suppression_import.done",
            target_type="suppression_import",
            target_id=item.public_id,
            data={"filename": item.filename, "count": added.get(pk=item.pk)},
        )
