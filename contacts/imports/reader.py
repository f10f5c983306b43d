"""The file as rows: what parts its cells, which rows does it hold. Streams; holds one block at a time."""

import csv
import io
from collections.abc import Iterator
from typing import IO, NamedTuple

from contacts.imports.encoding import Unreadable

_DELIMITERS = (",", ";", "\t")
_LONGEST_CELL = 131_072
_HEADER_BYTES = 1 << 16


class Line(NamedTuple):
    """One row: the line of the file it starts in (the header is line 1), and its cells."""

    number: int
    cells: list[str]


def delimiter_of(file: IO[bytes], encoding: str = "utf-8") -> str:
    """Comma, semicolon or tab: whatever cuts the header into most cells."""
    file.seek(0)
    head = file.read(_HEADER_BYTES).decode(_with_mark(encoding), errors="ignore")
    first = next(iter(head.splitlines()), "")
    return max(_DELIMITERS, key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))


def lines_of(file: IO[bytes], delimiter: str, encoding: str = "utf-8", *, by_row: bool = False) -> Iterator[Line]:
    """The rows of the file with the header first; blank ones are left out. Raises Unreadable for a runaway quote.

    They are numbered as an editor numbers lines, or `by_row` as a spreadsheet does, whatever line breaks are in cells.
    """
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=_with_mark(encoding), newline="")
    reader = csv.reader(text, delimiter=delimiter)
    number = 1
    try:
        for cells in reader:
            if cells and (len(cells) > 1 or cells[0].strip()):
                yield Line(number, cells)
            number = number + 1 if by_row else reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            f"Line {number}: a quotation mark is opened and never closed, or a cell is longer than "
            f"{_LONGEST_CELL:,} characters."
        ) from None
    finally:
        # The file belongs to the caller, who reads it again.
        text.detach()


def _with_mark(encoding: str) -> str:
    """The codec that takes a byte order mark away."""
    return "utf-8-sig" if encoding == "utf-8" else encoding
