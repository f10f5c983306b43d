"""Lists of executions by the way that they took: bounded, paged by key, and by an index where the state tells."""

from typing import Any

import pytest
from django.db import connection

from campaigns.models import Campaign, Execution
from campaigns.reports import executions
from campaigns.selectors import ANY_PORT, executions_page
from tests.factories.campaigns import crowd, flow, launch, tick
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput

pytestmark = pytest.mark.django_db
VARIANTS = [{"port": "a", "name": "", "weight": 50}, {"port": "b", "name": "", "weight": 50}]


@pytest.fixture
def campaign() -> Campaign:
    """Thirty contacts, all through a test with two ways."""
    workspace = make_workspace()
    make_contacts(workspace, 30)
    document = flow(
        ("t", "trigger_manual", {}),
        ("x", "ab_test", {"variants": VARIANTS}),
        ("e", "end", {}),
        edges=["t>x", "x.a>e", "x.b>e"],
    )
    campaign = launch(workspace, document)
    tick()
    return campaign


def _all(campaign: Campaign, **filters: Any) -> tuple[list[str], int]:
    """The ids of every page, and how many pages there were."""
    found, cursor, pages = [], "", 0
    while cursor or not pages:
        page = executions_page(campaign, cursor=cursor, limit=7, **filters)
        found += [row.id for row in page.rows]
        cursor, pages = page.next_cursor, pages + 1
        assert pages < 20
    return found, pages


def test_ways_over_all_pages(campaign: Campaign) -> None:
    by_a, by_b = _all(campaign, node="x", port="a")[0], _all(campaign, node="x", port="b")[0]
    everybody = _all(campaign)[0]
    assert len(everybody) == 30
    assert sorted(by_a + by_b) == sorted(everybody)
    assert 0 < len(by_a) < 30
    assert _all(campaign, node="x", port=ANY_PORT)[0] == everybody
    assert _all(campaign, node="e", port=ANY_PORT)[0] == []
    assert _all(campaign, node="x", port="c") == ([], 1)


def test_so_many_are_looked_at_and_no_more(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(executions, "_LOOKED_AT", 10)
    by_a = _all(campaign, node="x", port="a")[0]
    with django_assert_num_queries(2):
        page = executions_page(campaign, node="x", port="a")
    assert [row.id for row in page.rows] == [key for key in by_a if key in {row.id for row in page.rows}]
    assert page.cut_short
    assert page.next_cursor != ""
    pages = _all(campaign, node="x", port="nobody")
    assert pages == ([], 3)


def test_a_way_needs_its_step(campaign: Campaign) -> None:
    with pytest.raises(InvalidInput) as refused:
        executions_page(campaign, port="a")
    assert [(detail.field, detail.message) for detail in refused.value.details] == [("port", "needs a node")]


def test_who_is_at_a_step_is_found_by_an_index_in_the_order_of_the_list(campaign: Campaign) -> None:
    crowd(campaign)
    rows = Execution.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk, node="e")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        plan = rows.order_by("contact_id", "entry").explain()
    assert "execution_by_node" in plan
    assert "Sort" not in plan


def test_a_way_is_found_by_the_list_and_the_journals_of_those_in_it(
    campaign: Campaign, django_assert_num_queries: Any
) -> None:
    crowd(campaign)
    with django_assert_num_queries(2) as queries:
        executions_page(campaign, node="x", port="a")
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + queries.captured_queries[-1]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "execution_once_per_entry" in plan
    assert "campaigns_step_execution_id" in plan
    assert "Sort" not in plan
    assert "SubPlan" in plan
