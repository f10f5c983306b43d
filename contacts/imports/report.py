"""The faults of an import as CSV, for the people who have to mend the file."""

import csv
from collections.abc import Iterable, Iterator
from typing import Protocol

# What spreadsheets take for a formula. A leading apostrophe has them show the text instead.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ReportRow(Protocol):
    """A fault as it is stored."""

    row: int
    column: str
    value: str
    code: str
    message: str
    is_warning: bool


class _Line:
    """A file of one line, for csv.writer."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str, /) -> None:
        self.text = text


def neutralised(cell: str) -> str:
    """The cell so that no spreadsheet runs it as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def report_lines(faults: Iterable[ReportRow]) -> Iterator[str]:
    """The report line by line, header first."""
    line = _Line()
    writer = csv.writer(line)
    writer.writerow(("line", "column", "value", "problem", "message", "taken"))
    yield line.text
    for fault in faults:
        cells = (fault.column, fault.value, fault.code, fault.message)
        writer.writerow((fault.row, *map(neutralised, cells), "yes" if fault.is_warning else "no"))
        yield line.text
