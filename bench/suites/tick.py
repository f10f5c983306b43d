"""What a tick costs in the database while a million executions wait and none is due."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from bench.database import analyze, insert_contacts, scalar
from bench.fixtures import launched, make_workspace, pure_flow
from bench.harness import REPEATS, Row, limit_row
from campaigns.models import Campaign
from workspaces.clock import database_now
from workspaces.sharding import SHARDS
from workspaces.sql import load

WAITING = 1_000_000
CONTACTS = 10_000
LIMIT_MS = 5.0

_FILL = """
INSERT INTO campaigns_execution (
    workspace_id, campaign_id, run_id, version_id, contact_id, entry, node, arrived_at, due_at, created_at
)
SELECT c.workspace_id, %(campaign)s, %(run)s, %(version)s, c.id, 1 + n, 'rest', now(), now() + interval '7 days', now()
FROM contacts_contact c CROSS JOIN generate_series(1, %(entries)s) AS n
WHERE c.workspace_id = %(workspace)s
"""


def measure() -> Sequence[Row]:
    """Execution time as the server reports it, of the statement by which the engine looks for work."""
    workspace = make_workspace("tick")
    insert_contacts(workspace.pk, CONTACTS)
    campaign = launched(workspace, "Tick", pure_flow())
    _fill(campaign)
    assert scalar("SELECT count(*) FROM campaigns_execution WHERE due_at > now()") >= WAITING
    times = [_server_milliseconds() for _ in range(REPEATS + 1)][1:]
    return [limit_row("tick with 1,000,000 waiting, nothing due", "ms in the database", times, LIMIT_MS)]


def _fill(campaign: Campaign) -> None:
    run = campaign.runs.get()
    parameters: dict[str, Any] = {
        "campaign": campaign.pk,
        "run": run.pk,
        "version": run.version_id,
        "workspace": campaign.workspace_id,
        "entries": WAITING // CONTACTS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FILL, parameters)
    analyze("campaigns_execution")


def _server_milliseconds() -> float:
    statement = load("campaigns.engine", "find_work")
    parameters: dict[str, Any] = {"now": database_now(), "last_shard": SHARDS - 1, "limit": 64}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
        plan = cursor.fetchone()[0][0]
    return float(plan["Planning Time"]) + float(plan["Execution Time"])
