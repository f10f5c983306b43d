"""Enrolment: runs go through their audience in the order of contact ids, a batch a transaction.

The cursor moves in the same transaction as the rows, so that a process that dies leaves nothing half-done; rows that
are there already are passed over, so that nothing is enrolled twice whatever happens.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from campaigns.engine.ledger import Counts
from campaigns.engine.progress import Progress
from campaigns.engine.write import counters_append
from campaigns.lifecycle.reentry import entry_rule_sql, reentry_of
from campaigns.models import CounterOutcome, RunState
from campaigns.nodes.fields import first_zone
from campaigns.settings import CampaignSettings
from workspaces.locks import share_campaign_lock
from workspaces.nudge import nudge
from workspaces.sql import load

_SQL = "campaigns.engine"
# Contacts of one transaction: large enough that its fixed cost is nothing, small enough that a pause waits for less
# than a second.
BATCH = 20_000
_MEMBER = "AND EXISTS (SELECT 1 FROM contacts_contact c WHERE c.id = m.contact_id AND ({rule}))"
_ZONES = """
LEFT JOIN unnest(%(zone_names)s::text[], %(zone_moments)s::timestamptz[]) AS z (name, moment) ON z.name = c.timezone"""
_MEMBERS_ZONES = "JOIN contacts_contact c ON c.id = m.contact_id" + _ZONES
_FIRST, _LAST = UUID(int=0), UUID(int=(1 << 128) - 1)


@dataclass(frozen=True, slots=True)
class EnrollingRun:
    """A run that this transaction has locked, as in lock_run.sql; `context` and `settings` are JSON text."""

    id: UUID
    workspace_id: UUID
    campaign_id: UUID
    version_id: UUID
    trigger_node: str
    segment_id: UUID | None
    entry: int
    context: str
    cursor: UUID | None
    settings: str
    local_time: str
    entered_at: datetime


def enrol(now: datetime, limit: int) -> Progress:
    """Enrols batches of whatever runs are enrolling until about `limit` contacts were looked at."""
    done = 0
    passed_over: list[UUID] = []
    while done < limit:
        batch = enrol_batch(now, min(BATCH, limit - done), passed_over)
        if batch is None:
            return Progress(done)
        done += batch
    return Progress(done, more=True)


def enrol_batch(now: datetime, size: int, passed_over: list[UUID]) -> int | None:
    """Enrols the next batch of the oldest enrolling run that nobody else is at; how many contacts it is charged with.

    None where there is no such run. Runs whose campaign somebody just pauses are added to `passed_over`.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(load(_SQL, "lock_run"), {"passed_over": passed_over, "now": now})
        row = cursor.fetchone()
        if row is None:
            return None
        run = EnrollingRun(*row)
        if not _may_enrol(run, cursor):
            passed_over.append(run.id)
            return 0
        last = _bound(run, size, cursor)
        enrolled = _insert(run, last or _LAST, cursor)
        _advance(run, last, enrolled, cursor)
        if enrolled:
            counts: Counts = {(str(run.id), run.trigger_node, CounterOutcome.ENROLLED.value, "", ""): enrolled}
            counters_append(counts, run.workspace_id, run.campaign_id, run.entered_at, cursor)
        if last is None:
            nudge("campaigns.tasks.run_engine")
            nudge("campaigns.tasks.run_settle")
        return size


def _may_enrol(run: EnrollingRun, cursor: CursorWrapper) -> bool:
    """Whether the campaign may claim, seen under its shared lock by a statement that began after it was taken."""
    if not share_campaign_lock(run.campaign_id, cursor):
        return False
    cursor.execute(load(_SQL, "campaign_state"), {"campaign": run.campaign_id})
    row = cursor.fetchone()
    return row is not None and not row[3]


def _bound(run: EnrollingRun, size: int, cursor: CursorWrapper) -> UUID | None:
    """The last contact of the next batch; None when fewer are left than make a whole one."""
    name = "bound_all" if run.segment_id is None else "bound_segment"
    cursor.execute(load(_SQL, name), {**_scope(run), "skip": size - 1})
    row = cursor.fetchone()
    return row[0] if row is not None else None


def _insert(run: EnrollingRun, last: UUID, cursor: CursorWrapper) -> int:
    name = "enrol_all" if run.segment_id is None else "enrol_segment"
    params: dict[str, Any] = {
        **_scope(run),
        "last": last,
        "campaign": run.campaign_id,
        "run": run.id,
        "version": run.version_id,
        "entry": run.entry,
        "node": run.trigger_node,
        "context": None if run.context == "{}" else run.context,
        "now": run.entered_at,
    }
    statement, more = _admission(run, load(_SQL, name))
    statement, moments = _timing(run, statement, last, cursor)
    cursor.execute(statement, params | more | moments)
    return int(cursor.rowcount)


def _admission(run: EnrollingRun, statement: str) -> tuple[str, dict[str, Any]]:
    """The statement with the campaign's re-entry policy and entry rule in it, and their parameters."""
    settings = CampaignSettings.model_validate_json(run.settings)
    # What repeats is known by its numbers: a run that lets contacts in again has one of its own.
    policy = reentry_of(settings, run.entered_at, repeating=run.entry > 1)
    statement = statement.replace("{barred}", policy.barred())
    if settings.entry_rule is None:
        return statement.replace("{entry_rule}", ""), policy.params
    rule = entry_rule_sql(
        settings,
        workspace_id=run.workspace_id,
        campaign_id=run.campaign_id,
        context_column="%(context)s::jsonb",
        now=run.entered_at,
    )
    # Only placeholders and names of ours are put in.
    condition = f"AND ({rule.sql})" if run.segment_id is None else _MEMBER.format(rule=rule.sql)
    return statement.replace("{entry_rule}", condition), policy.params | rule.params


def _timing(run: EnrollingRun, statement: str, last: UUID, cursor: CursorWrapper) -> tuple[str, dict[str, Any]]:
    """The statement with the moment at which each contact enters: now, or the run's local time in its zone."""
    if not run.local_time:
        return statement.replace("{zones}", "").replace("{due_at}", "%(now)s"), {}
    cursor.execute(load(_SQL, "enrol_zones"), {**_scope(run), "last": last})
    local = datetime.fromisoformat(run.local_time)
    moments = {names[0]: local.replace(tzinfo=first_zone(names)).astimezone(UTC) for names in cursor.fetchall()}
    zones = _ZONES if run.segment_id is None else _MEMBERS_ZONES
    params = {"zone_names": list(moments), "zone_moments": list(moments.values())}
    return statement.replace("{zones}", zones).replace("{due_at}", "GREATEST(z.moment, %(now)s)"), params


def _scope(run: EnrollingRun) -> dict[str, Any]:
    return {"workspace": run.workspace_id, "segment": run.segment_id, "cursor": run.cursor or _FIRST}


def _advance(run: EnrollingRun, last: UUID | None, enrolled: int, cursor: CursorWrapper) -> None:
    finished = last is None
    params: dict[str, Any] = {
        "run": run.id,
        "cursor": last or run.cursor,
        "enrolled": enrolled,
        "state": (RunState.RUNNING if finished else RunState.ENROLLING).value,
        "enrolled_at": run.entered_at if finished else None,
    }
    cursor.execute(load(_SQL, "advance_run"), params)
