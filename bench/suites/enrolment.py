"""Enrolment: an audience becomes executions, against a bare INSERT … SELECT of the same rows."""

import time
from collections.abc import Sequence

from django.db import connection
from django.db.models.functions import Now

from bench.database import analyze, insert_contacts, scalar
from bench.fixtures import launched, make_workspace, pure_flow
from bench.harness import Row, pairs, rate_row
from campaigns.engine import triggers
from campaigns.models import Campaign
from workspaces.clock import database_now

CONTACTS = 50_000

_BARE = """
INSERT INTO campaigns_execution (
    workspace_id, campaign_id, run_id, version_id, contact_id, node, due_at, created_at
)
SELECT c.workspace_id, %(campaign)s, %(run)s, %(version)s, c.id, 'start', now(), now()
FROM contacts_contact c
WHERE c.workspace_id = %(workspace)s
ORDER BY c.id
"""


def measure() -> Sequence[Row]:
    """Rows per second; each repetition lets the same audience into a campaign of its own."""
    workspace = make_workspace("enrolment")
    insert_contacts(workspace.pk, CONTACTS)

    def ours() -> float:
        campaign = launched(workspace, "Enrolment", pure_flow())
        started = time.perf_counter()
        while triggers.run(database_now()).more:
            pass
        return _rate(campaign, started)

    def bare() -> float:
        campaign = launched(workspace, "Bare", pure_flow())
        run = campaign.runs.get()
        started = time.perf_counter()
        with connection.cursor() as cursor:
            parameters = {
                "campaign": campaign.pk,
                "run": run.pk,
                "version": run.version_id,
                "workspace": workspace.pk,
            }
            cursor.execute(_BARE, parameters)
        rate = _rate(campaign, started)
        campaign.runs.update(state="running", enrolled_at=Now())
        return rate

    results = pairs(ours, bare)
    return [rate_row("enrolment vs bare INSERT … SELECT", "rows/s", *results, floor=0.6)]


def _rate(campaign: Campaign, started: float) -> float:
    elapsed = time.perf_counter() - started
    enrolled = scalar("SELECT count(*) FROM campaigns_execution WHERE campaign_id = %(id)s", {"id": campaign.pk})
    assert enrolled == CONTACTS, enrolled
    analyze("campaigns_execution")
    return CONTACTS / elapsed
