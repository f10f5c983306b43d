"""How an operator's orders act on executions: found in key order, changed in sets under the campaign's exclusive lock.

Who may give which order when, and the audit log, are the services' business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from campaigns.lifecycle.guards import campaign_lock, refusal
from campaigns.lifecycle.reopening import campaign_reopen, runs_reopen
from campaigns.models import Campaign, ExecutionState, Lifecycle, StepOutcome
from campaigns.webhooks.states import calls_withdraw
from messaging.services import messages_withdraw
from workspaces.clock import database_now
from workspaces.locks import exclusive_campaign_lock
from workspaces.nudge import nudge
from workspaces.services import Actor
from workspaces.sql import load

_SQL = "campaigns.engine"
# Executions of one transaction: a pause, and the engine's passes, wait for no more than these.
BATCH = 5_000
# Visits are smallint; whoever has gone round so often is left alone.
LAST_VISIT = 30_000
# Contact and entry of an execution: the order in which they are gone through.
Place = tuple[UUID, int]
FIRST: Place = (UUID(int=0), 0)
_ENDED_EARLY = {ExecutionState.FAILED.value, ExecutionState.SKIPPED.value}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which executions of a campaign: in these states, at `node`, among `ids`, of `contacts`; None: whatever."""

    states: Sequence[str]
    node: str | None = None
    ids: Sequence[int] | None = None
    contacts: Sequence[UUID] | None = None

    @property
    def named(self) -> bool:
        """Whether they are named one by one."""
        return self.ids is not None or self.contacts is not None


@dataclass(frozen=True, slots=True)
class Walked:
    """A part of a campaign's executions: the ids that are meant, of how many looked at; where it ended, and whether
    there may be more behind that.
    """

    ids: Sequence[int]
    looked_at: int
    last: Place
    more: bool


@dataclass(frozen=True, slots=True)
class Order:
    """What becomes of them. `enters`: they begin anew at `node` (None: where they are); `ends`: they are over.

    `at` limits it to those who are at that node, `waits` to those who rest until a later moment, `versions` to those of
    these flow versions. `lifecycles` are the states of a campaign that take the order.
    """

    states: Sequence[str]
    reason: str
    to: ExecutionState = ExecutionState.PENDING
    outcome: StepOutcome = StepOutcome.MOVED
    node: str | None = None
    enters: bool = False
    ends: bool = False
    waits: bool = False
    at: str | None = None
    versions: Sequence[UUID] | None = None
    lifecycles: Sequence[str] = (Lifecycle.RUNNING.value,)
    detail: Mapping[str, Any] = field(default_factory=dict)


def executions_walk(campaign_id: UUID, selection: Selection, until: datetime, after: Place = FIRST) -> Walked:
    """The next executions after that place, in the order of contacts; `until`: later entries are not meant.

    Locks nothing: whoever acts on what it finds asks again under the lock.
    """
    params: dict[str, Any] = {
        "campaign": campaign_id,
        "states": list(selection.states),
        "node": selection.node,
        "ids": list(selection.ids) if selection.ids is not None else None,
        "contacts": list(selection.contacts) if selection.contacts is not None else None,
        "early": not selection.named and set(selection.states) <= _ENDED_EARLY,
        "until": until,
        "contact": after[0],
        "entry": after[1],
        "limit": BATCH,
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "find_operable"), params)
        ids, looked_at, contact, entry = cursor.fetchone()
    last = (contact, entry) if looked_at else after
    return Walked(ids, int(looked_at), last, more=looked_at == BATCH)


def order_carry_out(campaign: Campaign, ids: Sequence[int], order: Order, actor: Actor) -> int:
    """Acts on those of the ids that still fit, in the caller's transaction; how many. Raises Conflict.

    The exclusive advisory lock waits for the passes that are open and keeps new ones out; then no pass holds any of the
    rows. Whoever had ended and goes on again takes the run and the campaign back into motion.
    """
    with connection.cursor() as cursor:
        exclusive_campaign_lock(campaign.pk, cursor)
    locked = campaign_lock(campaign)
    if locked.lifecycle not in order.lifecycles:
        raise refusal(locked, "operated on")
    done, runs = _apply(locked, ids, order, database_now())
    if runs:
        runs_reopen(locked, runs)
    if done:
        if locked.lifecycle != Lifecycle.RUNNING:
            campaign_reopen(locked, actor, order.reason)
        nudge("campaigns.tasks.run_engine")
        nudge("campaigns.tasks.run_settle")
    return done


def _apply(campaign: Campaign, ids: Sequence[int], order: Order, now: datetime) -> tuple[int, list[UUID]]:
    """How many were changed, and the runs of those who had ended.

    A message or call that waits beside one of them is withdrawn; one that a worker has at this moment is not.
    """
    params: dict[str, Any] = {
        "campaign": campaign.pk,
        "ids": list(ids),
        "states": list(order.states),
        "at": order.at,
        "versions": list(order.versions) if order.versions is not None else None,
        "waits": order.waits,
        "enters": order.enters,
        "ends": order.ends,
        "to": order.to.value,
        "node": order.node,
        "outcome": order.outcome.value,
        "reason": order.reason,
        "detail": Jsonb(dict(order.detail)),
        "now": now,
        "last_visit": LAST_VISIT,
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "operate"), params)
        changed, parked, runs = cursor.fetchone()
    if parked:
        messages_withdraw(workspace_id=campaign.workspace_id, execution_ids=parked, now=now)
        calls_withdraw(campaign.workspace_id, parked, now)
    return int(changed), runs
