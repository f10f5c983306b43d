"""What an event did: whom it let in, who refused and why, who heard nothing, and the goals it counted for."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.engine import triggers
from campaigns.explain import event_decisions
from campaigns.models import Campaign, Trigger
from contacts.models import Contact, Event
from contacts.services import EventIn, events_record
from tests.factories.campaigns import chain, executions_of, flow, launch, tick
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

VIP: dict[str, Any] = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}
LARGE: dict[str, Any] = {
    "condition": "AND",
    "rules": [{"type": "trigger", "field": "total", "operator": ">=", "value": 100}],
}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def contact(workspace: Workspace) -> Contact:
    return make_contact(workspace)


def on_order(workspace: Workspace, filter_: dict[str, Any] | None = None, **settings: Any) -> Campaign:
    config = {"event": "ordered", "filter": filter_}
    return launch(workspace, flow(("t", "trigger_event", config), ("e", "end", {})), settings=settings)


def order(contact: Contact, total: int) -> Event:
    [result] = events_record(
        workspace_id=contact.workspace_id, events=[EventIn(contact.pk, "ordered", {"total": total})]
    )
    return Event.objects.in_workspace(contact.workspace_id).get(pk=result.event_id)


def test_each_campaign_that_listens_has_its_answer(workspace: Workspace, contact: Contact) -> None:
    entered = on_order(workspace)
    filtered = on_order(workspace, LARGE)
    ruled_out = on_order(workspace, entry_rule=VIP)
    on_order(make_workspace())
    launch(workspace, flow(("t", "trigger_event", {"event": "paid"}), ("e", "end", {})))
    event = order(contact, 20)
    assert event_decisions(event).words == "Nobody has looked at it yet; that happens within seconds."
    triggers.run()
    event.refresh_from_db()
    answer = event_decisions(event)
    assert answer.words == "Let the contact into 1 campaign, was refused by 2 triggers."
    found = {each.campaign_id: each.decision for each in answer.triggers}
    assert {key: decision.outcome for key, decision in found.items()} == {
        entered.public_id: "enrolled",
        filtered.public_id: "filter",
        ruled_out.public_id: "entry_rule",
    }
    [execution] = executions_of(entered)
    assert found[entered.public_id].execution_id == execution.public_id
    assert [each.words for each in found[filtered.public_id].seen] == ["trigger’s total is at least 100 – found 20"]
    assert [each.words for each in found[ruled_out.public_id].seen] == ["tagged “vip” – found nothing"]
    assert {decision.event_id for decision in found.values()} == {event.public_id}


def test_who_began_to_listen_later_and_who_was_not_listening(workspace: Workspace, contact: Contact) -> None:
    event = order(contact, 20)
    triggers.run()
    event.refresh_from_db()
    assert event_decisions(event).words == "Let the contact into no campaign."
    campaign = on_order(workspace)
    [each] = event_decisions(event).triggers
    assert (each.campaign_id, each.decision.outcome, each.decision.decided_at) == (
        campaign.public_id,
        "happened_earlier",
        None,
    )
    Trigger.objects.in_workspace(workspace).update(since=event.created_at - timedelta(days=1))
    [each] = event_decisions(event).triggers
    assert each.decision.outcome == "not_listening"
    assert event_decisions(event).words == "Let the contact into no campaign."


def test_an_event_that_was_a_goal(workspace: Workspace, contact: Contact) -> None:
    wait = ("w", "wait", {"duration": {"value": 1, "unit": "days"}})
    campaign = launch(workspace, chain(wait), settings={"goal": {"event": "ordered"}})
    tick()
    event = order(contact, 20)
    triggers.run(database_now() + timedelta(seconds=1))
    event.refresh_from_db()
    answer = event_decisions(event)
    [goal] = answer.goals
    [execution] = executions_of(campaign)
    assert (goal.campaign_id, goal.execution_id, goal.node) == (campaign.public_id, execution.public_id, "")
    assert answer.words == "Let the contact into no campaign, was the goal of 1 campaign."


def test_a_wait_that_it_ended(workspace: Workspace, contact: Contact) -> None:
    wait = ("w", "wait", {"event": "ordered", "timeout": {"value": 1, "unit": "days"}})
    document = flow(("t", "trigger_manual", {}), wait, ("e", "end", {}), edges=["t>w", "w>e", "w.timeout>e"])
    campaign = launch(workspace, document)
    tick()
    event = order(contact, 20)
    triggers.run()
    event.refresh_from_db()
    [execution] = executions_of(campaign)
    [about_to] = event_decisions(event).waits
    assert (about_to.execution_id, about_to.node, about_to.at) == (execution.public_id, "w", None)
    tick()
    answer = event_decisions(event)
    [gone_on] = answer.waits
    assert (gone_on.campaign_id, gone_on.execution_id, gone_on.node_name) == (
        campaign.public_id,
        execution.public_id,
        "Wait",
    )
    assert gone_on.at is not None
    assert answer.words == "Let the contact into no campaign, ended 1 wait."
    assert event_decisions(order(contact, 20)).waits == ()


def test_the_number_of_queries_does_not_grow_with_campaigns(workspace: Workspace, contact: Contact) -> None:
    for _ in range(12):
        on_order(workspace, LARGE)
    event = order(contact, 20)
    triggers.run()
    event.refresh_from_db()
    with CaptureQueriesContext(connection) as queries:
        assert len(event_decisions(event).triggers) == 12
    assert len(queries) <= 8
