"""Event goals: what a contact does within the window of its entry converts it, once, attributed to the last message."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from campaigns.engine.goals import sweep
from campaigns.engine.routing import stage
from campaigns.models import Campaign, Conversion, Execution, Step
from campaigns.services import campaign_pause
from contacts.models import Contact
from contacts.services import EventIn, events_record
from messaging.models import Message
from tests.factories.campaigns import (
    SYSTEM,
    chain,
    default_sender,
    execution_for,
    executions_of,
    flow,
    journal_of,
    launch,
    send_config,
    settle_messages,
    tick,
)
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.messaging import grant_consent
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

DAY = {"duration": {"value": 1, "unit": "days"}}
OVER_50 = {"condition": "AND", "rules": [{"type": "trigger", "field": "total", "operator": ">", "value": 50}]}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def contact(workspace: Workspace) -> Contact:
    return make_contact(workspace)


def waiting(workspace: Workspace, **goal: Any) -> Campaign:
    """Everybody in it waits for a day, with an event goal."""
    campaign = launch(workspace, chain(("w", "wait", DAY)), settings={"goal": {"event": "bought", **goal}})
    tick()
    return campaign


def buy(contact: Contact, occurred_at: datetime | None = None, **properties: Any) -> int:
    """The contact buys, and it is routed; the event's id."""
    event = EventIn(contact.pk, "bought", properties, occurred_at)
    (result,) = events_record(workspace_id=contact.workspace_id, events=[event])
    stage.run(database_now())
    assert result.event_id is not None
    return result.event_id


def conversions(campaign: Campaign) -> list[tuple[Any, ...]]:
    """(execution, event, time) of each."""
    rows = Conversion.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    return list(rows.order_by("pk").values_list("execution_id", "event_id", "at"))


def entered(campaign: Campaign, ago: timedelta) -> datetime:
    """Everybody in it came so long ago."""
    moment = database_now() - ago
    Execution.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk).update(created_at=moment)
    return moment


def test_who_waits_converts_and_ends(workspace: Workspace, contact: Contact) -> None:
    other = make_contact(workspace)
    campaign = waiting(workspace)
    at = database_now()
    event = buy(contact, at)
    execution = execution_for(campaign, contact)
    assert conversions(campaign) == [(execution.pk, event, at)]
    sweep.run()
    tick()
    execution = execution_for(campaign, contact)
    assert (execution.state, execution.reason) == ("completed", "goal_reached")
    assert journal_of(execution)[-1] == ("w", "completed", "", "goal_reached")
    assert execution_for(campaign, other).state == "pending"
    buy(contact)
    assert len(conversions(campaign)) == 1


def test_who_stays_on_the_way_is_counted_all_the_same(workspace: Workspace, contact: Contact) -> None:
    campaign = waiting(workspace, exit_on_goal=False)
    buy(contact)
    sweep.run()
    assert tick() == 0
    assert len(conversions(campaign)) == 1
    assert execution_for(campaign, contact).state == "pending"


@pytest.mark.parametrize(("ago", "counts"), [(timedelta(days=2), True), (timedelta(days=8), False)])
def test_the_window_counts_from_the_entry(workspace: Workspace, contact: Contact, ago: timedelta, counts: bool) -> None:
    campaign = waiting(workspace, window_days=7)
    entered(campaign, ago)
    buy(contact)
    assert len(conversions(campaign)) == counts


def test_what_happened_before_the_entry_does_not_count(workspace: Workspace, contact: Contact) -> None:
    campaign = waiting(workspace)
    moment = entered(campaign, timedelta(days=2))
    buy(contact, moment - timedelta(microseconds=1))
    assert conversions(campaign) == []
    event = buy(contact, moment)
    assert [(row[1], row[2]) for row in conversions(campaign)] == [(event, moment)]


def test_of_several_events_the_earliest_counts(workspace: Workspace, contact: Contact) -> None:
    campaign = waiting(workspace)
    moment = entered(campaign, timedelta(hours=3))
    times = [moment + timedelta(hours=2), moment + timedelta(hours=1)]
    events = [EventIn(contact.pk, "bought", {}, at) for at in times]
    results = events_record(workspace_id=workspace.pk, events=events)
    stage.run(database_now())
    assert [(row[1], row[2]) for row in conversions(campaign)] == [(results[1].event_id, times[1])]


def test_the_filter_looks_at_the_events_properties(workspace: Workspace) -> None:
    poor, rich = make_contacts(workspace, 2)
    campaign = waiting(workspace, filter=OVER_50)
    buy(poor, total=50)
    buy(poor)
    buy(poor, total=None)
    buy(rich, total=51)
    assert [row[0] for row in conversions(campaign)] == [execution_for(campaign, rich).pk]


def test_the_event_that_lets_a_contact_in_is_not_its_goal(workspace: Workspace, contact: Contact) -> None:
    document = flow(("t", "trigger_event", {"event": "bought"}), ("w", "wait", DAY), ("e", "end", {}))
    settings = {"goal": {"event": "bought"}, "reentry": "always"}
    campaign = launch(workspace, document, settings=settings)
    # A clock that runs ahead: the event is said to occur after its own entry.
    buy(contact, database_now() + timedelta(minutes=5))
    assert conversions(campaign) == []
    first = executions_of(campaign)[0].pk
    second = buy(contact)
    assert [row[:2] for row in conversions(campaign)] == [(first, second)]
    assert len(executions_of(campaign)) == 2


def test_the_last_message_accepted_by_then_gets_the_credit(workspace: Workspace, contact: Contact) -> None:
    default_sender(workspace)
    grant_consent([contact])
    template, _ = make_published(workspace)
    document = chain(("s1", "send", send_config(template)), ("s2", "send", send_config(template)), ("w", "wait", DAY))
    campaign = launch(workspace, document, settings={"goal": {"event": "bought"}})
    for _ in range(2):
        tick()
        settle_messages(campaign)
    tick()
    messages = {message.node: message for message in Message.objects.in_workspace(workspace)}
    second = messages["s2"].settled_at
    assert second is not None
    buy(contact, second - timedelta(microseconds=1))
    (conversion,) = Conversion.objects.in_workspace(workspace)
    assert (conversion.node, conversion.message_id) == ("s1", messages["s1"].pk)


def test_it_counts_while_paused_and_after_the_end_of_the_way(workspace: Workspace) -> None:
    ann, bob = make_contacts(workspace, 2)
    campaign = waiting(workspace)
    campaign_pause(campaign=campaign, actor=SYSTEM)
    buy(ann)
    over = launch(workspace, chain(), settings={"goal": {"event": "bought"}})
    tick()
    assert Campaign.objects.in_workspace(workspace).get(pk=over.pk).lifecycle == "COMPLETED"
    buy(bob)
    assert len(conversions(campaign)) == 2
    assert [row[0] for row in conversions(over)] == [execution_for(over, bob).pk]
    assert not Conversion.objects.in_workspace(workspace).get(execution__campaign_id=over.pk).leaving


def test_a_goal_that_cannot_be_asked_leaves_others_alone(workspace: Workspace, contact: Contact) -> None:
    broken, sound = waiting(workspace, filter=OVER_50), waiting(workspace)
    stored = {"goal": {"event": "bought", "filter": {"condition": "AND", "rules": [{"type": "of_yore"}]}}}
    Campaign.objects.in_workspace(workspace).filter(pk=broken.pk).update(settings=stored)
    buy(contact, total=70)
    assert conversions(broken) == []
    assert len(conversions(sound)) == 1


def test_events_of_other_workspaces_and_names_do_not_count(workspace: Workspace, contact: Contact) -> None:
    campaign = waiting(workspace)
    buy(make_contact(make_workspace()))
    events_record(workspace_id=workspace.pk, events=[EventIn(contact.pk, "Bought")])
    stage.run(database_now())
    assert conversions(campaign) == []


def test_the_ways_gone_by_the_time_of_the_event_are_noted(workspace: Workspace, contact: Contact) -> None:
    """An event of before the test does not count for a variant, however late it comes."""
    other = make_contact(workspace)
    variants = [{"port": "a", "name": "", "weight": 99}, {"port": "b", "name": "", "weight": 1}]
    campaign = launch(
        workspace,
        flow(
            ("t", "trigger_manual", {}),
            ("w", "wait", DAY),
            ("x", "ab_test", {"variants": variants}),
            ("last", "wait", DAY),
            ("end", "end", {}),
            edges=["t>w", "w>x", "x.a>last", "x.b>last", "last>end"],
        ),
        settings={"goal": {"event": "bought"}},
    )
    tick()
    entered(campaign, timedelta(days=3))
    tick(database_now() + timedelta(days=1, minutes=1))
    Step.objects.in_workspace(workspace).filter(node="x").update(created_at=database_now() - timedelta(hours=1))
    Step.objects.in_workspace(workspace).exclude(node="x").update(created_at=database_now() - timedelta(days=2))
    buy(contact, database_now() - timedelta(hours=2))
    buy(other)
    [[port]] = execution_for(campaign, other).steps.filter(node="x", outcome="passed").values_list("port")
    noted = dict(
        Conversion.objects.in_workspace(workspace).filter(campaign_id=campaign.pk).values_list("contact_id", "ways")
    )
    assert noted == {contact.pk: [["t", "next"], ["w", "next"]], other.pk: [["t", "next"], ["w", "next"], ["x", port]]}
