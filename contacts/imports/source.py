"""The rows of an upload, whatever it is: a CSV file as it is, or a workbook's sheet that was written as CSV first."""

import json
import shutil
import subprocess  # nosec B404
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from contacts.imports.encoding import Unreadable

# XLSX and ODS are archives, XLS is a compound file.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_ROOT = Path(__file__).resolve().parents[2]
_BEAT_SECONDS = 10
_TOO_MUCH = (
    "The workbook could not be opened: it is damaged, or needs more memory than it may have. "
    "Save the sheet as CSV UTF-8 and upload that."
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that was written as CSV (UTF-8, commas, one record per row of the sheet)."""

    rows: IO[bytes]
    name: str
    others: list[str]


def is_workbook(file: IO[bytes]) -> bool:
    """Whether the upload is a spreadsheet's own format, by its first bytes."""
    file.seek(0)
    return file.read(8).startswith(_WORKBOOKS)


@contextmanager
def sheet_of(file: IO[bytes], name: str, beat: Callable[[], None]) -> Iterator[Sheet]:
    """One sheet of a workbook (its first visible one when `name` is ""), in a temporary file; tells `beat` of its life.

    Another process opens the workbook, under limits (see `contacts.imports.sheet`). Raises Unreadable.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "workbook"), Path(folder, "rows.csv")
        file.seek(0)
        with source.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        answer = _converted(source, target, name, beat)
        with target.open("rb") as rows:
            yield Sheet(rows, answer["sheet"], answer["sheets"])


def _converted(source: Path, target: Path, name: str, beat: Callable[[], None]) -> dict[str, Any]:
    command = [sys.executable, "-m", "contacts.imports.sheet", str(source), str(target), name]
    with subprocess.Popen(  # nosec B603
        command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            output = _output(process, beat)
        finally:
            process.kill()
    if process.returncode:
        raise Unreadable(_TOO_MUCH)
    answer = json.loads(output)
    if "error" in answer:
        raise Unreadable(answer["error"])
    return dict(answer)


def _output(process: "subprocess.Popen[bytes]", beat: Callable[[], None]) -> bytes:
    while True:
        try:
            return process.communicate(timeout=_BEAT_SECONDS)[0]
        except subprocess.TimeoutExpired:
            beat()
