"""The first reading of a file, before anything is written: is it readable, how long is it, what are its cells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO

from contacts.cleaning import kind_of_text
from contacts.imports.header import Column, read_header
from contacts.imports.reader import Unreadable, check_encoding, delimiter_of, lines_of
from contacts.models import AttributeKind

_BEAT_EVERY = 20_000


@dataclass(frozen=True, slots=True)
class Survey:
    """What the first reading found; `kinds` are those of the attributes that the workspace doesn't know yet."""

    delimiter: str
    columns: list[Column]
    rows: int
    kinds: Mapping[str, AttributeKind]


def survey_file(
    file: IO[bytes], mapping: Mapping[str, str], known: Mapping[str, AttributeKind], beat: Callable[[], None]
) -> Survey:
    """Reads the whole file once; calls `beat` now and then. Raises Unreadable, and then nothing should be written.

    An attribute is of a kind when all its cells are; when they disagree, or all are empty, it is text.
    """
    check_encoding(file)
    delimiter = delimiter_of(file)
    lines = lines_of(file, delimiter)
    header = next(lines, None)
    if header is None:
        raise Unreadable("The file is empty.")
    columns = read_header(header.cells, mapping)
    unknown = [(column.index, column.attribute) for column in columns if column.attribute]
    open_kinds = {(index, key) for index, key in unknown if key not in known}
    kinds: dict[str, AttributeKind] = {}
    rows = 0
    for rows, line in enumerate(lines, start=1):
        if rows % _BEAT_EVERY == 0:
            beat()
        if open_kinds:
            _learn(line.cells, open_kinds, kinds)
    return Survey(
        delimiter, columns, rows, {key: kinds.get(key, AttributeKind.TEXT) for _, key in unknown if key not in known}
    )


def _learn(cells: list[str], open_kinds: set[tuple[int, str]], kinds: dict[str, AttributeKind]) -> None:
    """Takes one row into account; a column whose cells disagree is settled as text and left alone from then on."""
    settled = []
    for column in open_kinds:
        index, key = column
        text = cells[index].strip() if index < len(cells) else ""
        if not text:
            continue
        kind = kind_of_text(text)
        if kinds.setdefault(key, kind) != kind:
            kinds[key] = AttributeKind.TEXT
        if kinds[key] is AttributeKind.TEXT:
            settled.append(column)
    open_kinds.difference_update(settled)
