"""By what a row of a file names a person, spelled as contacts store it, so that refused rows are found again.

Rows are refused because something in them is wrong, so addresses are looked for in every cell. No database here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from contacts.cleaning import Unfit, clean_phone
from contacts.formulas import restored
from contacts.imports.header import Column

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")
_NUMBER = re.compile(r"\+?[\d ()./\u00a0-]{6,40}")
_LONGEST = 254


def contact_identities(email: str | None, phone: str | None, external_id: str | None) -> list[str]:
    """What a contact is named by: its address without regard to case, its number, its id of the workspace's own."""
    return [each for each in ((email or "").lower(), phone, external_id) if each]


def row_identities(cells: Sequence[str], columns: Iterable[Column], country: str) -> list[str]:
    """Every e-mail address and phone number in a row, and its external id; each once."""
    found = dict.fromkeys(each for cell in cells for each in _in_cell(restored(cell).strip(), country))
    for column in columns:
        if column.target == "external_id" and column.index < len(cells):
            found[restored(cells[column.index]).strip()] = None
    return [each for each in found if each and len(each) <= _LONGEST and "\x00" not in each]


def _in_cell(text: str, country: str) -> Iterator[str]:
    if "@" in text:
        yield from (each.lower() for each in _ADDRESS.findall(text))
    elif _NUMBER.fullmatch(text):
        try:
            yield clean_phone(text, country)
        except Unfit:
            pass
