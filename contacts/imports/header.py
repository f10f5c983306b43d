"""What the columns of a file mean: fields of the contact, tags, score, consent, or attributes.

A column's target is written as `email`, `tags`, `score`, `consent.email.marketing`, `consent.email.marketing.<topic>`
(a topic's key), `attributes.plan`, or "" for a column that is left out.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contacts.imports.encoding import Unreadable
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
_REPEATED = re.compile(r" \((?:[2-9]|\d{2,})\)$")
_NAMELESS = re.compile(r"Column \d+")
_LOOKS = {"email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "phone": re.compile(r"\+[1-9][\d ()./-]{6,20}")}
_LONGEST_NAME = 120
MAX_COLUMNS = 500
# What a report of refused rows adds to the file's own columns; left out when it is uploaded again.
REPORT_COLUMNS = ("line in the file", "what was wrong")


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
    channel, message_type, topic = consent_key(rest)
    if head == "consent" and channel in Channel.values and message_type in MessageType.values:
        if topic or not rest.endswith("."):
            return ""
    return f"{target!r} is neither a field, tags, score, consent.<channel>.<type>[.<topic>] nor attributes.<key>"


def consent_key(key: str) -> tuple[str, str, str]:
    """Channel, message type and the key of a topic ("" about all messages) of `email.marketing.product-news`."""
    channel, _, rest = key.partition(".")
    message_type, _, topic = rest.partition(".")
    return channel, message_type, topic


def unique_names(cells: Sequence[str]) -> list[str]:
    """The header's cells so that each column can be named: `Column 3` for an empty one, `Email (2)` for a repetition.

    Raises Unreadable for more columns than anybody means.
    """
    if len(cells) > MAX_COLUMNS:
        raise Unreadable(f"The file has {len(cells)} columns; {MAX_COLUMNS} are the most.")
    names: list[str] = []
    for index, cell in enumerate(cells):
        base = " ".join(cell.replace("\x00", "").split())[:_LONGEST_NAME] or f"Column {index + 1}"
        name, number = base, 1
        while name in names:
            number += 1
            name = f"{base} ({number})"
        names.append(name)
    return names


def read_header(names: Sequence[str], mapping: Mapping[str, str]) -> list[Column]:
    """The columns of a file by their `unique_names`; `mapping` (name → target) goes before what names say themselves.

    Raises Unreadable when no column identifies a contact, or two mean the same.
    """
    missing = sorted(set(mapping) - set(names))
    if missing:
        raise Unreadable(f"The file has no column called {', '.join(missing)}.")
    targets = [mapping[name] if name in mapping else _learned(name, index) for index, name in enumerate(names)]
    columns = [Column(index, names[index], target) for index, target in enumerate(targets) if target]
    found = {column.target for column in columns}
    if not found.intersection(IDENTITIES):
        shown = ", ".join(names)[:200]
        raise Unreadable(f"A column email, phone or external_id is missing. The first line names: {shown}.")
    twice = [target for target, number in Counter(column.target for column in columns).items() if number > 1]
    if twice:
        headers = " and ".join(column.header for column in columns if column.target == twice[0])
        raise Unreadable(f"Two columns mean the same, {twice[0]}: {headers}.")
    return columns


def guess_targets(names: Sequence[str], samples: Sequence[Sequence[str]]) -> dict[str, str]:
    """What each column probably means, for people to look over: by its name, else by how its first cells look.

    A column whose meaning is taken, or can't be told, is left out ("").
    """
    guesses: dict[str, str] = {}
    for index, name in enumerate(names):
        try:
            guess = _learned(name, index)
        except Unreadable:
            guess = f"attributes.column_{index + 1}"
        guesses[name] = "" if guess in guesses.values() else guess
    for target, looks in _LOOKS.items():
        if target not in guesses.values():
            for index, name in enumerate(names):
                cells = [row[index].strip() for row in samples if index < len(row) and row[index].strip()]
                if guesses[name].startswith("attributes.") and cells and all(map(looks.fullmatch, cells)):
                    guesses[name] = target
                    break
    return guesses


def _learned(name: str, index: int) -> str:
    """`First Name` → `first_name`, `consent_email` → `consent.email.marketing`, `Plan` → `attributes.plan`."""
    # A repeated name means what it says, and read_header refuses it.
    name = _REPEATED.sub("", name)
    key = _OTHER.sub("_", _CAMEL.sub("_", name).lower()).strip("_")
    key = _SYNONYMS.get(key, key)
    if key in ("tags", "score", *FIELDS):
        return key
    if name in REPORT_COLUMNS or _NAMELESS.fullmatch(name):
        return ""
    if key.startswith("consent_"):
        channel, _, message_type = key.removeprefix("consent_").partition("_")
        if channel in Channel.values and (message_type or MessageType.MARKETING) in MessageType.values:
            return f"consent.{channel}.{message_type or MessageType.MARKETING}"
    key = f"column_{key}" if key[:1].isdigit() else key[:64]
    if not _KEY.fullmatch(key):
        raise Unreadable(f"Column {index + 1} is called {name[:60]!r}, which makes no name of an attribute.")
    return f"attributes.{key}"
