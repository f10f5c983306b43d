"""From the cells of a row to a contact in the making, or to the faults that keep it out. No database here.

A row is taken whole or not at all. Empty cells say nothing: they neither set nor clear.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from contacts.cleaning import (
    Unfit,
    clean_email,
    clean_phone,
    clean_score,
    clean_tags,
    clean_text,
    clean_timezone,
    typed_cell,
)
from contacts.formulas import restored
from contacts.imports.header import IDENTITIES, Column
from contacts.imports.reader import Line
from contacts.models import AttributeKind, ConsentState

_Clean = Callable[[str], Any]
_CONSENTS = {
    **dict.fromkeys(("granted", "yes", "true", "1", "y", "opted in", "subscribed"), ConsentState.GRANTED),
    **dict.fromkeys(("denied", "no", "false", "0", "n", "opted out", "unsubscribed"), ConsentState.DENIED),
}
_CLEANERS: Mapping[str, _Clean] = {
    "email": clean_email,
    "phone": clean_phone,
    "external_id": partial(clean_text, limit=120),
    "first_name": partial(clean_text, limit=120),
    "last_name": partial(clean_text, limit=120),
    "timezone": clean_timezone,
    "score": clean_score,
    "tags": lambda text: clean_tags(tag for tag in text.replace("|", ";").split(";") if tag.strip()),
}
_ANY_IDENTITY = frozenset(IDENTITIES)
_SHOWN = 200
_CACHED = 2_048


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row was not taken, or what is odd about one that was (a warning)."""

    row: int
    column: str
    value: str
    code: str
    message: str
    is_warning: bool = False


@dataclass(slots=True)
class Draft:
    """A contact in the making: what one row says, or several rows of a chunk about one contact."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    consents: dict[str, str] = field(default_factory=dict)
    earlier: tuple[int, ...] = ()

    @property
    def rows(self) -> tuple[int, ...]:
        """Every row that it was made of."""
        return (*self.earlier, self.row)

    def identity(self) -> str:
        """Whichever identity it has, for messages."""
        return next((str(self.values[key]) for key in IDENTITIES if self.values.get(key)), "")

    def absorb(self, later: "Draft") -> None:
        """Takes over what a later row about the same contact says; tags add up."""
        tags = sorted({*self.values.get("tags", ()), *later.values.get("tags", ())})
        self.values.update(later.values)
        if tags:
            self.values["tags"] = tags
        self.attributes.update(later.attributes)
        self.consents.update(later.consents)
        self.earlier, self.row = (*self.rows, *later.earlier), later.row


class RowReader:
    """Reads the rows of one file; knows its columns, the kinds of its attributes, and where its numbers are dialled."""

    def __init__(
        self, columns: list[Column], kinds: Mapping[str, AttributeKind], width: int, country: str = ""
    ) -> None:
        self._width = width
        self._cells = [(column.index, column.header, *_reading(column, kinds, country)) for column in columns]

    def read(self, line: Line) -> Draft | list[Fault]:
        """The row as a draft, or everything that is wrong with it."""
        cells = line.cells
        if len(cells) != self._width and (len(cells) < self._width or any(map(str.strip, cells[self._width :]))):
            message = f"The row has {len(cells)} cells, the header has {self._width}."
            return [Fault(line.number, "", "", "cells", message)]
        joined = "".join(cells)
        if "\x00" in joined:
            return [Fault(line.number, "", "", "nul", "The row holds a NUL character.")]
        if "'" in joined:
            cells = [restored(cell) for cell in cells]
        draft = Draft(line.number, {}, {}, {})
        parts = (draft.values, draft.attributes, draft.consents)
        faults: list[Fault] = []
        for index, header, part, key, clean in self._cells:
            text = cells[index].strip()
            if text:
                try:
                    parts[part][key] = clean(text)
                except Unfit as unfit:
                    faults.append(_fault(line, header, text, unfit))
        if not faults and _ANY_IDENTITY.isdisjoint(draft.values):
            return [Fault(line.number, "", "", "missing", "The row has no email, phone or external_id.")]
        return faults or draft


def _reading(column: Column, kinds: Mapping[str, AttributeKind], country: str) -> tuple[int, str, _Clean]:
    """Where a column's values go (0 values, 1 attributes, 2 consents), under which key, and how they are read.

    Columns whose values repeat are read through a cache: half of a file's cells are ones that were seen before.
    """
    if column.attribute:
        kind = kinds[column.attribute]
        if kind is AttributeKind.TEXT:
            return 1, column.attribute, partial(typed_cell, kind)
        return 1, column.attribute, lru_cache(_CACHED)(partial(typed_cell, kind))
    if column.target.startswith("consent."):
        return 2, column.target.removeprefix("consent."), _consent
    if column.target == "phone" and country:
        return 0, "phone", partial(clean_phone, country=country)
    clean = _CLEANERS[column.target]
    return 0, column.target, lru_cache(_CACHED)(clean) if column.target in ("tags", "timezone", "score") else clean


def _consent(text: str) -> str:
    state = _CONSENTS.get(text.lower())
    if state is None:
        raise Unfit("consent", "must be yes, no or empty")
    return state


def _fault(line: Line, header: str, text: str, unfit: Unfit) -> Fault:
    return Fault(line.number, header[:120], text[:_SHOWN], unfit.code, f"“{text[:60]}” {unfit.message}."[:300])


def merge(drafts: Iterable[Draft]) -> tuple[list[Draft], list[Fault]]:
    """Rows of a chunk that speak of one contact become one draft: the later row wins, cell by cell.

    Returns the drafts, and a warning for each row that repeats a contact. Rows whose identities belong to different
    earlier rows of the chunk are left apart; the database tells what they are.
    """
    drafts = list(drafts)
    if not _repeats(drafts):
        return drafts, []
    owners: dict[tuple[str, str], Draft] = {}
    merged: dict[int, Draft] = {}
    warnings: list[Fault] = []
    for draft in drafts:
        keys = _keys(draft)
        earlier = {id(owners[key]): owners[key] for key in keys if key in owners}
        if len(earlier) == 1:
            (target,) = earlier.values()
            warnings.append(repeated(draft, target.row))
            for key in _keys(target):
                owners.pop(key, None)
            target.absorb(draft)
            draft, keys = target, _keys(target)
        merged[id(draft)] = draft
        owners.update(dict.fromkeys(keys, draft))
    return list(merged.values()), warnings


def _repeats(drafts: Sequence[Draft]) -> bool:
    """Whether any identity comes twice."""
    for key in IDENTITIES:
        given = [value.lower() for draft in drafts if (value := draft.values.get(key))]
        if len(set(given)) < len(given):
            return True
    return False


def repeated(draft: Draft, earlier: int) -> Fault:
    """The warning about a row whose contact an earlier row spoke of."""
    shown = draft.identity()[:_SHOWN]
    message = f"The same contact as in line {earlier}; this line wins."
    return Fault(draft.row, "", shown, "repeated", message, is_warning=True)


def _keys(draft: Draft) -> list[tuple[str, str]]:
    values = draft.values
    return [(key, values[key].lower() if key == "email" else values[key]) for key in IDENTITIES if values.get(key)]
