"""The file as text: is it UTF-8, what parts its cells, which rows does it hold. Streams; holds one block at a time."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO, NamedTuple

_BLOCK = 1 << 20
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DELIMITERS = (",", ";", "\t")
_LONGEST_CELL = 131_072
_HEADER_BYTES = 1 << 16


class Unreadable(Exception):
    """The file as a whole can't be taken; the text says why and where, for people."""


class Line(NamedTuple):
    """One row: the line of the file it starts in (the header is line 1), and its cells."""

    number: int
    cells: list[str]


def check_encoding(file: IO[bytes]) -> None:
    """Raises Unreadable naming line and byte unless the whole file is UTF-8, with or without a byte order mark."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    done = lines = 0
    if file.read(2) in _UTF16:
        raise Unreadable("The file is UTF-16. Save it as CSV UTF-8 and upload it again.")
    file.seek(0)
    while True:
        block = file.read(_BLOCK)
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            bad, line = error.object[error.start], lines + error.object.count(b"\n", 0, error.start) + 1
            raise Unreadable(
                f"The file is not UTF-8: line {line} holds the byte 0x{bad:02X} (byte {done - pending + error.start} "
                "of the file). Save it as CSV UTF-8 and upload it again."
            ) from None
        if not block:
            return
        # What the decoder keeps for the next block holds no line break.
        done, lines = done + len(block), lines + block.count(b"\n")


def delimiter_of(file: IO[bytes]) -> str:
    """Comma, semicolon or tab: whatever cuts the header into most cells."""
    file.seek(0)
    head = file.read(_HEADER_BYTES).decode("utf-8-sig", errors="ignore")
    first = next(iter(head.splitlines()), "")
    return max(_DELIMITERS, key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))


def lines_of(file: IO[bytes], delimiter: str) -> Iterator[Line]:
    """The rows of the file with the header first; blank ones are left out. Raises Unreadable for a runaway quote."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    reader = csv.reader(text, delimiter=delimiter)
    number = 1
    try:
        for cells in reader:
            if cells and (len(cells) > 1 or cells[0].strip()):
                yield Line(number, cells)
            number = reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            f"Line {number}: a quotation mark is opened and never closed, or a cell is longer than "
            f"{_LONGEST_CELL:,} characters."
        ) from None
    finally:
        # The file belongs to the caller, who reads it again.
        text.detach()
