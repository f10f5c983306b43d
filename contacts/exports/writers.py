"""Rows into a CSV file or a workbook, in memory that does not grow with them; no spreadsheet runs a cell."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

import xlsxwriter

from contacts.exports.registry import Cell
from contacts.formulas import neutralised
from contacts.models import ExportFormat

# A sheet's own limits: the header is one of the rows, and longer texts would make a workbook that Excel repairs.
SHEET_ROWS = 1_048_576
_LONGEST_TEXT = 32_767
_MARK = b"\xef\xbb\xbf"


def write_rows(
    file: IO[bytes], format: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], title: str
) -> Iterator[int]:
    """Writes the file and yields the number of each row once it is written; the file is whole when it ends."""
    if format == ExportFormat.XLSX:
        return _workbook(file, header, rows, title)
    return _csv(file, header, rows)


def _csv(file: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[int]:
    # The mark has spreadsheets read the file as UTF-8.
    file.write(_MARK)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(map(neutralised, header))
    for number, row in enumerate(rows, start=1):
        writer.writerow([neutralised(cell) if isinstance(cell, str) else cell for cell in row])
        yield number
    text.flush()
    text.detach()


def _workbook(file: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Cell]], title: str) -> Iterator[int]:
    # Rows go to a temporary file at once; texts are never taken for formulas, links or numbers.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold, sheet, place = book.add_format({"bold": True}), None, SHEET_ROWS
        for number, row in enumerate(rows, start=1):
            if sheet is None or place == SHEET_ROWS:
                sheet, place = _sheet(book, header, title, bold), 1
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(place, column, cell[:_LONGEST_TEXT])
                elif cell is not None:
                    sheet.write_number(place, column, cell)
            place += 1
            yield number
        if sheet is None:
            _sheet(book, header, title, bold)


def _sheet(book: xlsxwriter.Workbook, header: Sequence[str], title: str, bold: object) -> Any:
    """The next sheet with its header: a million rows and more go on another one."""
    number = len(book.worksheets()) + 1
    name = "".join(letter for letter in title if letter not in "[]:*?/\\'")[:25].strip() or "Export"
    sheet = book.add_worksheet(name if number == 1 else f"{name} {number}")
    for column, cell in enumerate(header):
        sheet.write_string(0, column, cell, bold)
    sheet.freeze_panes(1, 0)
    return sheet
