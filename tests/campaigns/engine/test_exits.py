"""Exit rules in whole passes: before every node, behind nodes that write, at no cost where there are none."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.engine import stage
from campaigns.models import Step
from campaigns.services import campaign_create, campaign_publish, campaign_update
from tests.factories.campaigns import (
    SYSTEM,
    chain,
    counters_of,
    execution_for,
    journal_of,
    launch,
    make_campaign,
    recount,
    tick,
)
from tests.factories.contacts import make_contact, make_segment
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

DAY = {"duration": {"value": 1, "unit": "days"}}


def tagged(tag: str) -> dict[str, Any]:
    return {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": tag}]}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def test_who_matches_at_the_start_of_a_pass_ends_where_it_stands(workspace: Workspace) -> None:
    gone, stays = make_contact(workspace, tags=["b"]), make_contact(workspace)
    settings = {"exit_rules": [tagged("a"), tagged("b")]}
    campaign = launch(workspace, chain(("w", "wait", DAY)), settings=settings)
    tick()
    execution = execution_for(campaign, gone)
    assert (execution.state, execution.node, execution.reason) == ("completed", "t", "exit_rule")
    assert journal_of(execution) == [("t", "completed", "", "exit_rule")]
    assert Step.objects.in_workspace(workspace).get(execution=execution).detail == {"rule": 2, "values": [["b"]]}
    assert execution_for(campaign, stays).node == "w"
    assert counters_of(campaign) == recount(campaign)


def test_who_waited_and_matches_when_it_is_due_ends_at_the_wait(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = launch(workspace, chain(("w", "wait", DAY)), settings={"exit_rules": [tagged("a")]})
    tick()
    contact.tags = ["a"]
    contact.save(update_fields=["tags"])
    tick(database_now() + timedelta(days=2))
    execution = execution_for(campaign, contact)
    assert (execution.state, execution.node, execution.reason) == ("completed", "w", "exit_rule")
    assert counters_of(campaign) == recount(campaign)


def test_rules_are_asked_again_behind_a_node_that_writes(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    flow = chain(("a", "tag", {"action": "add", "tag": "a"}), ("b", "tag", {"action": "add", "tag": "b"}))
    campaign = launch(workspace, flow, settings={"exit_rules": [tagged("a")]})
    tick()
    execution = execution_for(campaign, contact)
    assert journal_of(execution) == [
        ("t", "passed", "next", ""),
        ("a", "passed", "next", ""),
        ("b", "completed", "", "exit_rule"),
    ]
    contact.refresh_from_db()
    assert contact.tags == ["a"]
    assert counters_of(campaign) == recount(campaign)


def test_a_rule_about_a_field_meets_what_set_field_has_just_written(workspace: Workspace) -> None:
    contact = make_contact(workspace, first_name="Ada")
    rule = {
        "condition": "AND",
        "rules": [{"type": "attribute", "field": "first_name", "operator": "equals", "value": "Eve"}],
    }
    flow = chain(("f", "set_field", {"field": "first_name", "value": "Eve"}), ("w", "wait", DAY))
    campaign = launch(workspace, flow, settings={"exit_rules": [rule]})
    tick()
    assert execution_for(campaign, contact).reason == "exit_rule"


def test_behind_a_score_and_a_segment_the_rules_are_asked_again(workspace: Workspace) -> None:
    segment = make_segment(workspace, name="Chosen")
    score = {"type": "score", "operator": ">=", "value": 10}
    inside = {"type": "segment", "operator": "in", "value": segment.public_id}
    for leaf, node, values in (
        (score, ("n", "update_score", {"delta": 10}), [10]),
        (inside, ("n", "segment_add", {"segment": segment.public_id}), ["in"]),
    ):
        contact = make_contact(workspace)
        settings = {"exit_rules": [{"condition": "AND", "rules": [leaf]}]}
        campaign = launch(workspace, chain(node, ("w", "wait", DAY)), settings=settings)
        tick()
        execution = execution_for(campaign, contact)
        assert (execution.state, execution.node, execution.reason) == ("completed", "w", "exit_rule")
        step = Step.objects.in_workspace(workspace).get(execution=execution, node="w")
        assert step.detail == {"rule": 1, "values": values}


def test_without_exit_rules_and_goal_no_statement_is_added(workspace: Workspace) -> None:
    counts = []
    for settings in ({}, {"exit_rules": [tagged("a")]}):
        make_contact(workspace)
        launch(workspace, chain(("w", "wait", DAY)), settings=settings)
        with CaptureQueriesContext(connection) as queries:
            stage.run()
        counts.append(sum("contacts_contact" in query["sql"] for query in queries))
    assert counts == [0, 1]


def test_rules_are_checked_against_the_workspace_with_their_places(workspace: Workspace) -> None:
    unknown = {"condition": "AND", "rules": [{"type": "segment", "operator": "in", "value": "seg_x"}]}
    missing = {
        "condition": "AND",
        "rules": [{"type": "attribute", "field": "plann", "operator": "equals", "value": "pro"}],
    }
    campaign = make_campaign(workspace, chain())
    for settings, place in (
        ({"exit_rules": [tagged("a"), unknown]}, "settings.exit_rules[1].rules[0].value"),
        ({"exit_rules": [missing]}, "settings.exit_rules[0].rules[0].field"),
        ({"goal": {"rule": missing}}, "settings.goal.rule.rules[0].field"),
        ({"goal": {"event": "ordered", "filter": {"rules": []}}}, "settings.goal.filter.condition"),
    ):
        with pytest.raises(InvalidInput) as refused:
            campaign_update(campaign=campaign, changes={"settings": settings}, actor=SYSTEM)
        assert place in [detail.field for detail in refused.value.details]
        with pytest.raises(InvalidInput):
            campaign_create(workspace=workspace, name="New", actor=SYSTEM, settings=settings)
    campaign.refresh_from_db()
    assert campaign.settings == {}


def test_publishing_looks_at_the_rules_again(workspace: Workspace) -> None:
    campaign = make_campaign(workspace, chain())
    stale = {"condition": "AND", "rules": [{"type": "attribute", "field": "gone", "operator": "is_set"}]}
    type(campaign).objects.in_workspace(workspace).update(settings={"exit_rules": [stale]})
    with pytest.raises(InvalidInput) as refused:
        campaign_publish(campaign=campaign, actor=SYSTEM)
    assert [detail.field for detail in refused.value.details] == ["settings.exit_rules[0].rules[0].field"]
