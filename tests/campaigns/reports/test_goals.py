"""Goal reports: conversions of those who entered, by the message they are attributed to; and all reports at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.engine.goals.record import conversions_record
from campaigns.models import Campaign, Execution
from campaigns.selectors import Attribution, Grain, Period, campaign_analytics, period_days
from campaigns.settings import settings_of
from contacts.models import Contact, Segment
from messaging.models import Message
from tests.factories.campaigns import chain, default_sender, launch, make_campaign, send_config, tick
from tests.factories.contacts import make_contacts
from tests.factories.messaging import grant_consent
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

SPENT = {"condition": "AND", "rules": [{"type": "trigger", "field": "total", "operator": ">", "value": 50}]}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def contacts(workspace: Workspace) -> list[Contact]:
    people = make_contacts(workspace, 6)
    grant_consent(people)
    return people


@pytest.fixture
def campaign(workspace: Workspace, contacts: list[Contact]) -> Campaign:
    """Two mails with a day between them; one contact converts before the first, two after it, one after the second."""
    default_sender(workspace)
    template, _ = make_published(workspace)
    campaign = launch(
        workspace,
        chain(
            ("s1", "send", send_config(template)),
            ("w", "wait", {"duration": {"value": 1, "unit": "days"}}),
            ("s2", "send", send_config(template)),
        ),
        settings={"goal": {"event": "bought", "filter": SPENT, "exit_on_goal": False}},
    )
    tick()
    now = database_now()
    convert(campaign, contacts[:1])
    accept(campaign, "s1")
    tick(now + timedelta(seconds=1))
    convert(campaign, contacts[1:3])
    tick(now + timedelta(days=2))
    accept(campaign, "s2")
    convert(campaign, contacts[:4])
    return campaign


def convert(campaign: Campaign, contacts: list[Contact]) -> None:
    goal = settings_of(campaign).goal
    assert goal is not None
    executions = Execution.objects.in_workspace(campaign.workspace_id).filter(contact__in=contacts)
    conversions_record(goal, list(executions.values_list("pk", flat=True)), database_now())


def accept(campaign: Campaign, node: str) -> None:
    messages = Message.objects.in_workspace(campaign.workspace_id).filter(node=node)
    messages.update(state="accepted", settled_at=database_now())


def a_week() -> Period:
    return period_days(timezone="UTC", now=database_now(), days=7, grain=Grain.DAY)


def test_conversions_are_told_by_the_message_they_are_attributed_to(campaign: Campaign) -> None:
    goal = campaign_analytics(campaign, a_week()).goal
    assert goal is not None
    assert (goal.entered, goal.conversions, goal.rate) == (6, 4, 4 / 6)
    assert goal.attributions == (
        Attribution("s1", "Send", 2, 6),
        Attribution("", "", 1, 0),
        Attribution("s2", "Send", 1, 6),
    )
    assert (goal.words, goal.window_days, goal.exits) == ("does “bought” where trigger’s total is above 50", 30, False)


def test_the_funnel_and_the_timeline_tell_the_same(campaign: Campaign) -> None:
    told = campaign_analytics(campaign, a_week())
    assert {node.node: node.conversions for node in told.funnel if node.conversions} == {"s1": 2, "s2": 1}
    assert (told.total.conversions, told.total.entered, told.total.messages.sent) == (4, 6, 12)
    assert (told.timeline[-1].conversions, told.entered, told.messages.sent) == (4, 6, 12)


def test_a_rule_is_told_with_the_names_of_its_segments(workspace: Workspace) -> None:
    everybody = {"condition": "AND", "rules": [{"type": "score", "operator": ">=", "value": 0}]}
    segment = Segment.objects.create(workspace=workspace, name="Buyers", rule=everybody)
    rule = {"condition": "AND", "rules": [{"type": "segment", "operator": "in", "value": segment.public_id}]}
    campaign = make_campaign(workspace, chain(), settings={"goal": {"rule": rule}})
    goal = campaign_analytics(campaign, a_week()).goal
    assert goal is not None
    assert (goal.words, goal.entered, goal.rate, goal.attributions) == ("in “Buyers”", 0, None, ())


def test_conversions_of_a_goal_that_was_taken_away_stay(campaign: Campaign) -> None:
    campaign.settings = {}
    goal = campaign_analytics(campaign, a_week()).goal
    assert goal is not None
    assert (goal.words, goal.conversions) == ("", 4)


def test_a_campaign_without_a_goal_or_a_flow_has_none(workspace: Workspace) -> None:
    told = campaign_analytics(make_campaign(workspace), a_week())
    assert (told.goal, told.funnel, told.experiments, told.entered, len(told.timeline)) == (None, (), (), 0, 7)


def test_all_reports_cost_four_queries_besides_the_flow(campaign: Campaign) -> None:
    fresh = Campaign.objects.in_workspace(campaign.workspace_id).select_related("live_version").get(pk=campaign.pk)
    period = a_week()
    with CaptureQueriesContext(connection) as captured:
        campaign_analytics(fresh, period)
    assert len(captured) == 4
