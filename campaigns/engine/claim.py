"""Claims: which campaigns have work, and taking a batch of one of them as parallel columns.

Runs inside the pass's transaction and under the campaign's shared advisory lock, which a pause waits for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from workspaces.contexts import WEBHOOK_KEY
from workspaces.locks import share_campaign_lock
from workspaces.sharding import SHARDS
from workspaces.sql import load

_SQL = "campaigns.engine"
# Of the columns of claim_due.
_CONTEXT = 7
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """A campaign that has something to do: the shards to look into for due executions, in random order (none where
    nothing is due), and whether messages or HTTP calls of it are settled."""

    campaign_id: UUID
    workspace_id: UUID
    shards: Sequence[int]
    settled: bool
    called: bool = False


@dataclass(frozen=True, slots=True)
class Campaign:
    """The campaign of a pass as it is under the lock. `stopped`: cancelled, so that whatever is claimed only ends.

    `exit_rules` and `goal` are the settings as JSON text; `leaving`: conversions wait for the end of their executions.
    """

    id: UUID
    workspace_id: UUID
    name: str
    workspace_name: str
    stopped: bool
    unknown_after: int
    exit_rules: str | None
    goal: str | None
    leaving: bool


@dataclass(slots=True)
class Claimed:
    """Executions of one flow version, one list per column.

    `parked` says that they rested beside a message or an HTTP call; `states`, `reasons`, `legs` and `details` then tell
    its outcome. `rested` is False for those that have yet to enter their node; `signals` tells of the others what ended
    their wait early. `keys` are the ids as text, for COPY and arrays; `contexts` are JSON text.
    """

    version_id: UUID
    parked: bool
    ids: Sequence[int]
    keys: Sequence[str]
    contacts: Sequence[UUID]
    runs: Sequence[str | None]
    nodes: Sequence[str]
    rested: Sequence[bool]
    visits: list[int]
    contexts: Sequence[str | None]
    states: Sequence[str]
    reasons: Sequence[str]
    legs: Sequence[int]
    details: Sequence[Mapping[str, object] | None]
    signals: Sequence[str]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one pass has claimed of one campaign; `full` when a limit was reached, so that there may be more.

    `awaiting`: some executions of the campaign wait for more than a moment, those that are due perhaps among them.
    """

    campaign: Campaign
    claimed: Sequence[Claimed]
    message_keys: Sequence[str]
    call_keys: Sequence[str]
    full: bool
    awaiting: bool

    def __len__(self) -> int:
        return sum(len(group) for group in self.claimed)


def find_work(now: datetime, limit: int) -> list[Work]:
    """Up to `limit` campaigns with due executions, settled messages or calls; in random order, for equal turns."""
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "find_work"), {"now": now, "last_shard": SHARDS - 1, "limit": limit})
        found = cursor.fetchall()
    return [Work(campaign, workspace, shards or (), *parked) for campaign, workspace, shards, *parked in found]


def claim(work: Work, now: datetime, limit: int) -> Claim | None:
    """Locks up to `limit` due executions, settled messages and settled calls each.

    None while somebody pauses the campaign.
    """
    with connection.cursor() as cursor:
        if not share_campaign_lock(work.campaign_id, cursor):
            return None
        campaign = _campaign(work.campaign_id, cursor)
        if campaign is None:
            return None
        settled, message_keys = _settled(campaign, now, limit, cursor) if work.settled else ([], [])
        called, call_keys = _called(campaign, now, limit, cursor) if work.called else ([], [])
        due = _due(campaign, work.shards, now, limit, cursor) if work.shards else []
        awaiting = bool(due) and _any_awaiting(campaign, cursor)
    groups = [*_by_version([*settled, *called], parked=True), *_by_version(due, parked=False)]
    full = max(len(due), len(message_keys), len(call_keys)) >= limit
    return Claim(campaign, groups, message_keys, call_keys, full, awaiting)


def _campaign(campaign_id: UUID, cursor: CursorWrapper) -> Campaign | None:
    """Read after the lock was taken, in a statement of its own: what a pause committed before is seen."""
    cursor.execute(load(_SQL, "campaign_state"), {"campaign": campaign_id})
    row = cursor.fetchone()
    return Campaign(campaign_id, *row) if row is not None else None


def _any_awaiting(campaign: Campaign, cursor: CursorWrapper) -> bool:
    cursor.execute(load(_SQL, "any_awaiting"), {"campaign": campaign.id})
    awaiting: bool = cursor.fetchone()[0]
    return awaiting


def _due(campaign: Campaign, shards: Sequence[int], now: datetime, limit: int, cursor: CursorWrapper) -> list[Row]:
    params: dict[str, Any] = {
        "campaign": campaign.id,
        "shards": list(shards),
        "now": "infinity" if campaign.stopped else now,
        "limit": limit,
    }
    cursor.execute(load(_SQL, "claim_due"), params)
    rows: list[Row] = cursor.fetchall()
    return rows


def _settled(campaign: Campaign, now: datetime, limit: int, cursor: CursorWrapper) -> tuple[list[Row], list[str]]:
    params: dict[str, Any] = {
        "campaign": campaign.id,
        "now": now,
        "unknown_after": 0 if campaign.stopped else campaign.unknown_after,
        "limit": limit,
    }
    cursor.execute(load(_SQL, "claim_settled"), params)
    messages = cursor.fetchall()
    if not messages:
        return [], []
    rows = _parked({message[1]: (*message[2:], None) for message in messages}, cursor)
    return rows, [str(message[0]) for message in messages]


def _called(campaign: Campaign, now: datetime, limit: int, cursor: CursorWrapper) -> tuple[list[Row], list[str]]:
    cursor.execute(load(_SQL, "claim_called"), {"campaign": campaign.id, "now": now, "limit": limit})
    calls = cursor.fetchall()
    if not calls:
        return [], []
    outcomes = {}
    for _, execution, node, visit, state, reason, status, tries, message, _ in calls:
        detail = {"status": status, "tries": tries, "message": message}
        outcomes[execution] = (node, visit, state, reason, 0, {name: each for name, each in detail.items() if each})
    rows = _parked(outcomes, cursor)
    answered = [call[0] for call in calls if call[-1]]
    return _with_answers(rows, answered, cursor) if answered else rows, [str(call[0]) for call in calls]


def _with_answers(rows: Sequence[Row], calls: Sequence[int], cursor: CursorWrapper) -> list[Row]:
    """Puts what these calls kept of their answers into the contexts of their executions, which `rows` are."""
    cursor.execute(load(_SQL, "keep_answers"), {"calls": f"{{{','.join(map(str, calls))}}}", "key": WEBHOOK_KEY})
    contexts = dict(cursor.fetchall())
    return [(*row[:_CONTEXT], contexts.get(row[0], row[_CONTEXT]), *row[_CONTEXT + 1 :]) for row in rows]


def _parked(outcomes: Mapping[int, Row], cursor: CursorWrapper) -> list[Row]:
    """The executions that still rest where their message or call was asked for, each with its outcome.

    `outcomes` by execution: node, visit, then the columns of the outcome.
    """
    cursor.execute(load(_SQL, "claim_parked"), {"executions": f"{{{','.join(map(str, outcomes))}}}"})
    rows = []
    for row in cursor.fetchall():
        node, visit, *outcome = outcomes[row[0]]
        if (row[4], row[6]) == (node, visit):
            rows.append((*row, *outcome))
    return rows


def _by_version(rows: Sequence[Row], *, parked: bool) -> Iterable[Claimed]:
    """Nearly always one group: executions of one campaign run one version until it is published again."""
    if not rows:
        return
    versions = {row[2] for row in rows}
    for version in versions:
        group = rows if len(versions) == 1 else [row for row in rows if row[2] == version]
        yield _columns(version, group, parked)


def _columns(version: str, rows: Sequence[Row], parked: bool) -> Claimed:
    ids, contacts, _, runs, nodes, rested, visits, contexts = zip(*map(itemgetter(slice(8)), rows), strict=True)
    outcomes = zip(*map(itemgetter(8, 9, 10, 11), rows), strict=True) if parked else ((), (), (), ())
    states, reasons, legs, details = outcomes
    return Claimed(
        version_id=UUID(version),
        parked=parked,
        ids=ids,
        keys=list(map(str, ids)),
        contacts=contacts,
        runs=runs,
        nodes=nodes,
        rested=rested,
        visits=list(visits),
        contexts=contexts,
        states=states,
        reasons=reasons,
        legs=legs,
        details=details,
        signals=() if parked else tuple(map(itemgetter(8), rows)),
    )
