"""Imports: a CSV file becomes contacts, against a bare COPY of the same file and one INSERT … ON CONFLICT."""

import io
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import connection
from django.test import override_settings

from bench.baselines import raw_import
from bench.database import analyze, insert_contacts, scalar
from bench.fixtures import ACTOR, make_workspace
from bench.harness import Row, limit_row, rate_row
from bench.memory import forget_peak, peak_megabytes
from contacts.services import import_create
from contacts.services.imports import import_run
from workspaces.models import Workspace

ROWS = 150_000
KNOWN = ROWS // 4
REPEATS, MAX_MEGABYTES = 3, 512
_HEADER = "email,phone,external_id,first_name,last_name,timezone,tags,score,plan,age"
_ZONES = ("Europe/Vienna", "Europe/Berlin", "America/New_York", "Asia/Tokyo")


def measure() -> Sequence[Row]:
    """Rows per second. A quarter of the file's contacts are there already, with other values."""
    workspace = make_workspace("imports")
    file = file_of(ROWS)
    with tempfile.TemporaryDirectory() as media, override_settings(MEDIA_ROOT=Path(media)):
        forget_peak()
        ours, bare = _pairs(workspace, lambda: _ours(workspace, file), lambda: _bare(workspace, file))
        peak = peak_megabytes()
    print(f"max RSS {peak:.0f} MB;", end=" ")
    return [
        rate_row("import of a CSV file vs bare COPY and upsert", "rows/s", ours, bare, floor=0.5),
        limit_row("most memory of a process while it imports", "MB", [peak], MAX_MEGABYTES),
    ]


def file_of(rows: int) -> bytes:
    """A CSV file of ten columns; every row is about another contact."""
    text = io.StringIO()
    text.write(f"{_HEADER}\n")
    for number in range(1, rows + 1):
        plan = ("free", "pro", "team")[number % 3]
        text.write(
            f"person{number}@example.com,+43664{number:07},c-{number},First{number},Last{number % 5000},"
            f"{_ZONES[number % 4]},{plan};imported,{number % 100},{plan},{18 + number % 60}\n"
        )
    return text.getvalue().encode()


def _pairs(
    workspace: Workspace, ours: Callable[[], float], bare: Callable[[], float]
) -> tuple[list[float], list[float]]:
    """Both in turn, each on contacts made afresh, after a warm-up of ours."""
    results: tuple[list[float], list[float]] = ([], [])
    for round_ in range(REPEATS):
        for kept, run in zip(results, (ours, bare), strict=True):
            _reset(workspace)
            kept.append(run())
            assert scalar("SELECT count(*) FROM contacts_contact") == ROWS, (round_, run)
    return results


def _reset(workspace: Workspace) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE contacts_contact, contacts_contactchange CASCADE")
    insert_contacts(workspace.pk, KNOWN)


def _ours(workspace: Workspace, file: bytes) -> float:
    item = import_create(workspace=workspace, file=ContentFile(file, "people.csv"), actor=ACTOR)
    started = time.perf_counter()
    ended = import_run(import_id=item.pk)
    elapsed = time.perf_counter() - started
    assert ended is not None, item
    counts = (ended.rows_created, ended.rows_updated, ended.rows_rejected)
    assert counts == (ROWS - KNOWN, KNOWN, 0), (counts, ended.error)
    return ROWS / elapsed


def _bare(workspace: Workspace, file: bytes) -> float:
    started = time.perf_counter()
    raw_import.copy_and_upsert(workspace.pk, file)
    elapsed = time.perf_counter() - started
    analyze("contacts_contact")
    return ROWS / elapsed
