"""The orders stage: batches, cursors, who is left alone, how orders end, and what a rollback leaves."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

from campaigns.engine import operating, orders
from campaigns.models import Campaign, Execution, ExecutionOrder, OrderAction
from campaigns.services import OrderFilter, campaign_cancel, campaign_pause, order_create, order_stop
from tests.factories.campaigns import (
    SYSTEM,
    chain,
    counters_of,
    crowd,
    executions_of,
    journal_of,
    launch,
    recount,
    tick,
)
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from tests.plans import plan_of
from workspaces.clock import database_now
from workspaces.models import AuditEntry, Workspace
from workspaces.services import Actor
from workspaces.sql import load

pytestmark = pytest.mark.django_db

WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})
EVERYBODY = OrderFilter()


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def waiting(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """Seven contacts who rest at the wait `w`; batches of three."""
    monkeypatch.setattr(operating, "BATCH", 3)
    make_contacts(workspace, 7)
    campaign = launch(workspace, chain(WAIT))
    tick()
    return campaign


def give(campaign: Campaign, action: str = "cancel", which: OrderFilter = EVERYBODY, **more) -> ExecutionOrder:
    return order_create(campaign=campaign, action=OrderAction(action), which=which, actor=SYSTEM, **more)


def states(campaign: Campaign) -> list[str]:
    """In the order in which orders go through them."""
    rows = Execution.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    return list(rows.order_by("contact_id", "entry").values_list("state", flat=True))


def facts(order: ExecutionOrder) -> tuple[str, str, int, int]:
    order.refresh_from_db()
    return order.state, order.reason, order.done, order.refused


def test_a_batch_a_round_until_all_are_done(waiting: Campaign) -> None:
    order = give(waiting)
    assert facts(order) == ("pending", "", 0, 0)
    assert orders.run().done == 3
    assert facts(order) == ("running", "", 3, 0)
    assert states(waiting) == ["skipped"] * 3 + ["pending"] * 4
    assert orders.run() == orders.Progress(3, more=True)
    assert orders.run() == orders.Progress(1, more=True)
    assert facts(order) == ("completed", "", 7, 0)
    assert orders.run() == orders.Progress(0)
    assert states(waiting) == ["skipped"] * 7
    assert counters_of(waiting) == recount(waiting)
    journal = journal_of(executions_of(waiting)[0])
    assert [line[3] for line in journal].count("execution_cancelled") == 1
    entry = AuditEntry.unscoped_objects.get(action="campaign.order_completed")
    assert (entry.data, entry.actor_label) == ({"order": order.public_id, "done": 7, "refused": 0}, "tests")


def test_an_exact_multiple_of_the_batch_ends_too(waiting: Campaign) -> None:
    Execution.unscoped_objects.filter(pk=executions_of(waiting)[0].pk).delete()
    order = give(waiting)
    while orders.run().more:
        pass
    assert facts(order) == ("completed", "", 6, 0)


def test_who_comes_in_later_is_not_meant(workspace: Workspace, waiting: Campaign) -> None:
    order = give(waiting)
    late = executions_of(waiting)[-1]
    Execution.unscoped_objects.filter(pk=late.pk).update(created_at=database_now() + timedelta(seconds=1))
    while orders.run().more:
        pass
    assert facts(order) == ("completed", "", 6, 0)
    assert Execution.unscoped_objects.get(pk=late.pk).state == "pending"


def test_filters_and_names(waiting: Campaign) -> None:
    first, second, *_ = executions_of(waiting)
    everybody = give(waiting, "skip_wait", OrderFilter(node="w", state="pending", executions=[first.public_id]))
    named = give(waiting, "cancel", OrderFilter(contacts=[second.contact.public_id]))
    nobody = give(waiting, "cancel", OrderFilter(node="e"))
    while orders.run().more:
        pass
    assert [facts(order) for order in (everybody, named, nobody)] == [("completed", "", 1, 0)] * 2 + [
        ("completed", "", 0, 0)
    ]
    assert sorted(states(waiting)) == ["pending"] * 6 + ["skipped"]


def test_those_who_were_named_and_do_not_fit_are_refused(waiting: Campaign) -> None:
    ids = [each.public_id for each in executions_of(waiting)[:2]]
    order = give(waiting, "retry", OrderFilter(executions=ids))
    assert order.expected == 2
    orders.run()
    assert facts(order) == ("completed", "", 0, 2)
    assert states(waiting) == ["pending"] * 7


def test_orders_of_a_campaign_act_in_their_order(waiting: Campaign) -> None:
    skip, stop = give(waiting, "skip_wait", delay=timedelta(minutes=1)), give(waiting)
    assert orders.run().done == 0
    assert (facts(skip)[0], facts(stop)[0]) == ("pending", "pending")
    later = database_now() + timedelta(minutes=2)
    while orders.run(later).more:
        pass
    assert [facts(order) for order in (skip, stop)] == [("completed", "", 7, 0)] * 2
    lines = [reason for *_, reason in journal_of(executions_of(waiting)[0])][-2:]
    assert lines == ["wait_skipped", "execution_cancelled"]


def test_campaigns_take_turns(workspace: Workspace, waiting: Campaign) -> None:
    other = launch(workspace, chain(WAIT))
    tick()
    first, second = give(waiting), give(other)
    assert orders.run(limit=1).done == 3
    assert orders.run(limit=1).done == 3
    assert (facts(first)[2], facts(second)[2]) == (3, 3)


def test_a_paused_campaign_takes_orders(waiting: Campaign) -> None:
    campaign_pause(campaign=waiting, actor=SYSTEM)
    order = give(waiting, "skip_wait")
    while orders.run().more:
        pass
    assert facts(order) == ("completed", "", 7, 0)


def test_a_campaign_that_ends_stops_its_orders(waiting: Campaign) -> None:
    order = give(waiting)
    orders.run()
    campaign_cancel(campaign=waiting, actor=SYSTEM)
    assert orders.run().done == 0
    assert facts(order) == ("stopped", "order_campaign_ended", 3, 0)
    entry = AuditEntry.unscoped_objects.get(action="campaign.order_stopped")
    assert entry.data == {"order": order.public_id, "done": 3, "refused": 0, "reason": "order_campaign_ended"}


def test_a_stopped_order_does_nothing_more(waiting: Campaign) -> None:
    order = give(waiting)
    orders.run()
    order_stop(order=order, actor=SYSTEM)
    assert orders.run() == orders.Progress(0)
    assert facts(order) == ("stopped", "order_stopped", 3, 0)
    assert states(waiting) == ["skipped"] * 3 + ["pending"] * 4


def test_an_order_that_is_stopped_while_a_batch_is_under_way_keeps_nothing_of_it(
    waiting: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = give(waiting)
    carry_out = orders.order_carry_out

    def stopped_meanwhile(*args):
        done = carry_out(*args)
        ExecutionOrder.unscoped_objects.update(state="stopped", finished_at=database_now())
        return done

    monkeypatch.setattr(orders, "order_carry_out", stopped_meanwhile)
    orders.run()
    # The whole transaction went back, and with it what the test did inside of it.
    assert facts(order) == ("pending", "", 0, 0)
    assert states(waiting) == ["pending"] * 7


def test_two_workers_at_one_batch_do_it_once(waiting: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    order = give(waiting)
    stale = ExecutionOrder.unscoped_objects.select_related("campaign__workspace").get(pk=order.pk)
    orders.run()
    with pytest.raises(orders._OvertakenError):
        orders._carry_out(stale)
    assert facts(order) == ("running", "", 3, 0)
    assert states(waiting) == ["skipped"] * 3 + ["pending"] * 4


def test_a_fault_ends_the_order_and_not_the_stage(waiting: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    order, next_one = give(waiting), give(waiting, "skip_wait")
    monkeypatch.setattr(orders, "action_order", _failing_once(orders.action_order, RuntimeError("broken")))
    orders.run()
    assert facts(order) == ("failed", "order_fault", 0, 0)
    while orders.run().more:
        pass
    assert facts(next_one) == ("completed", "", 7, 0)


def test_crossing_locks_are_tried_again(waiting: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    order = give(waiting)
    crossed = OperationalError("deadlock")
    crossed.__cause__ = DeadlockDetected("deadlock")
    monkeypatch.setattr(orders, "order_carry_out", _failing_once(orders.order_carry_out, crossed))
    assert orders.run() == orders.Progress(0, more=True)
    assert facts(order) == ("pending", "", 0, 0)
    while orders.run().more:
        pass
    assert facts(order) == ("completed", "", 7, 0)


def test_the_journal_names_the_order_and_who_gave_it(waiting: Campaign) -> None:
    order = order_create(
        campaign=waiting, action=OrderAction.CANCEL, which=EVERYBODY, actor=replace(Actor.system(), label="Ada")
    )
    orders.run()
    step = executions_of(waiting)[0].steps.order_by("-pk").first()
    assert (step.reason, step.detail) == ("execution_cancelled", {"by": "Ada", "order": order.public_id})


@pytest.mark.usefixtures("fresh_tables")
@pytest.mark.parametrize(
    ("states_", "indexes"),
    [
        (["failed"], {"execution_ended_early"}),
        (["pending"], {"execution_once_per_entry", "execution_by_node"}),
    ],
)
def test_the_plan_walks_an_index_from_the_cursor_on(waiting: Campaign, states_: list[str], indexes: set[str]) -> None:
    crowd(waiting, node="w")
    params = {
        "campaign": waiting.pk,
        "states": states_,
        "node": "w",
        "ids": None,
        "contacts": None,
        "early": states_ == ["failed"],
        "until": database_now(),
        "contact": UUID(int=0),
        "entry": 0,
        "limit": 5000,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        # Sorting a handful would be as cheap as any index.
        cursor.execute("SET LOCAL enable_incremental_sort = off")
    plan = plan_of(load("campaigns.engine", "find_operable"), params)
    assert any(index in plan for index in indexes)
    assert "Seq Scan" not in plan


def _failing_once(call, error: Exception):
    failed = []

    def once(*args):
        if not failed:
            failed.append(True)
            raise error
        return call(*args)

    return once
