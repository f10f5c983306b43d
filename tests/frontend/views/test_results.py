"""The results page: charts, funnel, goal and comparisons; empty states; what is no choice is the default."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.engine import counters
from campaigns.models import Campaign, NodeCounter
from messaging.counters import jobs as message_counters
from messaging.models import LinkClick
from tests.factories.campaigns import chain, make_campaign
from tests.frontend.results import make_results
from workspaces.clock import database_now
from workspaces.ids import uuid7
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    return make_results(workspace)


def address(campaign: Campaign, query: str = "") -> str:
    return f"/w/acme/campaigns/{campaign.public_id}/results/{query}"


def shown(client: Client, campaign: Campaign, query: str = "") -> str:
    return " ".join(client.get(address(campaign, query)).content.decode().split())


def test_charts_tell_the_period_and_say_so_in_words(campaign: Campaign, viewer: Client) -> None:
    results = viewer.get(address(campaign)).context["results"]
    assert [(chart.label, chart.total, chart.width) for chart in results.charts] == [
        ("Entered", 2_000, 30),
        ("Sent", 1_900, 30),
        ("Opened", 750, 30),
        ("Conversions", 140, 30),
    ]
    entered = results.charts[0]
    assert [(column.x, column.y, column.height) for column in entered.columns] == [
        (place + 0.1, 0, 100) for place in range(20, 30)
    ]
    assert entered.told.startswith("Entered by day, ")
    assert "2,000 in all, most 200 on " in entered.told
    assert [line.numbers for line in results.lines] == [(200, 190, 75, 0, 14)] * 10


def test_the_page_is_the_same_after_compaction(campaign: Campaign, viewer: Client) -> None:
    before = viewer.get(address(campaign)).context["results"]
    counters.compact()
    message_counters.compact()
    assert viewer.get(address(campaign)).context["results"] == before


def test_the_funnel_tells_ports_and_reasons(campaign: Campaign, viewer: Client) -> None:
    steps = {step.node: step for step in viewer.get(address(campaign)).context["results"].funnel}
    assert [(port.label, port.count) for port in steps["x"].ports] == [
        ("Short subject", 1_000),
        ("Long subject", 1_000),
    ]
    assert (steps["x"].title, steps["s2"].ports, steps["w"].here) == ("Which subject?", (), 400)
    assert [(end.label, end.count) for end in steps["s1"].ends] == [("Skipped", 100)]
    text = shown(viewer, campaign)
    contacts = f'href="/w/acme/campaigns/{campaign.public_id}/contacts/?node='
    # All who came by can't be listed by one filter, so that number leads nowhere; those who are there now can.
    assert f'{contacts}w"' not in text
    assert f'{contacts}w&amp;state=pending">400 here now' in text
    [end] = steps["s1"].ends
    assert f'{contacts}s1&amp;state=skipped&amp;reason={end.reason}">100</a>' in text
    port = steps["x"].ports[0].name
    assert f'href="/w/acme/campaigns/{campaign.public_id}/contacts/?node=x&amp;port={port}"' in text


def test_a_clear_test_has_its_verdict(campaign: Campaign, viewer: Client) -> None:
    text = shown(viewer, campaign)
    assert "Long subject is the best." in text
    assert "Do not conclude yet" not in text
    assert "+80 %" in text
    assert "+29 % to +151 %" in text
    assert "&gt; 99.9 %" in text


def test_a_test_without_a_goal_is_not_to_be_concluded_from(campaign: Campaign, viewer: Client) -> None:
    Campaign.objects.in_workspace(campaign.workspace_id).filter(pk=campaign.pk).update(settings={})
    text = shown(viewer, campaign)
    assert "Do not conclude yet" in text
    assert "The campaign has no goal, so there are no conversions to compare." in text
    assert "Uplift" not in text
    assert "The goal was taken away; these are the conversions from before." in text


def test_a_variant_whom_nobody_met_yet_has_no_numbers(campaign: Campaign, viewer: Client) -> None:
    NodeCounter.unscoped_objects.filter(campaign=campaign, node="x", port="b").delete()
    text = shown(viewer, campaign)
    row = text.split("Long subject <", 1)[1].split("</tr>", 1)[0]
    assert '<td class="text-right text-quiet">nobody yet</td>' in row
    assert row.count(">–</td>") == 3
    assert "&gt; 99.9 %" not in text


def test_the_goal_tells_which_messages_did_it(campaign: Campaign, viewer: Client) -> None:
    goal = viewer.get(address(campaign)).context["results"].goal
    assert [(each.name, each.conversions) for each in goal.attributions] == [
        ("Long welcome", 90),
        ("Short welcome", 50),
    ]
    assert "A contact does “bought”, within 30 days of entering." in shown(viewer, campaign)


@pytest.mark.parametrize(
    ("query", "points"), [("?range=24h", 24), ("?range=7d", 7), ("?range=90d", 90), ("?range=nonsense&group=hour", 30)]
)
def test_periods(campaign: Campaign, viewer: Client, query: str, points: int) -> None:
    assert viewer.get(address(campaign, query)).context["results"].charts[0].width == points


def test_days_of_ones_own(campaign: Campaign, viewer: Client) -> None:
    today = database_now().date()
    first, last = today - timedelta(days=4), today - timedelta(days=3)
    response = viewer.get(address(campaign, f"?range=custom&first={first}&last={last}"))
    assert response.context["results"].charts[0].total == 400
    assert (response.context["filters"]["first"], response.context["filters"]["last"]) == (str(first), str(last))
    assert f'name="first" value="{first}"' in response.content.decode()
    assert viewer.get(address(campaign, "?range=custom")).context["results"].charts[0].width == 30


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("first=2026-03-02&last=2026-03-01", "the last day must not be before the first"),
        ("first=1990-01-01&last=1990-02-01", "the first day is too far away."),
        ("first=2020-01-01&last=2026-03-01", "Choose weeks or months."),
    ],
)
def test_days_that_can_t_be_shown_are_said(campaign: Campaign, viewer: Client, query: str, said: str) -> None:
    text = shown(viewer, campaign, f"?range=custom&{query}")
    assert "These days can't be shown: " in text.replace("&#x27;", "'")
    assert said in text


def test_a_time_in_which_nothing_happened(campaign: Campaign, viewer: Client) -> None:
    text = shown(viewer, campaign, "?range=custom&first=2020-01-01&last=2020-01-05&group=day")
    assert "Nothing happened in this time." in text
    assert "Which subject?" in text


def test_links_tell_contacts_clicks_and_machines(campaign: Campaign, viewer: Client) -> None:
    assert "links-title" not in shown(viewer, campaign)
    of = {"workspace_id": campaign.workspace_id, "stream_id": campaign.pk, "clicked_at": database_now()}
    LinkClick.objects.bulk_create(
        LinkClick(
            **of,
            contact_id=uuid7(),
            message_id=number,
            url=f"https://shop.example/{number // 2}",
            clicks=3,
            machine_clicks=1_000,
        )
        for number in range(52)
    )
    text = shown(viewer, campaign)
    assert ">https://shop.example/0<" in text
    assert text.count(">2,000 by machines<") == 25
    assert 'tabular-nums">2</td><td class="text-right tabular-nums">6</td>' in text
    assert "And 1 more link." in text


def test_a_campaign_that_nobody_entered_says_so(workspace: Workspace, viewer: Client) -> None:
    text = shown(viewer, make_campaign(workspace, chain()))
    assert "Results appear here as soon as contacts enter this campaign." in text


def test_the_page_costs_the_same_queries_whatever_it_tells(campaign: Campaign, viewer: Client) -> None:
    viewer.get(address(campaign))
    with CaptureQueriesContext(connection) as full:
        viewer.get(address(campaign))
    with CaptureQueriesContext(connection) as quiet:
        viewer.get(address(campaign, "?range=custom&first=2020-01-01&last=2020-01-05"))
    assert len(full) == len(quiet)
    assert sum("campaigns_execution" in query["sql"] for query in full) == 0
    assert sum('"messaging_message"' in query["sql"] for query in full) == 0
