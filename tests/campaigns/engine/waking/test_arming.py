"""Between a pass's decision and its commit: what happens there ends waits all the same. On real connections."""

import threading
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from campaigns.engine import stage
from campaigns.engine.claim import Work
from campaigns.engine.passes import pass_run
from campaigns.engine.routing import stage as router
from campaigns.engine.waking import wake_for_events
from campaigns.engine.waking.arming import arm
from campaigns.models import Campaign, WaitSubscription
from contacts.models import Contact
from contacts.services import EventIn, contact_update, events_record
from tests.concurrent import at_once, elsewhere, together, until_waiting
from tests.factories.campaigns import (
    SYSTEM,
    counters_of,
    execution_for,
    executions_of,
    flow,
    launch,
    recount,
    tick,
)
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now

pytestmark = pytest.mark.django_db(transaction=True)

WAIT_SECONDS = 20.0
DAY = {"value": 1, "unit": "days"}
VIP = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}


def waiting(config: dict[str, Any]) -> tuple[Campaign, Contact]:
    """A launched campaign, in which nobody has moved yet."""
    workspace = make_workspace()
    contact = make_contact(workspace)
    document = flow(
        ("t", "trigger_manual", {}),
        ("w", "wait", {**config, "timeout": DAY}),
        ("did", "end", {}),
        ("late", "end", {}),
        edges=["t>w", "w>did", "w.timeout>late"],
    )
    return launch(workspace, document), contact


def open_pass(campaign: Campaign, now: datetime) -> None:
    """A pass of the caller's transaction: decided, and not yet committed."""
    assert pass_run(Work(campaign.pk, campaign.workspace_id, range(16), settled=False), now, 100).executions == 1


def order(contact: Contact) -> None:
    """Recorded and routed."""
    events_record(workspace_id=contact.workspace_id, events=[EventIn(contact.pk, "ordered")])
    assert router.run(database_now()).done == 1


def test_an_event_that_is_routed_before_the_wait_is_committed_is_not_lost() -> None:
    campaign, contact = waiting({"event": "ordered"})
    with transaction.atomic():
        open_pass(campaign, database_now())
        elsewhere(lambda: order(contact))
    execution = execution_for(campaign, contact)
    assert (execution.node, execution.signal) == ("w", "")
    assert execution.subscription.armed_at is None
    # Whoever comes next finds it, also after the process that made the pass has died.
    assert arm(database_now()) == (1, 1)
    tick()
    execution.refresh_from_db()
    assert (execution.state, execution.node) == ("completed", "did")


def test_the_round_that_made_the_wait_finds_it_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    campaign, contact = waiting({"event": "ordered"})

    def passed(work: Work, now: datetime, limit: int) -> Any:
        with transaction.atomic():
            result = pass_run(work, now, limit)
            elsewhere(lambda: order(contact))
        return result

    with monkeypatch.context() as slow:
        slow.setattr(stage, "pass_run", passed)
        assert stage.run().more
    stage.run()
    assert execution_for(campaign, contact).node == "did"


def test_a_contact_who_changes_before_the_wait_is_committed_is_asked_again() -> None:
    campaign, contact = waiting({"rule": VIP})
    with transaction.atomic():
        open_pass(campaign, database_now())
        elsewhere(lambda: contact_update(contact=contact, fields={"tags": ["vip"]}, actor=SYSTEM))
    assert execution_for(campaign, contact).node == "w"
    assert arm(database_now()) == (1, 1)
    tick()
    assert execution_for(campaign, contact).node == "did"


def test_what_is_armed_is_not_looked_at_again() -> None:
    campaign, contact = waiting({"event": "ordered"})
    tick()
    assert arm(database_now()) == (0, 0)
    subscription = WaitSubscription.objects.in_workspace(campaign.workspace_id).get()
    assert subscription.armed_at is not None
    order(contact)
    tick()
    assert execution_for(campaign, contact).node == "did"


def test_the_router_waits_for_a_pass_that_ends_the_same_wait() -> None:
    """The pass claims the execution at its timeout; the router meets it, waits, and finds the wait over."""
    campaign, contact = waiting({"event": "ordered"})
    start = database_now()
    pass_run(Work(campaign.pk, campaign.workspace_id, range(16), settled=False), start, 100)
    subscription = WaitSubscription.objects.in_workspace(campaign.workspace_id).get()
    due_at = subscription.execution.due_at
    assert due_at is not None
    claimed, goes_on = threading.Event(), threading.Event()

    def time_out() -> None:
        with transaction.atomic():
            open_pass(campaign, due_at)
            claimed.set()
            assert goes_on.wait(WAIT_SECONDS)

    def wake() -> int:
        events = [EventIn(contact.pk, "ordered")]
        (result,) = events_record(workspace_id=contact.workspace_id, events=events, now=due_at)
        with transaction.atomic():
            return wake_for_events([result.event_id or 0], due_at, database_now())

    with together(time_out):
        assert claimed.wait(WAIT_SECONDS)
        with together(wake) as [waking]:
            until_waiting(waking)
            goes_on.set()
    assert waking.result() == 0
    assert execution_for(campaign, contact).node == "late"


def test_many_routers_and_workers_end_each_wait_once() -> None:
    campaign, contact = waiting({"event": "ordered"})
    contacts = [contact, *make_contacts(campaign.workspace, 40)]
    second = launch(campaign.workspace, campaign.live_version.document)  # type: ignore[union-attr]
    tick()
    events = [EventIn(each.pk, "ordered") for each in contacts for _ in range(3)]
    events_record(workspace_id=campaign.workspace_id, events=events)
    routed: list[int] = []

    def route() -> None:
        while done := router.run(database_now(), 20).done:
            routed.append(done)

    at_once(route, route, stage.run, stage.run)
    route()
    tick()
    assert sum(routed) == len(events)
    assert not WaitSubscription.objects.in_workspace(campaign.workspace_id).exists()
    assert {execution.node for execution in executions_of(second)} == {"did"}
    assert len(executions_of(second)) == len(contacts)
    for each in (campaign, second):
        assert counters_of(each) == recount(each)
