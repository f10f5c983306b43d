"""What all reports of a campaign cost beside a million executions: with a busy minute's deltas, and after folding."""

import time
from collections.abc import Sequence
from typing import Any

from django.db import connection

from bench.database import analyze, insert_contacts, scalar
from bench.fixtures import launched, make_workspace, pure_flow
from bench.harness import Row, limit_row
from campaigns.engine import counters, stage, triggers
from campaigns.models import Campaign
from campaigns.selectors import Grain, campaign_analytics, period_days
from workspaces.clock import database_now

EXECUTIONS = 1_000_000
CONTACTS = 10_000
# 1,000 batches of 5,000 a minute, with 20 counters each.
DELTAS = 20_000
SAMPLE = 100
LIMIT_MS = 50.0

# More ways of the same contacts, which rest where those that went through do.
_FILL = """
INSERT INTO campaigns_execution (
    workspace_id, campaign_id, run_id, version_id, contact_id, entry, node, arrived_at, due_at, created_at
)
SELECT c.workspace_id, %(campaign)s, %(run)s, %(version)s, c.id, 1 + n, 'rest', now(), now() + interval '7 days', now()
FROM contacts_contact c CROSS JOIN generate_series(1, %(entries)s) AS n
WHERE c.workspace_id = %(workspace)s
"""
# Three months of what every node of the campaign counts: a week by hours, before that by days.
_PAST = """
INSERT INTO campaigns_nodetimeline (workspace_id, campaign_id, node, outcome, port, span, at, number)
SELECT k.workspace_id, k.campaign_id, k.node, k.outcome, k.port, past.span, past.at, 100
FROM (
    SELECT DISTINCT workspace_id, campaign_id, node, each.outcome, '' AS port
    FROM campaigns_nodecounter
    CROSS JOIN unnest(ARRAY['enrolled', 'completed', 'failed', 'skipped', 'converted']) AS each (outcome)
    WHERE campaign_id = %(campaign)s
    UNION ALL
    SELECT DISTINCT workspace_id, campaign_id, node, outcome, port
    FROM campaigns_nodecounter
    WHERE campaign_id = %(campaign)s AND outcome = 'passed'
) AS k
CROSS JOIN (
    SELECT 1 AS span, date_trunc('hour', now()) - n * interval '1 hour' AS at FROM generate_series(1, 167) AS n
    UNION ALL
    SELECT 2, date_trunc('day', now()) - n * interval '1 day' FROM generate_series(8, 89) AS n
) AS past
"""
_BUSY = """
INSERT INTO campaigns_nodecounter (workspace_id, campaign_id, run_id, node, outcome, port, delta, created_at)
SELECT workspace_id, campaign_id, run_id, node, outcome, port, 1, now()
FROM campaigns_nodecounter CROSS JOIN generate_series(1, %(deltas)s) AS n
WHERE campaign_id = %(campaign)s AND folded
LIMIT %(deltas)s
"""


def measure() -> Sequence[Row]:
    """Funnel, A/B comparison, ninety days by day and the rest, in the service: queries, sums and posteriors."""
    workspace = make_workspace("reports")
    insert_contacts(workspace.pk, CONTACTS)
    campaign = launched(workspace, "Reported", pure_flow())
    while triggers.run(database_now()).more or stage.run(database_now()).more:
        pass
    run = campaign.runs.get()
    parameters: dict[str, Any] = {
        "campaign": campaign.pk,
        "run": run.pk,
        "version": run.version_id,
        "workspace": workspace.pk,
        "entries": EXECUTIONS // CONTACTS,
        "deltas": DELTAS,
    }
    _execute(_FILL, parameters)
    counters.recount(campaign.pk, repair=True)
    counters.compact()
    _execute(_PAST, parameters)
    _execute(_BUSY, parameters)
    analyze("campaigns_execution", "campaigns_step", "campaigns_nodecounter", "campaigns_nodetimeline")
    assert scalar("SELECT count(*) FROM campaigns_execution") >= EXECUTIONS
    busy = _times(campaign)
    counters.compact()
    return [
        limit_row("reports of a campaign with 1,000,000 executions", "ms", _times(campaign), LIMIT_MS),
        limit_row("reports with 20,000 deltas that are yet to be folded", "ms", busy, LIMIT_MS),
    ]


def _execute(statement: str, parameters: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _times(campaign: Campaign) -> list[float]:
    times = []
    for _ in range(SAMPLE):
        asked = Campaign.objects.in_workspace(campaign.workspace_id).get(pk=campaign.pk)
        started = time.perf_counter()
        period = period_days(timezone="Europe/Vienna", now=database_now(), days=90, grain=Grain.DAY)
        told = campaign_analytics(asked, period)
        times.append((time.perf_counter() - started) * 1_000)
        assert told.entered >= EXECUTIONS
        assert len(told.timeline) == 90
    return times
