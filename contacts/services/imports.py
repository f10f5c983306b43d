"""Imports of contacts: working through a file as a job that may die at any point.

Two readings: the first decides whether the file can be taken at all, and writes nothing but what it learned; the
second stores it in chunks, one transaction each, with the progress in the same transaction. So a job that is taken
over goes on behind the last chunk that was committed. A dry run is the second reading in a rehearsal, and starts anew
when it is taken over. What people ask for stands in `importing`. See docs/imports.md.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from typing import IO, Any
from uuid import UUID

import structlog
from django.core.files.base import File
from django.db import OperationalError, transaction

from contacts.imports.ahead import one_ahead
from contacts.imports.encoding import Unreadable, guess_encoding
from contacts.imports.header import Column, guess_targets, read_header
from contacts.imports.load import staged_lines
from contacts.imports.reader import Line, lines_of
from contacts.imports.rehearsal import rehearsing
from contacts.imports.rows import Draft, Fault, RowReader, merge
from contacts.imports.source import is_workbook, sheet_of
from contacts.imports.survey import Survey, survey_file
from contacts.models import (
    AttributeDefinition,
    AttributeKind,
    ContactImport,
    ImportGoal,
    ImportState,
)
from contacts.services.attributes import attributes_define
from contacts.services.import_chunks import COUNTS, Chunk, chunk_store
from contacts.services.import_lease import ImportLost, import_claim, import_hold
from contacts.services.importing import drop_files, import_forget, without_samples
from workspaces.clock import database_now
from workspaces.wall.scope import only_in

CHUNK = 5_000
_TRIES = 3
_MAX_ATTEMPTS = 5
_REACHED = {
    ImportGoal.READ: ImportState.READY,
    ImportGoal.CHECK: ImportState.CHECKED,
    ImportGoal.IMPORT: ImportState.DONE,
}
_log = structlog.get_logger(__name__)


def import_run(*, import_id: UUID) -> ContactImport | None:
    """Works through an import, or goes on with it; returns it as it ended. None when another worker has it."""
    item = import_claim(ContactImport, import_id)
    if item is None:
        return None
    with only_in(item.workspace_id):
        try:
            _end(item)
        except ImportLost:
            _log.info("import_lease_lost", import_id=str(import_id), attempt=item.attempt)
            return None
        return ContactImport.objects.in_workspace(item.workspace_id).get(pk=item.pk)


def _end(item: ContactImport) -> None:
    """Works until the import is done, or failed as a whole."""
    try:
        if item.attempt - item.attempts_before > _MAX_ATTEMPTS:
            raise Unreadable(f"The import was broken off {_MAX_ATTEMPTS} times, last after {item.rows_read:,} rows.")
        _work(item)
    except Unreadable as error:
        _finish(item, ImportState.FAILED, str(error))
    except FileNotFoundError:
        _finish(item, ImportState.FAILED, "The uploaded file is gone.")
    else:
        _finish(item, _REACHED[ImportGoal(item.goal)])


def _work(item: ContactImport) -> None:
    if not item.survey:
        _survey(item)
    if item.goal == ImportGoal.READ:
        return
    columns = read_header(item.survey["names"], item.mapping)
    if item.goal == ImportGoal.CHECK:
        import_hold(item, **dict.fromkeys(COUNTS, 0))
        import_forget(item)
        with rehearsing():
            _go_through(item, columns, 0)
    else:
        _go_through(item, columns, item.rows_read)


def _survey(item: ContactImport) -> None:
    """The first reading: what the file is, and what is in it."""
    with item.file.open("rb") as file:
        if is_workbook(file):
            with sheet_of(file, item.sheet, lambda: import_hold(item)) as sheet:
                found = survey_file(sheet.rows, "utf-8", lambda rows: import_hold(item, rows_total=rows), by_row=True)
                item.rows_file.save(f"{item.public_id}.rows.csv", File(sheet.rows), save=False)
            how = {"sheet": sheet.name, "sheets": sheet.others, "encoding": "utf-8", "doubt": ""}
        else:
            guess = guess_encoding(file)
            if guess.doubt and not item.encoding and item.goal != ImportGoal.READ:
                raise Unreadable(guess.doubt)
            encoding = item.encoding or guess.encoding
            found = survey_file(file, encoding, lambda rows: import_hold(item, rows_total=rows))
            how = {"sheet": "", "sheets": [], "encoding": encoding, "doubt": "" if item.encoding else guess.doubt}
    _learn(item, found, how)


def _learn(item: ContactImport, found: Survey, how: Mapping[str, Any]) -> None:
    """Writes down what the first reading found. What columns mean is proposed as it was said of such a file before."""
    names = json.dumps(found.names).encode()
    item.header_digest = hashlib.sha256(names).hexdigest()
    item.survey = {**asdict(found), **how, "remembered": False}
    item.rows_total = found.rows
    if item.goal == ImportGoal.READ:
        earlier = _earlier(item)
        item.mapping = earlier.mapping if earlier else guess_targets(found.names, found.samples)
        if earlier:
            item.kinds, item.country, item.survey["remembered"] = earlier.kinds, earlier.country, True
    else:
        item.mapping = {column.header: column.target for column in read_header(found.names, item.mapping)} | {
            name: "" for name, target in item.mapping.items() if not target
        }
    fields = ("header_digest", "survey", "rows_total", "mapping", "kinds", "country", "rows_file")
    import_hold(item, **{field: getattr(item, field) for field in fields})


def _earlier(item: ContactImport) -> ContactImport | None:
    """The latest import of a file with the same header."""
    others = ContactImport.objects.in_workspace(item.workspace_id).filter(header_digest=item.header_digest)
    return others.filter(state=ImportState.DONE, pk__lt=item.pk).order_by("-pk").first()


def _go_through(item: ContactImport, columns: list[Column], done: int) -> None:
    """The second reading: every row behind the first `done` ones, chunk by chunk."""
    kinds = _kinds(item, columns)
    survey = item.survey
    with _rows(item) as file:
        lines = lines_of(file, survey["delimiter"], survey["encoding"], by_row=bool(item.rows_file))
        # What was counted in the survey are rows behind the header.
        reader = RowReader(columns, kinds, len(next(lines).cells), item.country)
        remaining = islice(lines, done, None)
        with one_ahead(lambda: _read(item, reader, remaining)) as chunks:
            for chunk in chunks:
                _store(item, chunk)


def _kinds(item: ContactImport, columns: list[Column]) -> dict[str, AttributeKind]:
    """Of which kind each attribute is: as the workspace has it, else as people said, else as its cells look.

    An import adds new ones to the workspace's registry; a dry run writes nothing.
    """
    rows = AttributeDefinition.objects.in_workspace(item.workspace_id).values_list("key", "kind")
    known = {key: AttributeKind(kind) for key, kind in rows}
    learned = {column.attribute: item.survey["kinds"][column.header] for column in columns if column.attribute}
    new = {key: AttributeKind(item.kinds.get(key, kind)) for key, kind in learned.items() if key not in known}
    if item.goal == ImportGoal.IMPORT:
        new = attributes_define(workspace_id=item.workspace_id, kinds=new)
    return known | new


@contextmanager
def _rows(item: ContactImport) -> Iterator[IO[bytes]]:
    """The file that holds the rows as CSV."""
    stored = item.rows_file or item.file
    with stored.open("rb") as file:
        yield file


def _read(item: ContactImport, reader: RowReader, lines: Iterator[Line]) -> Chunk | None:
    """The next rows, ready for the database; None at the end of the file. Runs beside the database's work."""
    chunk = list(islice(lines, CHUNK))
    if not chunk:
        return None
    drafts, faults = _drafts(item, reader, chunk)
    return Chunk(chunk, drafts, faults, staged_lines(drafts))


def _store(item: ContactImport, chunk: Chunk) -> None:
    """One chunk, in one transaction with its progress; tried again when it met another writer crosswise."""
    for attempt in range(1, _TRIES + 1):
        try:
            with transaction.atomic():
                chunk_store(item, chunk)
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
            drafts.append(read)
        else:
            faults.extend(read)
    for draft in drafts if item.consent or item.add_tags else ():
        draft.consents = {**item.consent, **draft.consents}
        if item.add_tags:
            draft.values["tags"] = sorted({*draft.values.get("tags", ()), *item.add_tags})
    merged, warnings = merge(drafts)
    return merged, faults + warnings


@transaction.atomic
def _finish(item: ContactImport, state: ImportState, error: str = "") -> None:
    """Ends the step. At its end an import drops its file, which is personal data that nobody needs twice."""
    waits = state in (ImportState.READY, ImportState.CHECKED)
    kept = item.survey if waits else without_samples(item.survey)
    import_hold(item, state=state, error=error, survey=kept, finished_at=None if waits else database_now())
    if not waits:
        drop_files(item, "file", "rows_file")
