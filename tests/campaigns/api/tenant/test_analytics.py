"""`GET /campaigns/{id}/analytics`: the period asked for, by the workspace's days; the reports; and what is refused."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from campaigns.api.tenant.examples import ANALYTICS
from campaigns.engine.goals.record import conversions_record
from campaigns.models import Campaign, Execution
from campaigns.settings import CampaignGoalSettings
from tests.factories.campaigns import flow, launch, make_campaign, tick
from tests.factories.contacts import make_contacts
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
GOAL = CampaignGoalSettings(event="bought", exit_on_goal=False)
HALVES = [{"port": "a", "name": "Short", "weight": 50}, {"port": "b", "name": "Long", "weight": 50}]


@pytest.fixture
def campaign(acme: Workspace) -> Campaign:
    Workspace.objects.filter(pk=acme.pk).update(timezone="Pacific/Auckland")
    acme.refresh_from_db()
    make_contacts(acme, 8)
    campaign = launch(
        acme,
        flow(
            ("t", "trigger_manual", {}),
            ("x", "ab_test", {"variants": HALVES}),
            ("w", "wait", {"duration": {"value": 1, "unit": "days"}}),
            ("e", "end", {}),
            edges=["t>x", "x.a>w", "x.b>w", "w>e"],
        ),
        settings={"goal": GOAL.model_dump(exclude_none=True)},
    )
    tick()
    return campaign


def analytics(api: Any, campaign: Campaign, query: str = "") -> dict[str, Any]:
    answer = api.get(f"/campaigns/{campaign.public_id}/analytics{query}")
    assert answer.status_code == 200, answer.content
    data: dict[str, Any] = answer.json()["data"]
    return data


def test_thirty_days_by_day_are_told_where_nothing_is_asked_for(api: Any, campaign: Campaign) -> None:
    data = analytics(api, campaign)
    assert (data["time_range"], data["group_by"], data["timezone"]) == ("30d", "day", "Pacific/Auckland")
    today = datetime.now(ZoneInfo("Pacific/Auckland")).date()
    assert (data["start_date"], data["end_date"]) == (str(today - timedelta(days=29)), str(today))
    assert len(data["timeline"]) == 30
    assert data["timeline"][-1]["date"] == str(today)
    assert (data["timeline"][-1]["entered"], data["total"]["entered"], data["entered"]) == (8, 8, 8)
    assert data["total"]["messages"]["sent"] == data["messages"]["sent"] == 0


def test_the_funnel_the_test_and_the_goal_are_told(api: Any, campaign: Campaign) -> None:
    executions = Execution.objects.in_workspace(campaign.workspace_id).values_list("pk", flat=True)
    conversions_record(GOAL, list(executions)[:3], campaign.updated_at + timedelta(seconds=5))
    data = analytics(api, campaign, "?timeRange=90d&groupBy=month")
    assert [(node["node"], node["entered"]) for node in data["funnel"]] == [("t", 8), ("x", 8), ("w", 8), ("e", 0)]
    ports = {port["port"]: (port["name"], port["target"], port["count"]) for port in data["funnel"][1]["ports"]}
    assert {port: (name, target) for port, (name, target, _) in ports.items()} == {
        "a": ("Short", "w"),
        "b": ("Long", "w"),
    }
    [test] = data["tests"]
    assert [each["contacts"] for each in test["variants"]] == [ports["a"][2], ports["b"][2]]
    assert sum(each["conversions"] for each in test["variants"]) == 3
    assert (test["conclusive"], test["cautions"][0]) == (
        False,
        {"reason": "too_few_contacts", "text": "A variant has fewer than 100 contacts."},
    )
    assert data["goal"] == {
        "text": "does “bought”",
        "window_days": 30,
        "entered": 8,
        "conversions": 3,
        "rate": 0.375,
        "attributions": [{"node": "", "name": "", "conversions": 3, "sent": 0}],
    }


@pytest.mark.parametrize(("time_range", "points"), [("7d", 7), ("30d", 30), ("90d", 90)])
def test_ranges_end_today(api: Any, campaign: Campaign, time_range: str, points: int) -> None:
    assert len(analytics(api, campaign, f"?timeRange={time_range}")["timeline"]) == points


def test_a_period_of_ones_own_is_grouped_and_cut_to_its_days(api: Any, campaign: Campaign) -> None:
    query = "?timeRange=custom&startDate=2026-03-31&endDate=2026-04-08&groupBy=week"
    data = analytics(api, campaign, query)
    # New Zealand leaves daylight saving time on 5 April.
    assert [(point["date"], point["start"], point["end"]) for point in data["timeline"]] == [
        ("2026-03-31", "2026-03-30T11:00:00Z", "2026-04-05T12:00:00Z"),
        ("2026-04-06", "2026-04-05T12:00:00Z", "2026-04-08T12:00:00Z"),
    ]
    assert (data["start_date"], data["end_date"], data["total"]["entered"], data["entered"]) == (
        "2026-03-31",
        "2026-04-08",
        0,
        8,
    )


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?timeRange=1y", "timeRange"),
        ("?groupBy=hour", "groupBy"),
        ("?timeRange=custom", "startDate"),
        ("?timeRange=custom&startDate=2026-03-01", "endDate"),
        ("?timeRange=custom&startDate=2026-03-02&endDate=2026-03-01", "endDate"),
        ("?timeRange=custom&startDate=2026-02-30&endDate=2026-03-01", "startDate"),
        ("?timeRange=custom&startDate=2020-01-01&endDate=2026-03-01", "groupBy"),
        ("?timeRange=7d&startDate=2026-03-01", "startDate"),
        ("?endDate=2026-03-01", "endDate"),
        ("?time_range=7d", "time_range"),
    ],
)
def test_what_is_wrong_is_named(api: Any, campaign: Campaign, query: str, field: str) -> None:
    answer = api.get(f"/campaigns/{campaign.public_id}/analytics{query}")
    assert answer.status_code == 400, answer.content
    assert [detail["field"] for detail in answer.json()["error"]["details"]] == [field]


def test_a_draft_has_an_empty_report(api: Any, acme: Workspace) -> None:
    data = analytics(api, make_campaign(acme))
    assert (data["funnel"], data["tests"], data["goal"], data["entered"]) == ([], [], None, 0)


def test_the_example_has_the_shape_of_the_answer(api: Any, campaign: Campaign) -> None:
    data, example = analytics(api, campaign), ANALYTICS["data"]
    for told, shown in (
        (data, example),
        (data["total"], example["total"]),
        (data["timeline"][0], example["timeline"][0]),
        (data["funnel"][1], example["funnel"][0]),
        (data["funnel"][1]["ports"][0], example["funnel"][0]["ports"][0]),
        (data["tests"][0], example["tests"][0]),
        (data["tests"][0]["variants"][0], example["tests"][0]["variants"][0]),
        (data["goal"], example["goal"]),
    ):
        assert set(told) == set(shown)
