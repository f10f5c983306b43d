"""From the cells of a row to a contact in the making, or to the faults that keep it out. No database here.

A row is taken whole or not at all. Empty cells say nothing: they neither set nor clear.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
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
from contacts.imports.header import IDENTITIES, Column
from contacts.imports.reader import Line
from contacts.models import AttributeKind, ConsentState

_CONSENTS = {
    **dict.fromkeys(("granted", "yes", "true", "1", "y", "opted in", "subscribed"), ConsentState.GRANTED),
    **dict.fromkeys(("denied", "no", "false", "0", "n", "opted out", "unsubscribed"), ConsentState.DENIED),
}
_CLEANERS: Mapping[str, Callable[[str], Any]] = {
    "email": clean_email,
    "phone": clean_phone,
    "external_id": lambda text: clean_text(text, 120),
    "first_name": lambda text: clean_text(text, 120),
    "last_name": lambda text: clean_text(text, 120),
    "timezone": clean_timezone,
    "score": clean_score,
    "tags": lambda text: clean_tags(tag for tag in text.replace("|", ";").split(";") if tag.strip()),
}
_SHOWN = 200


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
        self.row = later.row


class RowReader:
    """Reads the rows of one file; knows its columns, and the kinds of its attributes."""

    def __init__(self, columns: list[Column], kinds: Mapping[str, AttributeKind], width: int) -> None:
        self._width = width
        self._fields = [(column, _CLEANERS[column.target]) for column in columns if column.target in _CLEANERS]
        self._consents = [
            (column, column.target.removeprefix("consent.")) for column in columns if column.target[:8] == "consent."
        ]
        self._attributes = [
            (column, column.attribute, kinds[column.attribute], partial(typed_cell, kinds[column.attribute]))
            for column in columns
            if column.attribute
        ]

    def read(self, line: Line) -> Draft | list[Fault]:
        """The row as a draft, or everything that is wrong with it."""
        cells = line.cells
        if len(cells) != self._width and (len(cells) < self._width or any(map(str.strip, cells[self._width :]))):
            message = f"The row has {len(cells)} cells, the header has {self._width}."
            return [Fault(line.number, "", "", "cells", message)]
        if "\x00" in "".join(cells):
            return [Fault(line.number, "", "", "nul", "The row holds a NUL character.")]
        draft = Draft(line.number)
        faults: list[Fault] = []
        for column, clean in self._fields:
            self._take(draft.values, column, column.target, clean, line, faults)
        for column, key, kind, typed in self._attributes:
            text = cells[column.index].strip()
            if text and kind is AttributeKind.TEXT and len(text) < _SHOWN:
                draft.attributes[key] = text
            elif text:
                self._take(draft.attributes, column, key, typed, line, faults)
        for column, key in self._consents:
            self._take(draft.consents, column, key, _consent, line, faults)
        if not faults and not draft.identity():
            return [Fault(line.number, "", "", "missing", "The row has no email, phone or external_id.")]
        return faults or draft

    def _take(
        self,
        into: dict[str, Any],
        column: Column,
        key: str,
        clean: Callable[[str], Any],
        line: Line,
        faults: list[Fault],
    ) -> None:
        text = line.cells[column.index].strip()
        if not text:
            return
        try:
            into[key] = clean(text)
        except Unfit as unfit:
            faults.append(_fault(line, column.header, text, unfit.code, unfit.message))


def _consent(text: str) -> str:
    state = _CONSENTS.get(text.lower())
    if state is None:
        raise Unfit("consent", "must be yes, no or empty")
    return state


def _fault(line: Line, header: str, text: str, code: str, message: str) -> Fault:
    return Fault(line.number, header[:120], text[:_SHOWN], code, f"“{text[:60]}” {message}."[:300])


def merge(drafts: Iterable[Draft]) -> tuple[list[Draft], list[Fault]]:
    """Rows of a chunk that speak of one contact become one draft: the later row wins, cell by cell.

    Returns the drafts, and a warning for each row that repeats a contact. Rows whose identities belong to different
    earlier rows of the chunk are left apart; the database tells what they are.
    """
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


def repeated(draft: Draft, earlier: int) -> Fault:
    """The warning about a row whose contact an earlier row spoke of."""
    shown = draft.identity()[:_SHOWN]
    message = f"The same contact as in line {earlier}; this line wins."
    return Fault(draft.row, "", shown, "repeated", message, is_warning=True)


def _keys(draft: Draft) -> list[tuple[str, str]]:
    values = draft.values
    return [(key, values[key].lower() if key == "email" else values[key]) for key in IDENTITIES if values.get(key)]
