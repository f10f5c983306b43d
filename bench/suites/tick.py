"""What a tick costs while millions of executions wait and none is due: one campaign, then a thousand of them."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from bench.database import analyze, insert_contacts, scalar
from bench.fixtures import launched, make_workspace, pure_flow
from bench.harness import REPEATS, Row, limit_row
from campaigns.engine import settle, stage, triggers
from campaigns.models import Campaign
from workspaces.clock import database_now
from workspaces.sharding import SHARDS
from workspaces.sql import load

CONTACTS = 10_000
ALONE = 1_000_000
ALONE_MS = 5.0
CAMPAIGNS = 1_000
EACH = 5_000
TOGETHER_MS = 50.0

# Running copies of the campaign that was launched, with the counters that their executions would have left.
_COPIES = """
WITH copied AS (
    INSERT INTO campaigns_campaign (
        id, workspace_id, name, description, type, goal, settings, lifecycle, live_version_id, last_entry,
        launched_at, created_at, updated_at
    )
    SELECT uuidv7(), workspace_id, name || ' ' || n, description, type, goal, settings, lifecycle, live_version_id,
           last_entry, launched_at, created_at, updated_at
    FROM campaigns_campaign CROSS JOIN generate_series(2, %(campaigns)s) AS n
    WHERE id = %(campaign)s
    RETURNING id, workspace_id
)
INSERT INTO campaigns_nodecounter (workspace_id, campaign_id, node, outcome, port, delta, created_at)
SELECT workspace_id, id, 'start', 'enrolled', '', %(each)s, now() FROM copied
"""
_FILL = """
INSERT INTO campaigns_execution (
    workspace_id, campaign_id, run_id, version_id, contact_id, entry, node, arrived_at, due_at, created_at
)
SELECT k.workspace_id, k.id, %(run)s, k.live_version_id, c.id, %(entry)s + n, 'rest', now(),
       now() + interval '7 days' + random() * interval '7 days', now()
FROM campaigns_campaign k
CROSS JOIN (
    SELECT id FROM contacts_contact WHERE workspace_id = %(workspace)s ORDER BY id LIMIT %(contacts)s
) c
CROSS JOIN generate_series(1, %(entries)s) AS n
WHERE (k.id = %(campaign)s) = %(alone)s
"""
# Everything that a second's ticks do for campaigns.
_STAGES: Sequence[Callable[[], object]] = (triggers.run, stage.run, settle.run)


def measure() -> Sequence[Row]:
    """First the statement that looks for work, as the server reports it; then whole rounds of the campaigns' stages."""
    workspace = make_workspace("tick")
    insert_contacts(workspace.pk, CONTACTS)
    campaign = launched(workspace, "Tick", pure_flow())
    while triggers.run(database_now()).more or stage.run(database_now()).more:
        pass
    _fill(campaign, alone=True, contacts=CONTACTS, entries=ALONE // CONTACTS)
    assert scalar("SELECT count(*) FROM campaigns_execution WHERE due_at > now()") >= ALONE
    alone = [_find_milliseconds() for _ in range(REPEATS + 1)][1:]
    with connection.cursor() as cursor:
        cursor.execute(_COPIES, {"campaign": campaign.pk, "campaigns": CAMPAIGNS, "each": EACH})
    _fill(campaign, alone=False, contacts=EACH, entries=1)
    assert scalar("SELECT count(*) FROM campaigns_execution WHERE due_at > now()") >= CAMPAIGNS * EACH
    assert scalar("SELECT count(*) FROM campaigns_campaign WHERE lifecycle = 'RUNNING'") == CAMPAIGNS
    together = [_round_milliseconds() for _ in range(REPEATS + 1)][1:]
    return [
        limit_row("tick with 1,000,000 waiting, nothing due", "ms in the database", alone, ALONE_MS),
        limit_row("tick with 5,000,000 waiting in 1,000 campaigns, all stages", "ms", together, TOGETHER_MS),
    ]


def _fill(campaign: Campaign, *, alone: bool, contacts: int, entries: int) -> None:
    run = campaign.runs.get()
    parameters: dict[str, Any] = {
        "campaign": campaign.pk,
        "alone": alone,
        "run": run.pk if alone else None,
        "workspace": campaign.workspace_id,
        "contacts": contacts,
        "entries": entries,
        "entry": 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FILL, parameters)
    analyze("campaigns_execution", "campaigns_campaign", "campaigns_nodecounter", "campaigns_step")


def _find_milliseconds() -> float:
    statement = load("campaigns.engine", "find_work")
    parameters: dict[str, Any] = {"now": database_now(), "last_shard": SHARDS - 1, "limit": 64}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
        plan = cursor.fetchone()[0][0]
    return float(plan["Planning Time"]) + float(plan["Execution Time"])


def _round_milliseconds() -> float:
    started = time.perf_counter()
    for run in _STAGES:
        run()
    return (time.perf_counter() - started) * 1_000
