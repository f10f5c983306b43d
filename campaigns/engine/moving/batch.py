"""One batch of a move: a stretch of the campaign's executions, judged by their nodes and changed in one statement."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from campaigns.engine.operating import LAST_VISIT
from campaigns.flow import Fate, Flow, Wait, node_fates
from campaigns.models import FlowState, FlowVersion, VersionMove
from campaigns.reasons import LOOP_LIMIT, NODE_REMOVED, VERSION_MOVED, WEBHOOK_WITHDRAWN
from workspaces.sql import load

_SQL = "campaigns.engine"
_FIRST = UUID(int=0)
Key = tuple[UUID, int]
# An execution that is locked, the message or the HTTP call beside which it rests, and that one's state.
Row = tuple[int, int | None, int | None, str | None]


@dataclass(frozen=True, slots=True)
class Moved:
    """What a batch did: `seen` executions looked at up to `last`, of which `found` were to be moved."""

    seen: int = 0
    last: Key | None = None
    found: int = 0
    stayed: int = 0
    moved: int = 0
    left: int = 0

    @property
    def passed_over(self) -> int:
        """Whom somebody else held."""
        return self.found - self.stayed - self.moved - self.left


def older_versions(move: VersionMove) -> dict[UUID, int]:
    """The numbers of the published versions before the move's own, by their keys."""
    versions = FlowVersion.objects.in_workspace(move.workspace_id).filter(
        campaign_id=move.campaign_id, state=FlowState.PUBLISHED, number__lt=move.version.number
    )
    return dict(versions.values_list("pk", "number"))


def move_batch(move: VersionMove, olds: Mapping[UUID, int], now: datetime, limit: int) -> Moved:
    """Moves whoever can be moved of the next `limit` executions behind the cursor, in the caller's transaction."""
    start: dict[str, Any] = {
        "contact": move.cursor_contact or _FIRST,
        "entry": move.cursor_entry,
        "campaign": move.campaign_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "move_window"), {**start, "olds": list(olds), "limit": limit})
        row = cursor.fetchone()
        if row is None:
            return Moved()
        seen, contact, entry, present = row
        if not present:
            return Moved(seen, (contact, entry))
        stretch = {**start, "last_contact": contact, "last_entry": entry, "olds": present}
        cursor.execute(load(_SQL, "move_hold"), stretch)
        found, pending, parked = cursor.fetchone()
        rows = [(row, None, None, None) for row in _unconsumed(pending, cursor)] + _with_letters(parked, cursor)
        counts = _change(move, rows, {version: olds[version] for version in present}, now, cursor)
    return Moved(seen, (contact, entry), found, *counts)


def _unconsumed(executions: Sequence[int], cursor: CursorWrapper) -> Sequence[int]:
    """Those whose subscription, if they have one, nobody is consuming at this moment."""
    cursor.execute(load(_SQL, "move_subscriptions"), {"executions": _array(executions)})
    busy = {row[0] for row in cursor.fetchall()}
    return [row for row in executions if row not in busy] if busy else executions


def _with_letters(executions: Sequence[int], cursor: CursorWrapper) -> list[Row]:
    """Those whose message or call nobody holds, with it."""
    if not executions:
        return []
    params = {"executions": _array(executions)}
    cursor.execute(load(_SQL, "move_letters"), params)
    letters = [(execution, letter, None, state) for execution, letter, state in cursor.fetchall()]
    cursor.execute(load(_SQL, "move_calls"), params)
    return [*letters, *((execution, None, call, state) for execution, call, state in cursor.fetchall())]


def _change(
    move: VersionMove, rows: Sequence[Row], numbers: Mapping[UUID, int], now: datetime, cursor: CursorWrapper
) -> tuple[int, int, int]:
    if not rows:
        return 0, 0, 0
    executions, letters, calls, states = zip(*rows, strict=True)
    params: dict[str, Any] = {
        "campaign": move.campaign_id,
        "executions": _array(executions),
        "letters": _array(letters),
        "calls": _array(calls),
        "letter_states": _array(states),
        **_columns(list(_fates(move, numbers)), numbers),
        "version": move.version_id,
        "number": move.version.number,
        "by": move.ordered_by,
        "now": now,
        "last_visit": LAST_VISIT,
        "node_removed": NODE_REMOVED,
        "loop_limit": LOOP_LIMIT,
        "version_moved": VERSION_MOVED,
        "webhook_withdrawn": WEBHOOK_WITHDRAWN,
    }
    cursor.execute(load(_SQL, "move_batch"), params)
    stayed, moved, left = cursor.fetchone()
    return stayed, moved, left


def _columns(fates: Sequence[tuple[UUID, Fate]], numbers: Mapping[UUID, int]) -> dict[str, list[Any]]:
    return {
        "versions": [version for version, _ in fates],
        "numbers": [numbers[version] for version, _ in fates],
        "nodes": [fate.node for _, fate in fates],
        "targets": [fate.target for _, fate in fates],
        "enters": [fate.enters for _, fate in fates],
        "anew": [fate.wait is Wait.ANEW for _, fate in fates],
        "lengths": [fate.length for _, fate in fates],
    }


def _array(values: Iterable[object]) -> str:
    """An array literal: one text, where psycopg would adapt each value by itself."""
    return f"{{{','.join('NULL' if value is None else str(value) for value in values)}}}"


def _fates(move: VersionMove, versions: Iterable[UUID]) -> Iterator[tuple[UUID, Fate]]:
    mapping = tuple(sorted(move.mapping.items()))
    for version in versions:
        for fate in _fates_between(version, move.version_id, mapping):
            yield version, fate


@lru_cache(maxsize=256)
def _fates_between(old: UUID, new: UUID, mapping: tuple[tuple[str, str], ...]) -> tuple[Fate, ...]:
    """Published versions never change, so nothing goes stale."""
    versions = FlowVersion.objects.across_workspaces().in_bulk([old, new])
    before, after = (Flow.model_validate(versions[key].document) for key in (old, new))
    return tuple(node_fates(before, after, dict(mapping)).values())
