"""What the columns of a file mean: fields of the contact, tags, score, consent, or attributes.

A column's target is written as `email`, `tags`, `score`, `consent.email.marketing`, `attributes.plan`, or "" for a
column that is left out.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contacts.imports.reader import Unreadable
from workspaces.channels import Channel, MessageType

FIELDS = ("email", "phone", "external_id", "first_name", "last_name", "timezone")
IDENTITIES = ("email", "phone", "external_id")
_SYNONYMS = {
    "e_mail": "email",
    "email_address": "email",
    "e_mail_address": "email",
    "mail": "email",
    "phone_number": "phone",
    "mobile": "phone",
    "telephone": "phone",
    "firstname": "first_name",
    "given_name": "first_name",
    "lastname": "last_name",
    "surname": "last_name",
    "family_name": "last_name",
    "time_zone": "timezone",
    "tz": "timezone",
    "externalid": "external_id",
    "tag": "tags",
}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHER = re.compile(r"[^a-z0-9]+")
_KEY = re.compile(r"[a-z_][a-z0-9_]{0,63}")
MAX_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is taken: where it stands, what it is called in the file, and what it means."""

    index: int
    header: str
    target: str

    @property
    def attribute(self) -> str:
        """The attribute's key, or ""."""
        return self.target.removeprefix("attributes.") if self.target.startswith("attributes.") else ""


def target_problem(target: str) -> str:
    """What is wrong with a target from a mapping, in words; "" when nothing is."""
    if target in ("", "tags", "score", *FIELDS):
        return ""
    head, _, rest = target.partition(".")
    if head == "attributes" and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]{0,63}", rest):
        return ""
    channel, _, message_type = rest.partition(".")
    if head == "consent" and channel in Channel.values and message_type in MessageType.values:
        return ""
    return f"{target!r} is neither a field, tags, score, consent.<channel>.<type> nor attributes.<key>"


def read_header(cells: Sequence[str], mapping: Mapping[str, str]) -> list[Column]:
    """The columns of a file by its header; `mapping` (header → target) goes before what headers say by themselves.

    Raises Unreadable when no column identifies a contact, or two mean the same.
    """
    names = [cell.strip() for cell in cells]
    if len(names) > MAX_COLUMNS:
        raise Unreadable(f"The file has {len(names)} columns; {MAX_COLUMNS} are the most.")
    missing = sorted(set(mapping) - set(names))
    if missing:
        raise Unreadable(f"The file has no column called {', '.join(missing)}.")
    targets = [mapping.get(name, _learned(name, index)) for index, name in enumerate(names)]
    columns = [Column(index, names[index], target) for index, target in enumerate(targets) if target]
    found = {column.target for column in columns}
    if not found.intersection(IDENTITIES):
        shown = ", ".join(name for name in names if name)[:200]
        raise Unreadable(
            f"A column email, phone or external_id is missing. The first line names: {shown or 'nothing'}."
        )
    twice = [target for target, number in Counter(column.target for column in columns).items() if number > 1]
    if twice:
        headers = " and ".join(column.header for column in columns if column.target == twice[0])
        raise Unreadable(f"Two columns mean the same, {twice[0]}: {headers}.")
    return columns


def _learned(name: str, index: int) -> str:
    """`First Name` → `first_name`, `consent_email` → `consent.email.marketing`, `Plan` → `attributes.plan`."""
    key = _OTHER.sub("_", _CAMEL.sub("_", name).lower()).strip("_")
    key = _SYNONYMS.get(key, key)
    if key in ("tags", "score", *FIELDS) or not name:
        return key
    if key.startswith("consent_"):
        channel, _, message_type = key.removeprefix("consent_").partition("_")
        if channel in Channel.values and (message_type or MessageType.MARKETING) in MessageType.values:
            return f"consent.{channel}.{message_type or MessageType.MARKETING}"
    key = f"column_{key}" if key[:1].isdigit() else key[:64]
    if not _KEY.fullmatch(key):
        raise Unreadable(f"Column {index + 1} is called {name[:60]!r}, which makes no name of an attribute.")
    return f"attributes.{key}"
