"""Imports of contacts: accepting a file, and working through it as a job that may die at any point.

Two readings: the first decides whether the file can be taken at all, and writes nothing but what it learned; the
second stores it in chunks, one transaction each, with the progress in the same transaction. So a job that is taken
over goes on behind the last chunk that was committed. See docs/imports.md.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import structlog
from django.core.files.base import File
from django.db import OperationalError, transaction
from django.db.models import F, Q

from contacts.imports.ahead import one_ahead
from contacts.imports.header import target_problem
from contacts.imports.load import Loaded, Target, load_chunk, staged_lines
from contacts.imports.reader import Line, Unreadable, lines_of
from contacts.imports.rows import Draft, Fault, RowReader, merge
from contacts.imports.survey import Survey, survey_file
from contacts.models import (
    AttributeDefinition,
    AttributeKind,
    ConsentState,
    ContactImport,
    ImportedContact,
    ImportRowError,
    ImportState,
)
from contacts.services.attributes import attributes_define
from contacts.services.contacts import REFRESH
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Workspace
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record

RUN = "contacts.tasks.run_imports"
CHUNK = 5_000
KEPT_FAULTS = 10_000
_LEASE = timedelta(minutes=1)
_TRIES = 3
_MAX_ATTEMPTS = 5
_log = structlog.get_logger(__name__)


class _LeaseLost(Exception):
    """Another worker took the import over; this one must not report anything any more."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Rows that were read and checked: how many, the good ones, what is wrong with the others, and the COPY's lines."""

    rows: int
    drafts: list[Draft]
    faults: list[Fault]
    staged: bytes


@transaction.atomic
def import_create(
    *,
    workspace: Workspace,
    file: File,
    filename: str = "",
    mapping: Mapping[str, str] | None = None,
    consent: Mapping[str, str] | None = None,
    actor: Actor,
) -> ContactImport:
    """Stores the file and queues its import.

    `mapping` says what columns mean (header → target, see `contacts.imports.header`), `consent` what everybody in the
    file agreed to (`{"email.marketing": "granted"}`). Raises InvalidInput. What is wrong inside of the file shows on
    the import: its state and `error` for the file as a whole, ImportRowError for rows.
    """
    if not file.size:
        raise InvalidInput.of("file", "The file is empty.")
    for header, target in (mapping or {}).items():
        if problem := target_problem(target):
            raise InvalidInput.of(f"mapping.{header[:120]}", problem)
    for key, state in (consent or {}).items():
        if target_problem(f"consent.{key}") or state not in ConsentState.values:
            raise InvalidInput.of(f"consent.{key[:60]}", "must be <channel>.<message type> with granted or denied")
    name = (filename or file.name or "contacts.csv").replace("\x00", "")[-255:]
    item = ContactImport(workspace=workspace, filename=name, mapping=dict(mapping or {}), consent=dict(consent or {}))
    item.file.save(f"{item.public_id}.csv", file, save=False)
    item.save(force_insert=True)
    audit_record(
        workspace=workspace,
        actor=actor,
        action="import.created",
        target_type="import",
        target_id=item.public_id,
        data={"filename": name},
    )
    nudge(RUN)
    return item


def import_next() -> UUID | None:
    """The oldest import that waits for a worker, or whose worker has not been heard of for a while."""
    waiting = ContactImport.objects.across_workspaces().filter(_claimable())
    return waiting.order_by("created_at").values_list("pk", flat=True).first()


def import_run(*, import_id: UUID) -> ContactImport | None:
    """Works through an import, or goes on with it; returns it as it ended. None when another worker has it."""
    item = _claim(import_id)
    if item is None:
        return None
    try:
        _end(item)
    except _LeaseLost:
        _log.info("import_lease_lost", import_id=str(import_id), attempt=item.attempt)
        return None
    return ContactImport.objects.in_workspace(item.workspace_id).get(pk=item.pk)


def _end(item: ContactImport) -> None:
    """Works until the import is done, or failed as a whole."""
    try:
        if item.attempt > _MAX_ATTEMPTS:
            raise Unreadable(f"The import was broken off {_MAX_ATTEMPTS} times, last after {item.rows_read:,} rows.")
        _work(item)
    except Unreadable as error:
        _finish(item, ImportState.FAILED, str(error))
    except FileNotFoundError:
        _finish(item, ImportState.FAILED, "The uploaded file is gone.")
    else:
        _finish(item, ImportState.DONE)


def _claimable() -> Q:
    return Q(state=ImportState.QUEUED) | Q(state=ImportState.RUNNING, lease_expires_at__lt=database_now())


def _claim(import_id: UUID) -> ContactImport | None:
    rows = ContactImport.objects.across_workspaces().filter(pk=import_id)
    claimed = rows.filter(_claimable()).update(
        state=ImportState.RUNNING, attempt=F("attempt") + 1, lease_expires_at=database_now() + _LEASE
    )
    return rows.select_related("workspace").get() if claimed else None


def _hold(item: ContactImport, **changes: Any) -> None:
    """Renews the lease and writes progress with it. Raises _LeaseLost when another worker has the import."""
    mine = ContactImport.objects.in_workspace(item.workspace_id).filter(
        pk=item.pk, attempt=item.attempt, state=ImportState.RUNNING
    )
    if not mine.update(lease_expires_at=database_now() + _LEASE, **changes):
        raise _LeaseLost


def _work(item: ContactImport) -> None:
    with item.file.open("rb") as file:
        rows = AttributeDefinition.objects.in_workspace(item.workspace_id).values_list("key", "kind")
        known = {key: AttributeKind(kind) for key, kind in rows}
        survey = survey_file(file, item.mapping, known, lambda: _hold(item))
        kinds = known | _start(item, survey)
        lines = lines_of(file, survey.delimiter)
        reader = RowReader(survey.columns, kinds, width=len(next(lines).cells))
        remaining = islice(lines, item.rows_read, None)
        with one_ahead(lambda: _read(item, reader, remaining)) as chunks:
            for chunk in chunks:
                _store(item, chunk)


def _start(item: ContactImport, survey: Survey) -> dict[str, AttributeKind]:
    """Writes what the first reading learned."""
    with transaction.atomic():
        mapping = {column.header: column.target for column in survey.columns}
        _hold(item, rows_total=survey.rows, mapping=mapping)
        return attributes_define(workspace_id=item.workspace_id, kinds=survey.kinds)


def _read(item: ContactImport, reader: RowReader, lines: Iterator[Line]) -> _Chunk | None:
    """The next rows, ready for the database; None at the end of the file. Runs beside the database's work."""
    chunk = list(islice(lines, CHUNK))
    if not chunk:
        return None
    drafts, faults = _drafts(item, reader, chunk)
    return _Chunk(len(chunk), drafts, faults, staged_lines(drafts))


def _store(item: ContactImport, chunk: _Chunk) -> None:
    """One chunk, in one transaction with its progress; tried again when it met another writer crosswise."""
    for attempt in range(1, _TRIES + 1):
        try:
            with transaction.atomic():
                _store_drafts(item, chunk)
            return
        except OperationalError:
            # A deadlock or a serialization failure took nothing but time.
            if attempt == _TRIES:
                raise


def _drafts(item: ContactImport, reader: RowReader, lines: list[Line]) -> tuple[list[Draft], list[Fault]]:
    """The good rows of a chunk, one draft per contact, and the faults of the others with the warnings."""
    drafts: list[Draft] = []
    faults: list[Fault] = []
    for line in lines:
        read = reader.read(line)
        if isinstance(read, Draft):
            read.consents = {**item.consent, **read.consents}
            drafts.append(read)
        else:
            faults.extend(read)
    merged, warnings = merge(drafts)
    return merged, faults + warnings


def _store_drafts(item: ContactImport, chunk: _Chunk) -> None:
    target = Target(item.workspace_id, item.pk, database_now())
    loaded = load_chunk(chunk.drafts, target, chunk.staged)
    found = sorted(chunk.faults + loaded.faults + loaded.warnings, key=lambda fault: fault.row)
    current = ContactImport.objects.in_workspace(item.workspace_id).get(pk=item.pk)
    _keep(item, found[: max(0, KEPT_FAULTS - current.faults_total)])
    _hold(item, **_counts(loaded, found, chunk.rows))
    nudge(REFRESH)


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


@transaction.atomic
def _finish(item: ContactImport, state: ImportState, error: str = "") -> None:
    """Ends the import and drops its file, which is personal data that nobody needs twice."""
    _hold(item, state=state, error=error, finished_at=database_now())
    ImportedContact.objects.in_workspace(item.workspace_id).filter(contact_import=item).delete()
    name = str(item.file.name)
    transaction.on_commit(lambda: item.file.storage.delete(name))
