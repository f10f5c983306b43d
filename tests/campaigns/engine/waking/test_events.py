"""Waits for events, through routers and passes on PostgreSQL."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.engine.goals import sweep as goals
from campaigns.engine.routing import stage as router
from campaigns.engine.waking import wake_for_events
from campaigns.models import Campaign, Execution, Step, WaitSubscription
from campaigns.services import campaign_pause, campaign_resume
from campaigns.services.operators import ExecutionFilter, executions_cancel, executions_skip_wait
from contacts.models import Contact, Event
from contacts.services import EventIn, contact_delete, events_record
from tests.factories.campaigns import (
    SYSTEM,
    counters_of,
    execution_for,
    executions_of,
    flow,
    journal_of,
    launch,
    recount,
    tick,
)
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.ids import encode_row
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

START = datetime(2036, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def awaiting(workspace: Workspace, **config: Any) -> Campaign:
    """Launched, and everybody waits since START, for a day at most."""
    document = flow(
        ("t", "trigger_manual", {}),
        ("w", "wait", {"event": "ordered", "timeout": {"value": 1, "unit": "days"}, **config}),
        ("did", "end", {}),
        ("late", "end", {}),
        edges=["t>w", "w>did", "w.timeout>late"],
    )
    campaign = launch(workspace, document)
    tick(START)
    return campaign


def do(contact: Contact, at: datetime, name: str = "ordered", **properties: Any) -> Event:
    """The contact does it, and the router sees it at once."""
    (event_id,) = record(contact, at, name, **properties)
    router.run(at)
    return Event.objects.in_workspace(contact.workspace_id).get(pk=event_id)


def record(contact: Contact, at: datetime, name: str = "ordered", **properties: Any) -> list[int]:
    event = EventIn(contact.pk, name, properties, occurred_at=START - 5000 * HOUR)
    results = events_record(workspace_id=contact.workspace_id, events=[event], now=at)
    return [result.event_id for result in results if result.event_id is not None]


def rest_of(campaign: Campaign, contact: Contact) -> tuple[str, str]:
    execution = execution_for(campaign, contact)
    return execution.state, execution.node


def subscriptions(workspace: Workspace) -> int:
    return WaitSubscription.objects.in_workspace(workspace).count()


def test_a_contact_waits_with_an_armed_subscription(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = awaiting(workspace)
    execution = execution_for(campaign, contact)
    assert (execution.state, execution.node, execution.due_at) == ("pending", "w", START + timedelta(days=1))
    subscription = execution.subscription
    assert (subscription.kind, subscription.event, subscription.node) == ("event", "ordered", "w")
    assert (subscription.since, subscription.version_id) == (START, execution.version_id)
    assert subscription.armed_at == START
    step = Step.objects.in_workspace(workspace).get(execution=execution, outcome="waiting")
    assert step.reason == "wait_event"
    assert step.detail == {"until": "2036-03-02T12:00:00+00:00", "event": "ordered"}


def test_the_event_ends_the_wait_and_stands_in_the_journal(workspace: Workspace) -> None:
    contact, other = make_contacts(workspace, 2)
    campaign = awaiting(workspace)
    event = do(contact, START + HOUR)
    execution = execution_for(campaign, contact)
    assert (execution.signal, execution.due_at) == (f"event:{event.pk}", START + HOUR)
    assert subscriptions(workspace) == 1
    assert tick(START + HOUR) == 1
    assert rest_of(campaign, contact) == ("completed", "did")
    assert rest_of(campaign, other) == ("pending", "w")
    assert journal_of(execution)[-2:] == [("w", "passed", "next", "event_came"), ("did", "completed", "", "")]
    step = Step.objects.in_workspace(workspace).get(execution=execution, reason="event_came")
    assert step.detail == {
        "event": "ordered",
        "event_id": encode_row("evt", event.pk, event.created_at),
        "occurred_at": str(START - 5000 * HOUR),
    }
    execution.refresh_from_db()
    assert execution.signal == ""
    assert counters_of(campaign) == recount(campaign)


def test_without_it_the_time_is_up(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = awaiting(workspace)
    tick(START + 24 * HOUR)
    assert rest_of(campaign, contact) == ("completed", "late")
    execution = execution_for(campaign, contact)
    assert journal_of(execution)[-2:] == [("w", "passed", "timeout", "wait_timeout"), ("late", "completed", "", "")]
    assert subscriptions(workspace) == 0
    assert counters_of(campaign) == recount(campaign)


@pytest.mark.parametrize(
    ("name", "at"),
    [("ordered", START - timedelta(microseconds=1)), ("ordered", START + 24 * HOUR), ("Ordered", START + HOUR)],
    ids=["before the wait", "after its end", "another name"],
)
def test_what_does_not_count(workspace: Workspace, name: str, at: datetime) -> None:
    contact = make_contact(workspace)
    campaign = awaiting(workspace)
    do(contact, at, name)
    assert subscriptions(workspace) == 1
    tick(START + 24 * HOUR)
    assert rest_of(campaign, contact) == ("completed", "late")


def test_an_event_of_another_contact_or_workspace_ends_nothing(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    awaiting(workspace)
    stranger = make_contact(make_workspace())
    do(stranger, START + HOUR)
    do(make_contact(workspace), START + HOUR)
    assert subscriptions(workspace) == 1
    assert Execution.objects.in_workspace(workspace).get(contact=contact).signal == ""


def test_the_filter_decides_by_properties_and_contact(workspace: Workspace) -> None:
    big = {"type": "trigger", "field": "total", "operator": ">", "value": 50}
    vip = {"type": "tag", "operator": "has", "value": "vip"}
    rich, poor, plain = (make_contact(workspace, tags=tags) for tags in (["vip"], ["vip"], []))
    campaign = awaiting(workspace, filter={"condition": "AND", "rules": [big, vip]})
    for contact, total in ((rich, 51), (poor, 50), (plain, 51), (poor, "51"), (poor, None)):
        do(contact, START + HOUR, total=total)
    tick(START + HOUR)
    assert [rest_of(campaign, each) for each in (rich, poor, plain)] == [
        ("completed", "did"),
        ("pending", "w"),
        ("pending", "w"),
    ]


def test_of_several_events_the_first_that_passes_is_told_of(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    rule = {"condition": "AND", "rules": [{"type": "trigger", "field": "n", "operator": ">", "value": 1}]}
    campaign = awaiting(workspace, filter=rule)
    ids = [record(contact, START + HOUR, n=number)[0] for number in (1, 2, 3)]
    router.run(START + HOUR)
    assert execution_for(campaign, contact).signal == f"event:{ids[1]}"


def test_the_statements_do_not_grow_with_those_who_wait(workspace: Workspace) -> None:
    contacts = make_contacts(workspace, 60)
    rule = {"condition": "AND", "rules": [{"type": "trigger", "field": "n", "operator": ">", "value": 0}]}
    awaiting(workspace, filter=rule)
    awaiting(workspace)
    few = [record(contact, START + HOUR, n=1)[0] for contact in contacts[:2]]
    many = [record(contact, START + HOUR, n=1)[0] for contact in contacts[2:]]
    with CaptureQueriesContext(connection) as of_few:
        assert wake_for_events(few, START, START + HOUR) == 4
    with CaptureQueriesContext(connection) as of_many:
        assert wake_for_events(many, START, START + HOUR) == 116
    assert len(of_few) == len(of_many) <= 7
    assert subscriptions(workspace) == 0


def test_nobody_is_woken_twice(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = awaiting(workspace)
    first, second = (record(contact, START + HOUR)[0] for _ in range(2))
    assert wake_for_events([first], START, START + HOUR) == 1
    assert wake_for_events([second, first], START, START + 2 * HOUR) == 0
    assert execution_for(campaign, contact).signal == f"event:{first}"
    assert wake_for_events([], START, START) == 0


def test_an_event_in_a_pause_ends_the_wait_when_the_campaign_goes_on(workspace: Workspace) -> None:
    in_time, too_late = make_contacts(workspace, 2)
    campaign = awaiting(workspace)
    campaign_pause(campaign=campaign, actor=SYSTEM)
    do(in_time, START + HOUR)
    do(too_late, START + 25 * HOUR)
    assert tick(START + 26 * HOUR) == 0
    campaign_resume(campaign=campaign, actor=SYSTEM)
    tick(START + 26 * HOUR)
    assert rest_of(campaign, in_time) == ("completed", "did")
    assert rest_of(campaign, too_late) == ("completed", "late")


def test_an_event_that_nobody_has_routed_yet_counts_when_the_time_is_up(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = awaiting(workspace)
    record(contact, START + 23 * HOUR)
    tick(START + 24 * HOUR)
    assert rest_of(campaign, contact) == ("completed", "did")
    assert router.run(START + 24 * HOUR).done == 1
    assert rest_of(campaign, contact) == ("completed", "did")


def test_a_wait_cut_short_goes_on_by_next_and_forgets_the_event(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = awaiting(workspace, timeout={"value": 60, "unit": "months"})
    assert executions_skip_wait(campaign=campaign, which=ExecutionFilter(), actor=SYSTEM) == 1
    assert subscriptions(workspace) == 0
    tick(START)
    assert rest_of(campaign, contact) == ("completed", "did")
    assert journal_of(execution_for(campaign, contact))[-2] == ("w", "passed", "next", "wait_over")


def test_who_is_stopped_or_erased_waits_no_longer(workspace: Workspace) -> None:
    contact, erased = make_contacts(workspace, 2)
    campaign = awaiting(workspace)
    contact_delete(contact=erased, actor=SYSTEM)
    assert subscriptions(workspace) == 1
    assert executions_cancel(campaign=campaign, which=ExecutionFilter(), actor=SYSTEM) == 1
    assert subscriptions(workspace) == 0
    do(contact, START + HOUR)
    assert rest_of(campaign, contact) == ("skipped", "w")


def test_a_goal_that_is_reached_ends_the_wait_and_the_way(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = awaiting(workspace)
    goal = {"event": "paid", "window_days": 365, "exit_on_goal": True}
    campaign.settings = {"goal": goal}
    campaign.save(update_fields=["settings"])
    Execution.objects.in_workspace(workspace).update(created_at=START)
    paid = EventIn(contact.pk, "paid", occurred_at=START + HOUR)
    events_record(workspace_id=workspace.pk, events=[paid], now=START + HOUR)
    router.run(START + HOUR)
    goals.run(START + HOUR)
    tick(START + HOUR)
    execution = execution_for(campaign, contact)
    assert (execution.state, execution.node, execution.reason) == ("completed", "w", "goal_reached")
    assert subscriptions(workspace) == 0
    do(contact, START + 2 * HOUR)
    assert execution_for(campaign, contact).signal == ""


def test_in_a_loop_each_wait_is_its_own(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    document = flow(
        ("t", "trigger_manual", {}),
        ("w", "wait", {"event": "ordered", "timeout": {"value": 1, "unit": "days"}}),
        ("late", "end", {}),
        edges=["t>w", "w>w", "w.timeout>late"],
    )
    campaign = launch(workspace, document)
    tick(START)
    for round_ in (1, 2, 3):
        do(contact, START + round_ * HOUR)
        tick(START + round_ * HOUR)
        execution = execution_for(campaign, contact)
        assert (execution.state, execution.visit) == ("pending", 1 + round_)
        assert execution.subscription.since == START + round_ * HOUR
    tick(START + 27 * HOUR)
    assert execution_for(campaign, contact).state == "completed"
    assert len(executions_of(campaign)) == 1


def test_a_filter_that_cannot_be_carried_out_lets_nothing_pass(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact, _ = make_contacts(workspace, 2)
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has_not", "value": "vip"}]}
    filtered, unfiltered = awaiting(workspace, filter=rule), awaiting(workspace)
    with monkeypatch.context() as broken:
        broken.setattr("contacts.rules.conditions.tag.TagCondition.compile", lambda *_: "1 / 0 = 1")
        do(contact, START + HOUR)
    assert execution_for(filtered, contact).signal == ""
    assert execution_for(unfiltered, contact).signal != ""
    assert subscriptions(workspace) == 3
