"""The plans that the engine counts on, also while the statistics tell of yesterday."""

from typing import Any

import pytest
from django.db import connection

from campaigns.models import Campaign
from tests.factories.campaigns import chain, launch
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from tests.plans import plan_of
from workspaces.clock import database_now
from workspaces.sql import load

pytestmark = pytest.mark.usefixtures("fresh_tables")

_FILL = """
INSERT INTO campaigns_execution (workspace_id, campaign_id, version_id, contact_id, entry, node, due_at, created_at)
SELECT workspace_id, campaign_id, version_id, gen_random_uuid(), 1, 't', now(), now()
FROM campaigns_execution CROSS JOIN generate_series(1, 20000)
"""

# Without these the index on contacts alone would serve enrolment as well, as far as the planner can see.
_FILL_OTHERS = """
INSERT INTO campaigns_execution (workspace_id, campaign_id, version_id, contact_id, entry, node, due_at, created_at)
SELECT workspace_id, gen_random_uuid(), version_id, gen_random_uuid(), 1, 't', now(), now()
FROM (SELECT workspace_id, version_id FROM campaigns_execution LIMIT 1) AS one CROSS JOIN generate_series(1, 60000)
"""


@pytest.fixture
def campaign() -> Campaign:
    """20,000 executions that were due when the statistics were gathered, and wait since."""
    workspace = make_workspace()
    make_contact(workspace)
    campaign = launch(workspace, chain())
    with connection.cursor() as cursor:
        cursor.execute(_FILL)
        cursor.execute("ANALYZE campaigns_execution")
        cursor.execute("UPDATE campaigns_execution SET due_at = now() + interval '7 days'")
    return campaign


def planned(name: str, params: dict[str, Any], **parts: str) -> str:
    """The plan of a named statement; `parts` go where it has {placeholders}."""
    statement = load("campaigns.engine", name)
    for part, sql in parts.items():
        statement = statement.replace(f"{{{part}}}", sql)
    return plan_of(statement, params)


def test_finding_work_probes_one_index_once_for_each_campaign(campaign: Campaign) -> None:
    plan = planned("find_work", {"now": database_now(), "last_shard": 15, "limit": 50})
    assert "execution_due_first" in plan
    assert "Seq Scan on campaigns_execution" not in plan


def test_claiming_reads_the_due_index_in_its_order(campaign: Campaign) -> None:
    params = {"campaign": campaign.pk, "shards": list(range(16)), "now": database_now(), "limit": 100}
    plan = planned("claim_due", params)
    assert "execution_due " in plan
    assert "Sort" not in plan
    assert "Seq Scan" not in plan


def test_writing_meets_its_rows_by_primary_key(campaign: Campaign) -> None:
    now = database_now()
    params = {
        "now": now,
        "ids": "{1,2,3}",
        "fates": "{1,1,1}",
        "nodes": ["w"],
        "states": ["pending"],
        "dues": [now],
        "reasons": [""],
        "loops": [0],
        "signals": [""],
    }
    assert "campaigns_execution_pkey" in planned("write_executions", params)


def test_enrolling_looks_earlier_executions_up_by_contact(campaign: Campaign) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FILL_OTHERS)
        cursor.execute("ANALYZE campaigns_execution")
    zero = "00000000-0000-0000-0000-000000000000"
    params = {
        "workspace": campaign.workspace_id,
        "cursor": zero,
        "last": "0fffffff-ffff-ffff-ffff-ffffffffffff",
        "campaign": campaign.pk,
        "run": zero,
        "version": zero,
        "entry": 1,
        "node": "t",
        "context": None,
        "now": database_now(),
    }
    plan = planned("enrol_all", params, barred="TRUE", entry_rule="", zones="", due_at="now()")
    # Of contacts with one execution each both indexes cost the same.
    assert "(contact_id = c.id)" in plan
    assert "execution_once_per_entry" in plan or "execution_by_contact" in plan
    assert "Join" not in plan
    assert "Seq Scan on campaigns_execution" not in plan
