"""One chunk of an import: its rows become contacts, its faults are kept, and it is counted.

How chunks come about, and in which transactions they are stored, stands in `imports`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from contacts.imports.encoding import Unreadable
from contacts.imports.header import read_header
from contacts.imports.identities import row_identities
from contacts.imports.load import Loaded, Target, load_chunk
from contacts.imports.reader import Line
from contacts.imports.rows import Draft, Fault
from contacts.models import ContactImport, ImportGoal, ImportRefusedRow, ImportRowError, Segment, Topic
from contacts.services.contacts import REFRESH
from contacts.services.import_lease import import_hold
from contacts.services.importing import import_topics
from contacts.services.segment_members import segment_members_add
from workspaces.clock import database_now
from workspaces.errors import Conflict
from workspaces.nudge import nudge

KEPT_FAULTS = 10_000
COUNTS = (
    *("rows_read", "rows_created", "rows_updated", "rows_unchanged", "rows_rejected", "rows_repeated"),
    "faults_total",
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows that were read and checked: all of them, the good ones, what is wrong with others, and the COPY's lines."""

    lines: list[Line]
    drafts: list[Draft]
    faults: list[Fault]
    staged: bytes


def chunk_store(item: ContactImport, chunk: Chunk) -> None:
    """Stores the good rows and why the others were refused, with the import's progress, in the caller's transaction."""
    rehearsal = item.goal == ImportGoal.CHECK
    told = item.segment_id is not None and not rehearsal
    topics = {} if rehearsal else _topics(item)
    target = Target(item.workspace_id, item.pk, database_now(), rehearsal=rehearsal, told=told, topics=topics)
    loaded = load_chunk(chunk.drafts, target, chunk.staged)
    refused = {fault.row for fault in chunk.faults + loaded.faults if not fault.is_warning}
    found = [fault for fault in chunk.faults + loaded.faults + loaded.warnings if not _moot(fault, refused)]
    found.sort(key=lambda fault: fault.row)
    current = ContactImport.objects.in_workspace(item.workspace_id).get(pk=item.pk)
    _keep(item, found[: max(0, KEPT_FAULTS - current.faults_total)])
    _keep_refused(item, chunk.lines, found)
    if loaded.contacts and item.segment:
        _put_into(item.segment, loaded.contacts, target.now)
    import_hold(item, **_counts(loaded, found, len(chunk.lines)))
    if not rehearsal:
        nudge(REFRESH)


def _topics(item: ContactImport) -> dict[str, UUID]:
    """The topics that consent in the file is about, by their keys; no query where it is about none."""
    wanted = import_topics(item.mapping, item.consent)
    if not wanted:
        return {}
    rows = Topic.objects.in_workspace(item.workspace_id).filter(key__in=wanted)
    return dict(rows.values_list("key", "pk"))


def _put_into(segment: Segment, contacts: list[UUID], now: datetime) -> None:
    try:
        segment_members_add(segment=segment, contact_ids=contacts, now=now)
    except Conflict as refused:
        # It was static when the import began. Rows of earlier chunks stay, in it and stored.
        raise Unreadable(f"The segment {segment.name} can't be filled any more: {refused.message}") from None


def _moot(fault: Fault, refused: set[int]) -> bool:
    """A warning about a row that was refused in the end."""
    return fault.is_warning and fault.row in refused


def _counts(loaded: Loaded, found: list[Fault], read: int) -> dict[str, Any]:
    rejected = len({fault.row for fault in found if not fault.is_warning})
    return {
        "rows_read": F("rows_read") + read,
        "rows_created": F("rows_created") + loaded.created,
        "rows_updated": F("rows_updated") + loaded.updated,
        "rows_unchanged": F("rows_unchanged") + loaded.unchanged,
        "rows_rejected": F("rows_rejected") + rejected,
        "rows_repeated": F("rows_repeated") + sum(fault.is_warning for fault in found),
        "faults_total": F("faults_total") + len(found),
    }


def _keep(item: ContactImport, faults: list[Fault]) -> None:
    ImportRowError.objects.bulk_create(
        ImportRowError(
            workspace_id=item.workspace_id,
            contact_import=item,
            row=fault.row,
            column=fault.column,
            value=fault.value,
            code=fault.code,
            message=fault.message,
            is_warning=fault.is_warning,
        )
        for fault in faults
    )


def _keep_refused(item: ContactImport, lines: list[Line], found: list[Fault]) -> None:
    """The rows that were not taken, as they were, each with everything that is wrong with it."""
    problems: dict[int, list[str]] = {}
    for fault in found:
        if not fault.is_warning:
            problems.setdefault(fault.row, []).append(f"{fault.column}: {fault.message}".removeprefix(": "))
    columns = read_header(item.survey["names"], item.mapping) if problems else []
    ImportRefusedRow.objects.bulk_create(
        ImportRefusedRow(
            workspace_id=item.workspace_id,
            contact_import=item,
            row=line.number,
            cells=[cell.replace("\x00", "\ufffd") for cell in line.cells],
            problem=" ".join(problems[line.number]),
            identities=row_identities(line.cells, columns, item.country),
        )
        for line in lines
        if line.number in problems
    )
