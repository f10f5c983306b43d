"""Holders of personal data: whoever keeps rows about contacts says here how they are told, erased and moved.

Apps above register theirs in `AppConfig.ready`. A test walks all models and fails for one that refers to contacts and
has no holder.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

Rows = Mapping[UUID, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Move:
    """All of `source` goes to `target`; both are contacts of the workspace, and their rows are locked."""

    workspace_id: UUID
    source: UUID
    target: UUID
    now: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """What one app keeps about contacts, in sets; nothing here asks once per contact.

    `models` are those that refer to a contact (`messaging.Message`). `export` answers the rows of each kind by contact,
    as JSON data; `erase` deletes them, before the contacts themselves; `move` hands them over.
    """

    key: str
    models: frozenset[str]
    export: Callable[[UUID, Sequence[UUID]], Mapping[str, Rows]]
    erase: Callable[[UUID, Sequence[UUID]], None]
    move: Callable[[Move], None]


_holders: dict[str, Holder] = {}


def register(holder: Holder) -> None:
    """Makes a holder known. Two with one key are a programming error."""
    if holder.key in _holders:
        raise ValueError(f"holder {holder.key!r} is registered twice")
    _holders[holder.key] = holder


def holders() -> list[Holder]:
    """Every holder, those of higher apps first: what refers to a row goes before the row."""
    return list(reversed(_holders.values()))
