"""The stage that applies what providers reported, in sets; part of stage 5 of the river (DESIGN §2).

One worker at a time, so that what people say one after the other counts in that order.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, transaction

from messaging.hooks.applying import reports_apply
from messaging.hooks.kept import COLUMNS, Kept
from messaging.models import ProviderReport, ReportOutcome
from workspaces.clock import database_now
from workspaces.crashpoints import crash_point
from workspaces.sql import load
from workspaces.wall.scope import only_in

SET = 1_000
# For longer than any vendor tries again, so that what comes twice is known.
KEPT_FOR = timedelta(days=7)
_FORGOTTEN_AT_ONCE = 20_000
_TURN = 0x7265706F
_log = structlog.get_logger(__name__)


def run(limit: int = SET) -> bool:
    """Applies up to `limit` reports, the oldest first; whether there may be more."""
    with transaction.atomic():
        if not _my_turn():
            return False
        waiting = ProviderReport.objects.across_workspaces().filter(applied_at=None).order_by("pk")
        rows = [Kept.of(columns) for columns in waiting.select_for_update(of=("self",)).values_list(*COLUMNS)[:limit]]
        if not rows:
            return False
        crash_point("reports.claimed")
        outcomes = _applied_apart(rows)
        _mark(outcomes)
        crash_point("reports.applied")
    return len(rows) == limit


def forget(limit: int = _FORGOTTEN_AT_ONCE) -> int:
    """Deletes reports that were applied long ago, the oldest first; how many."""
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.hooks", "forget_reports"), {"limit": limit, "before": database_now() - KEPT_FOR})
        return cursor.rowcount


def _my_turn() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_TURN])
        taken: bool = cursor.fetchone()[0]
    return taken


def _applied_apart(rows: Sequence[Kept]) -> dict[int, ReportOutcome]:
    """What they say is written by outsiders, so those of each workspace are applied where no other one is reached."""
    by_workspace: dict[UUID, list[Kept]] = defaultdict(list)
    for row in rows:
        by_workspace[row.workspace_id].append(row)
    outcomes: dict[int, ReportOutcome] = {}
    for workspace_id, own in by_workspace.items():
        with only_in(workspace_id):
            outcomes |= _applied(own)
    return outcomes


def _applied(rows: Sequence[Kept]) -> dict[int, ReportOutcome]:
    """A set that can't be applied as a whole is halved until what is wrong stands alone; the others go on."""
    try:
        with transaction.atomic():
            return reports_apply(rows, database_now())
    except Exception as error:
        if isinstance(error, DatabaseError) and connection.connection is not None and connection.connection.closed:
            raise
        if len(rows) == 1:
            _log.exception("provider_report_failed", report=rows[0].id, fact=rows[0].fact)
            return {rows[0].id: ReportOutcome.FAILED}
    half = len(rows) // 2
    return _applied(rows[:half]) | _applied(rows[half:])


def _mark(outcomes: dict[int, ReportOutcome]) -> None:
    """What they said of people goes; of failed ones it stays, for whoever looks into them."""
    now = database_now()
    for outcome in (ReportOutcome.APPLIED, ReportOutcome.UNMATCHED, ReportOutcome.FAILED):
        ids = [pk for pk, each in outcomes.items() if each is outcome]
        rows = ProviderReport.objects.across_workspaces().filter(pk__in=ids)
        if outcome is ReportOutcome.FAILED:
            rows.update(outcome=outcome, applied_at=now)
        elif ids:
            rows.update(outcome=outcome, applied_at=now, address="", data={})
