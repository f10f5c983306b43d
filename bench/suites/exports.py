"""Exports: contacts become a file, in memory that does not grow with them; speed is held against a bare COPY to CSV."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from django.db import connection
from django.test import override_settings

from bench.database import insert_contacts
from bench.fixtures import ACTOR, make_workspace
from bench.harness import Row, limit_row, rate_row
from bench.memory import forget_peak, peak_megabytes
from contacts.models import AttributeKind, ExportFormat, ExportState
from contacts.services import attributes_define, export_create
from contacts.services.exports import export_run
from workspaces.models import Workspace

CONTACTS = 100_000
REPEATS = 3
MAX_MEGABYTES = 512
# A row of ours is decoded, made harmless for spreadsheets and encoded again; COPY hands over the bytes.
FLOOR = 0.05
_BARE = """
COPY (
    SELECT email, phone, external_id, first_name, last_name, timezone, array_to_string(tags, ';'), score,
           attributes ->> 'plan'
    FROM contacts_contact WHERE workspace_id = '{workspace}' ORDER BY id
) TO STDOUT (FORMAT csv)
"""


def measure() -> Sequence[Row]:
    """Rows per second of the columns that an export proposes."""
    workspace = make_workspace("exports")
    attributes_define(workspace_id=workspace.pk, kinds={"plan": AttributeKind.TEXT})
    insert_contacts(workspace.pk, CONTACTS)
    with tempfile.TemporaryDirectory() as media, override_settings(MEDIA_ROOT=Path(media)):
        forget_peak()
        rates: dict[ExportFormat, list[float]] = {ExportFormat.CSV: [], ExportFormat.XLSX: []}
        bare = []
        for _ in range(REPEATS):
            rates[ExportFormat.CSV].append(_ours(workspace, ExportFormat.CSV))
            bare.append(_bare(workspace))
        rates[ExportFormat.XLSX].append(_ours(workspace, ExportFormat.XLSX))
        peak = peak_megabytes()
    print(f"max RSS {peak:.0f} MB, workbooks {rates[ExportFormat.XLSX][0]:,.0f} rows/s;", end=" ")
    return [
        rate_row("export of contacts as CSV vs bare COPY", "rows/s", rates[ExportFormat.CSV], bare, FLOOR),
        limit_row("most memory of a process while it exports", "MB", [peak], MAX_MEGABYTES),
    ]


def _ours(workspace: Workspace, format: ExportFormat) -> float:
    export = export_create(workspace=workspace, kind="contacts", format=format, actor=ACTOR)
    started = time.perf_counter()
    ended = export_run(export_id=export.pk)
    elapsed = time.perf_counter() - started
    assert ended is not None, export
    assert (ended.state, ended.rows_written) == (ExportState.DONE, CONTACTS), ended.error
    ended.file.storage.delete(str(ended.file.name))
    return CONTACTS / elapsed


def _bare(workspace: Workspace) -> float:
    started = time.perf_counter()
    with tempfile.TemporaryFile() as file, connection.cursor() as cursor:
        with cursor.copy(_BARE.format(workspace=workspace.pk)) as copy:
            for block in copy:
                file.write(block)
    return CONTACTS / (time.perf_counter() - started)
