"""What an import could not take, as CSV, for the people who have to mend it: fault by fault, or row by row."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from contacts.formulas import neutralised
from contacts.imports.header import REPORT_COLUMNS

_MARK = "\ufeff"


class ReportRow(Protocol):
    """A fault as it is stored."""

    row: int
    column: str
    value: str
    code: str
    message: str
    is_warning: bool


class RefusedRow(Protocol):
    """A row as it is stored that was not taken."""

    row: int
    cells: list[str]
    problem: str


class _Line:
    """A file of one line, for csv.writer."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str, /) -> None:
        self.text = text


def report_lines(faults: Iterable[ReportRow]) -> Iterator[str]:
    """Every fault with its place, header first."""
    line = _Line()
    writer = csv.writer(line)
    writer.writerow(("line", "column", "value", "problem", "message", "taken"))
    yield line.text
    for fault in faults:
        cells = (fault.column, fault.value, fault.code, fault.message)
        writer.writerow((fault.row, *map(neutralised, cells), "yes" if fault.is_warning else "no"))
        yield line.text


def refused_lines(names: Sequence[str], rows: Iterable[RefusedRow]) -> Iterator[str]:
    """The refused rows under the file's own header, each with its line and all that was wrong with it at the end.

    Such a file can be uploaded again once it is mended. The byte order mark has spreadsheets read it as UTF-8.
    """
    line = _Line()
    writer = csv.writer(line)
    writer.writerow([*map(neutralised, names), *REPORT_COLUMNS])
    yield _MARK + line.text
    for row in rows:
        # A row that is too long keeps what it has, or it would be lost; the two columns stand where the header says.
        kept = [*row.cells[: len(names)], *[""] * (len(names) - len(row.cells))]
        surplus = row.cells[len(names) :]
        writer.writerow([*map(neutralised, kept), row.row, neutralised(row.problem), *map(neutralised, surplus)])
        yield line.text
