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
    """All of `source` goes to `target`; both are contacts of the workspace, and their rows are locked.

    Of a source that is gone already, what was committed since is handed over.
    """

    workspace_id: UUID
    source: UUID
    target: UUID
    now: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """What one app keeps about contacts, in sets; nothing here asks once per contact.

    `models` are those that refer to a contact (`messaging.Message`). `export` answers the rows of each kind by contact,
    as JSON data. `lock` locks what workers of the app hold while they want contacts, in their order, so that nobody
    waits crosswise: it comes before the contacts' own rows are locked. `erase` deletes the rows, before the contacts
    themselves; `move` hands them over. `left` says about which contacts there still are some, for those who are gone.
    """

    key: str
    models: frozenset[str]
    export: Callable[[UUID, Sequence[UUID]], Mapping[str, Rows]]
    lock: Callable[[UUID, Sequence[UUID]], None]
    erase: Callable[[UUID, Sequence[UUID]], None]
    move: Callable[[Move], None]
    left: Callable[[UUID, Sequence[UUID]], set[UUID]]


_holders: dict[str, Holder] = {}


def register(holder: Holder) -> None:
    """Makes a holder known. Two with one key are a programming error."""
    if holder.key in _holders:
        raise ValueError(f"holder {holder.key!r} is registered twice")
    _holders[holder.key] = holder


def holders() -> list[Holder]:
    """Every holder, those of higher apps first: what refers to a row goes before the row."""
    return list(reversed(_holders.values()))
