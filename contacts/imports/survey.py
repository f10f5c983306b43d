"""The first reading of a file, before anything is written: is it readable, how long is it, what are its cells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO

from contacts.cleaning import kind_of_text
from contacts.imports.encoding import Unreadable, check_encoding
from contacts.imports.header import unique_names
from contacts.imports.reader import delimiter_of, lines_of
from contacts.models import AttributeKind

_BEAT_EVERY = 20_000
SAMPLES = 20
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Survey:
    """What the first reading found: how to read the file on, its columns' names, kinds by name, and its first rows."""

    delimiter: str
    names: list[str]
    rows: int
    kinds: Mapping[str, AttributeKind]
    samples: list[list[str]]


def survey_file(file: IO[bytes], encoding: str, beat: Callable[[int], None], *, by_row: bool = False) -> Survey:
    """Reads the whole file once; tells `beat` the rows read now and then. Raises Unreadable: write nothing then.

    A column is of a kind when all its cells are; when they disagree, or all are empty, it is text.
    """
    check_encoding(file, encoding)
    delimiter = delimiter_of(file, encoding)
    lines = lines_of(file, delimiter, encoding, by_row=by_row)
    header = next(lines, None)
    if header is None:
        raise Unreadable("The file is empty.")
    names = unique_names(header.cells)
    open_kinds = set(enumerate(names))
    kinds: dict[str, AttributeKind] = {}
    samples: list[list[str]] = []
    rows = 0
    for rows, line in enumerate(lines, start=1):
        if rows <= SAMPLES:
            samples.append([cell.replace("\x00", "")[:_SHOWN] for cell in line.cells[: len(names)]])
        if rows % _BEAT_EVERY == 0:
            beat(rows)
        if open_kinds:
            _learn(line.cells, open_kinds, kinds)
    return Survey(delimiter, names, rows, {name: kinds.get(name, AttributeKind.TEXT) for name in names}, samples)


def _learn(cells: list[str], open_kinds: set[tuple[int, str]], kinds: dict[str, AttributeKind]) -> None:
    """Takes one row into account; a column whose cells disagree is settled as text and left alone from then on."""
    settled = []
    for column in open_kinds:
        index, name = column
        text = cells[index].strip() if index < len(cells) else ""
        if not text:
            continue
        kind = kind_of_text(text)
        if kinds.setdefault(name, kind) != kind:
            kinds[name] = AttributeKind.TEXT
        if kinds[name] is AttributeKind.TEXT:
            settled.append(column)
    open_kinds.difference_update(settled)
