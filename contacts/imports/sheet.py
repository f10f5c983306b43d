"""A process of its own that writes one sheet of a workbook as CSV: `python -m contacts.imports.sheet in out sheet`.

A workbook is a hostile format: a few kilobytes may unpack to gigabytes, or claim a cell in the sheet's last corner.
So it is opened here, under limits of memory and time, and not in a worker. No Django, so that it starts at once.

Answers one line of JSON: `{"sheets": […], "sheet": …}`, or `{"error": …}` with a sentence for people.
"""

import csv
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import python_calamine

MEMORY_BYTES = 2 << 30
CPU_SECONDS = 600
UNPACKED_BYTES = 2 << 30
_MIDNIGHT = time(0, 0)
_MOST_FILLED = 100_000


class _Refused(Exception):
    """The workbook can't be taken; the text is for people."""


def main(source: str, target: str, sheet: str) -> dict[str, Any]:
    """Writes the sheet (the first visible one when it is "") and returns the answer."""
    _check_size(source)
    try:
        book = python_calamine.CalamineWorkbook.from_path(source)
    except python_calamine.PasswordError:
        raise _Refused("The workbook is protected by a password. Save it without one and upload it again.") from None
    visible = [
        each.name
        for each in book.sheets_metadata
        if each.typ == python_calamine.SheetTypeEnum.WorkSheet
        and each.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    if not visible:
        raise _Refused("The workbook has no sheet with cells.")
    if sheet and sheet not in visible:
        raise _Refused(f"The workbook has no sheet called {sheet}; it has {', '.join(visible)[:200]}.")
    chosen = sheet or visible[0]
    with open(target, "w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(_rows(book.get_sheet_by_name(chosen)))
    return {"sheets": visible, "sheet": chosen}


def _check_size(source: str) -> None:
    """Refuses an archive that would unpack to more than anybody's contacts; other formats are as large as they look."""
    if not zipfile.is_zipfile(source):
        return
    with zipfile.ZipFile(source) as archive:
        if sum(part.file_size for part in archive.infolist()) > UNPACKED_BYTES:
            raise _Refused(f"The workbook unpacks to more than {UNPACKED_BYTES >> 30} GB. Save the sheet as CSV UTF-8.")


def _rows(sheet: python_calamine.CalamineSheet) -> Iterator[list[str]]:
    """Every row from the first one of the sheet on, blank ones as []; a title above the header counts as blank."""
    filled = _merged(sheet)
    in_head = sheet.width > 1
    for number, cells in enumerate(sheet.iter_rows()):
        row = [_text(cell) for cell in cells]
        for column, value in filled.get(number, {}).items():
            if 0 <= column < len(row):
                row[column] = _text(value)
        said = {cell for cell in row if cell}
        in_head = in_head and len(said) < 2
        yield row if said and not in_head else []


def _merged(sheet: python_calamine.CalamineSheet) -> dict[int, dict[int, Any]]:
    """{row: {column: value}}: what merged cells say, which the file holds in their first cell only."""
    ranges = sheet.merged_cell_ranges or []
    if not ranges:
        return {}
    # Empty columns before the first cell are left out of rows, but not of ranges.
    offset = sheet.start[1] if sheet.start else 0
    ranges = [((top, first - offset), (bottom, end - offset)) for (top, first), (bottom, end) in ranges]
    wanted = {start for start, _ in ranges}
    by_row: dict[int, list[tuple[int, int]]] = {}
    for row, column in wanted:
        by_row.setdefault(row, []).append((row, column))
    last = max(by_row)
    values: dict[tuple[int, int], Any] = {}
    for number, cells in enumerate(sheet.iter_rows()):
        if number > last:
            break
        values.update(
            ((row, column), cells[column]) for row, column in by_row.get(number, ()) if 0 <= column < len(cells)
        )
    filled: dict[int, dict[int, Any]] = {}
    left = _MOST_FILLED
    for (top, first), (bottom, end) in ranges:
        for row in range(top, bottom + 1):
            for column in range(first, end + 1):
                left -= 1
                if left < 0:
                    return filled
                filled.setdefault(row, {})[column] = values.get((top, first), "")
    return filled


def _text(cell: Any) -> str:
    """A cell as people would type it into a CSV file: whole numbers without a point, dates and times as ISO 8601."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == _MIDNIGHT else cell.isoformat(timespec="seconds")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _limited() -> None:
    for limit, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    _limited()
    try:
        answer = main(*sys.argv[1:])
    except _Refused as refused:
        answer = {"error": str(refused)}
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError, MemoryError):
        answer = {"error": "The workbook is damaged, or none that can be read. Save the sheet as CSV UTF-8."}
    sys.stdout.write(json.dumps(answer))
