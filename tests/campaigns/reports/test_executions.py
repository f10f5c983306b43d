"""Lists of executions by the way that they took: bounded, paged by key, and by an index where the state tells."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from campaigns.models import Campaign, Execution, Step
from campaigns.reports import executions
from campaigns.selectors import ANY_PORT, DayRange, executions_page
from messaging.models import Message
from tests.factories.campaigns import chain, crowd, default_sender, flow, launch, send_config, tick
from tests.factories.contacts import make_contacts
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.plans import plan_of
from workspaces.clock import database_now
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


def _plan(sql: str) -> str:
    """How it is answered by indexes alone: for thirty contacts a sort, or reading all, might look as cheap."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE messaging_message")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_incremental_sort = off")
    return plan_of(sql)


def test_ways_over_all_pages(campaign: Campaign) -> None:
    by_a, by_b = _all(campaign, node="x", port="a")[0], _all(campaign, node="x", port="b")[0]
    everybody = _all(campaign)[0]
    assert len(everybody) == 30
    assert sorted(by_a + by_b) == sorted(everybody)
    assert 0 < len(by_a) < 30
    assert _all(campaign, node="x", port=ANY_PORT)[0] == everybody
    assert _all(campaign, node="e", port=ANY_PORT)[0] == everybody
    assert _all(campaign, node="e", port="next")[0] == []
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


def test_a_way_within_some_days(campaign: Campaign) -> None:
    now = database_now()
    today = now.astimezone(ZoneInfo(campaign.workspace.timezone)).date()
    steps = Step.objects.in_workspace(campaign.workspace_id).filter(node="x", port="a")
    mine = steps.first()
    assert mine is not None
    Step.objects.in_workspace(campaign.workspace_id).filter(pk=mine.pk).update(created_at=now - timedelta(days=3))
    before = DayRange(last=today - timedelta(days=2))
    assert _all(campaign, node="x", port="a", days=before)[0] == [mine.execution.public_id]
    since = DayRange(first=today)
    assert len(_all(campaign, node="x", port=ANY_PORT, days=since)[0]) == 29


def test_by_what_became_of_a_message() -> None:
    workspace = make_workspace()
    default_sender(workspace)
    template, _ = make_published(workspace)
    contacts = make_contacts(workspace, 4)
    campaign = launch(workspace, chain(("s", "send", send_config(template)), ("r", "send", send_config(template))))
    tick()
    now = database_now()
    messages = Message.objects.in_workspace(workspace).filter(node="s")
    messages.filter(contact__in=contacts[:3]).update(state="accepted", settled_at=now)
    messages.filter(contact=contacts[0]).update(opened_at=now, clicked_at=now)
    messages.filter(contact=contacts[1]).update(opened_at=now - timedelta(days=3))
    messages.filter(contact=contacts[3]).update(state="rejected", settled_at=now)
    place = {contact.public_id: number for number, contact in enumerate(contacts)}

    def found(**filters: Any) -> list[int]:
        return sorted(place[row.contact_id] for row in executions_page(campaign, **filters).rows)

    today = DayRange(first=now.astimezone(ZoneInfo(workspace.timezone)).date())
    assert found(node="s", message="sent") == [0, 1, 2]
    assert found(message="sent") == [0, 1, 2]
    assert found(node="r", message="sent") == []
    assert found(node="s", message="opened") == [0, 1]
    assert found(node="s", message="opened", days=today) == [0]
    assert found(node="s", message="clicked") == [0]
    assert found(node="s", message="replied") == []
    with pytest.raises(InvalidInput) as refused:
        executions_page(campaign, message="read")
    assert [detail.field for detail in refused.value.details] == ["message"]


@pytest.mark.usefixtures("fresh_tables")
def test_messages_are_probed_by_execution(campaign: Campaign, django_assert_num_queries: Any) -> None:
    crowd(campaign)
    with django_assert_num_queries(2) as queries:
        executions_page(campaign, node="x", message="opened")
    plan = _plan(queries.captured_queries[-1]["sql"])
    assert "execution_once_per_entry" in plan
    # Among a handful of messages any index would do.
    assert "Seq Scan on messaging_message" not in plan
    assert "Sort" not in plan


def test_a_way_needs_its_step(campaign: Campaign) -> None:
    with pytest.raises(InvalidInput) as refused:
        executions_page(campaign, port="a")
    assert [(detail.field, detail.message) for detail in refused.value.details] == [("port", "needs a node")]


@pytest.mark.usefixtures("fresh_tables")
def test_who_is_at_a_step_is_found_by_an_index_in_the_order_of_the_list(campaign: Campaign) -> None:
    crowd(campaign)
    rows = Execution.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk, node="e")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        plan = rows.order_by("contact_id", "entry").explain()
    assert "execution_by_node" in plan
    assert "Sort" not in plan


@pytest.mark.usefixtures("fresh_tables")
def test_a_way_is_found_by_the_list_and_the_journals_of_those_in_it(
    campaign: Campaign, django_assert_num_queries: Any
) -> None:
    crowd(campaign)
    with django_assert_num_queries(2) as queries:
        executions_page(campaign, node="x", port="a")
    plan = _plan(queries.captured_queries[-1]["sql"])
    assert "execution_once_per_entry" in plan
    assert "campaigns_step_execution_id" in plan
    assert "Sort" not in plan
    assert "SubPlan" in plan
