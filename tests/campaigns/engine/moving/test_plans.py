"""The plans that moves and their preview count on, in a table of many campaigns."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from campaigns.models import Campaign
from tests.factories.campaigns import chain, executions_of, launch, tick
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from tests.plans import plan_of
from workspaces.clock import database_now
from workspaces.sql import load

pytestmark = pytest.mark.usefixtures("fresh_tables")

WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})
FILL = """
INSERT INTO campaigns_execution
    (workspace_id, campaign_id, version_id, contact_id, entry, node, state, arrived_at, due_at, created_at, finished_at)
SELECT workspace_id, CASE WHEN i % 4 = 0 THEN campaign_id ELSE gen_random_uuid() END, version_id, gen_random_uuid(), 1,
       'w', CASE WHEN i % 3 = 0 THEN 'completed' ELSE 'pending' END, now(),
       CASE WHEN i % 3 > 0 THEN now() + interval '2 days' END, now(), CASE WHEN i % 3 = 0 THEN now() END
FROM campaigns_execution CROSS JOIN generate_series(1, 60000) AS i
"""


@pytest.fixture
def campaign() -> Campaign:
    """15,000 executions among 60,000, a third of them finished."""
    workspace = make_workspace()
    make_contact(workspace)
    campaign = launch(workspace, chain(WAIT))
    tick()
    with connection.cursor() as cursor:
        cursor.execute(FILL)
        cursor.execute("ANALYZE campaigns_execution")
    return campaign


@pytest.mark.parametrize("name", ["move_window", "move_hold"])
def test_a_batch_reads_its_stretch_by_the_index_of_entries(campaign: Campaign, name: str) -> None:
    params = {
        "campaign": campaign.pk,
        "contact": UUID(int=0),
        "entry": 0,
        "last_contact": UUID(int=1 << 120),
        "last_entry": 1,
        "olds": [executions_of(campaign)[0].version_id],
        "limit": 10_000,
    }
    plan = plan_of(load("campaigns.engine", name), params)
    assert "execution_once_per_entry" in plan
    assert "Seq Scan on campaigns_execution" not in plan


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("move_letters", "message_once_per_visit"),
        ("move_subscriptions", "campaigns_waitsubscription_pkey"),
    ],
)
def test_what_rests_beside_them_is_read_by_its_key(campaign: Campaign, name: str, index: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the tables are empty here
        some = ",".join(str(each.pk) for each in executions_of(campaign)[:500])
    plan = plan_of(load("campaigns.engine", name), {"executions": f"{{{some}}}"})
    assert index in plan


def test_the_preview_reads_no_more_than_its_sample(campaign: Campaign) -> None:
    params: dict[str, Any] = {"campaign": campaign.pk, "last_shard": 15, "per_shard": 625, "limit": 10_000}
    plan = plan_of(load("campaigns.impact", "sample_active"), params)
    assert "execution_due" in plan
    assert "execution_once_per_entry" in plan
    assert "Seq Scan on campaigns_execution" not in plan
    params = {"campaign": campaign.pk, "now": database_now(), "limit": 50}
    entering = plan_of(load("campaigns.impact", "entering"), params)
    assert "execution_due_first" in entering
