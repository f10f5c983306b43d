"""A chunk of drafts into the database: COPY into a staging table, then a handful of set-based statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, connection, transaction
from pydantic_core import to_json

from contacts.arrays import text_array, uuid_array
from contacts.imports import rehearsal
from contacts.imports.header import consent_key
from contacts.imports.rows import Draft, Fault, repeated
from workspaces.ids import uuid7_text
from workspaces.sql import load

_TEXTS = ("external_id", "email", "phone", "first_name", "last_name", "timezone")
_CACHED = 2_048
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\v": "\\v", "\f": "\\f"})


@dataclass(frozen=True, slots=True)
class Target:
    """Where a chunk goes, and the time that its changes are stamped with."""

    workspace_id: UUID
    import_id: UUID
    now: datetime
    # In a rehearsal what is written lies in temporary tables; consent is not among them.
    rehearsal: bool = False
    # Whether the caller wants to know which contacts the rows became.
    told: bool = False
    # Topics that consent in the file is about, by their keys.
    topics: Mapping[str, UUID] = field(default_factory=dict)


@dataclass(slots=True)
class Loaded:
    """What became of a chunk."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    contacts: list[UUID] = field(default_factory=list)

    def add(self, other: "Loaded") -> None:
        """Counts another part in."""
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.faults += other.faults
        self.warnings += other.warnings
        self.contacts += other.contacts


class _Tangled(Exception):
    """Rows of one part meet in one contact; they have to go one after the other."""


class _Vanished(Exception):
    """Contacts whom rows are about were erased or merged between finding and locking them."""


def load_chunk(drafts: Sequence[Draft], target: Target, staged: bytes | None = None) -> Loaded:
    """Stores the drafts, inside the caller's transaction; each row is stored or reported.

    `staged` are the drafts' `staged_lines`, where they were made beforehand. What the database refuses (rows that meet
    in one contact, somebody else's insert just now) is cut in halves until the rows that cause it stand alone.
    """
    if not drafts:
        return Loaded()
    try:
        return _tried(drafts, target, staged)
    except (_Tangled, _Vanished, IntegrityError, DataError):
        if len(drafts) == 1:
            return Loaded(faults=_refused(drafts[0]))
    middle = len(drafts) // 2
    loaded = load_chunk(drafts[:middle], target)
    loaded.add(load_chunk(drafts[middle:], target))
    return loaded


def _tried(drafts: Sequence[Draft], target: Target, staged: bytes | None) -> Loaded:
    """In a savepoint; once more where contacts went while it waited for them, as others have their addresses now."""
    try:
        with transaction.atomic():
            return _load(drafts, target, staged)
    except _Vanished:
        with transaction.atomic():
            return _load(drafts, target, staged)


def _load(drafts: Sequence[Draft], target: Target, staged: bytes | None) -> Loaded:
    by_row = {draft.row: draft for draft in drafts}
    lines = staged_lines(drafts) if staged is None else staged
    params: dict[str, Any] = {
        "workspace": target.workspace_id,
        "import": target.import_id,
        "now": target.now,
        "source": f"import:{target.import_id}",
    }
    with connection.cursor() as cursor:
        cursor.execute(load("contacts.imports", "stage"))
        cursor.execute("TRUNCATE contacts_import_stage, contacts_import_owner")
        with cursor.copy(load("contacts.imports", "copy")) as copy:
            copy.write(lines)
        if target.rehearsal:
            rehearsal.bring(cursor, params)
        cursor.execute(load("contacts.imports", "resolve"), params)
        cursor.execute(load("contacts.imports", "conflicts"))
        conflicting, rows, contacts = cursor.fetchone()
        if rows != contacts:
            raise _Tangled
        cursor.execute(load("contacts.imports", "upsert"), params)
        created, updated, known = cursor.fetchone()
        if created + known != rows:
            raise _Vanished
        cursor.execute(load("contacts.imports", "repeated"), params)
        warnings = [repeated(by_row[row], earlier) for row, earlier in cursor.fetchall()]
        contacts = [] if target.rehearsal else _contacts_of_rows(cursor, by_row, target)
        _write_consents(cursor, by_row, contacts, target)
    faults = [fault for row in conflicting for fault in _conflict(by_row[row])]
    return Loaded(created, updated, known - updated, faults, warnings, [contact for _, contact in contacts])


def _contacts_of_rows(cursor: Any, by_row: dict[int, Draft], target: Target) -> list[tuple[int, UUID]]:
    """Which contact each row became, where anybody needs to know."""
    if not target.told and not any(draft.consents for draft in by_row.values()):
        return []
    cursor.execute(load("contacts.imports", "contacts_of_rows"))
    return list(cursor.fetchall())


def staged_lines(drafts: Sequence[Draft]) -> bytes:
    """The drafts as the staging table's COPY takes them: text format, one line each."""
    return "".join(map(_staged, drafts)).encode()


def _staged(draft: Draft) -> str:
    """What a row does not say is the empty text, which stands for NULL."""
    values = draft.values
    texts = [values.get(key, "") for key in _TEXTS]
    said = "".join(texts)
    # Whatever COPY would take for something else can't be printed, but for the backslash.
    if "\\" in said or not said.isprintable():
        texts = [text.translate(_ESCAPES) for text in texts]
    tags = _array(tuple(values["tags"])) if "tags" in values else ""
    # Within JSON a backslash escapes as well, and has to come through.
    attributes = to_json(draft.attributes).decode().replace("\\", "\\\\") if draft.attributes else "{}"
    score = values.get("score", "")
    return "\t".join((str(draft.row), uuid7_text(), *texts, str(score), tags, attributes)) + "\n"


@lru_cache(_CACHED)
def _array(tags: tuple[str, ...]) -> str:
    return text_array(tags).translate(_ESCAPES)


def _write_consents(
    cursor: Any, by_row: dict[int, Draft], contacts_of_rows: Sequence[tuple[int, UUID]], target: Target
) -> None:
    """A refusal that a contact gave before is left as it is."""
    given = [
        (contact, *consent_key(key), state)
        for row, contact in contacts_of_rows
        for key, state in by_row[row].consents.items()
    ]
    if not given:
        return
    contacts, channels, message_types, topics, states = zip(*given, strict=True)
    params: dict[str, Any] = {
        "workspace": target.workspace_id,
        "contacts": uuid_array(contacts),
        "channels": list(channels),
        "message_types": list(message_types),
        "topics": [target.topics[key] if key else None for key in topics],
        "states": list(states),
        "source": f"import:{target.import_id}",
        "now": target.now,
        "by_contact": False,
        **dict.fromkeys(("text", "basis", "ip_hash", "agent_hash"), ""),
    }
    cursor.execute(load("contacts", "consent_set"), params)


def _conflict(draft: Draft) -> list[Fault]:
    message = "The row's e-mail address, phone number and external id belong to different contacts."
    return [Fault(row, "", draft.identity()[:200], "conflict", message) for row in draft.rows]


def _refused(draft: Draft) -> list[Fault]:
    message = "The row could not be stored beside the contacts that are there."
    return [Fault(row, "", draft.identity()[:200], "refused", message) for row in draft.rows]
