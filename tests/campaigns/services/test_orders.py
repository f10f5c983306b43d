"""Giving orders and stopping them: what is refused, what is expected of them, what the audit log says."""

from datetime import timedelta

import pytest

from campaigns.models import Campaign, ExecutionOrder, OrderAction
from campaigns.selectors import order_of, orders_list
from campaigns.services import OrderFilter, campaign_cancel, campaign_delete, campaign_pause, order_create, order_stop
from tests.factories.campaigns import SYSTEM, chain, executions_of, launch, make_campaign, tick
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput, NotFound
from workspaces.ids import encode, encode_row, uuid7
from workspaces.models import AuditEntry, Workspace

pytestmark = pytest.mark.django_db

WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})
EVERYBODY = OrderFilter()


@pytest.fixture
def waiting(workspace: Workspace) -> Campaign:
    """Three contacts who rest at the wait `w`."""
    campaign = launch(workspace, chain(WAIT))
    tick()
    return campaign


def give(campaign: Campaign, action: str = "cancel", which: OrderFilter = EVERYBODY, **more) -> ExecutionOrder:
    return order_create(campaign=campaign, action=OrderAction(action), which=which, actor=SYSTEM, **more)


def test_an_order_is_written_down_and_audited(waiting: Campaign) -> None:
    execution = executions_of(waiting)[0]
    which = OrderFilter(state="pending", node="w", executions=[execution.public_id, execution.public_id])
    order = give(waiting, "move", which, to="e", delay=timedelta(seconds=10))
    order.refresh_from_db()
    assert (order.action, order.target, order.state, order.expected) == ("move", "e", "pending", 1)
    assert (order.state_filter, order.node_filter, order.execution_ids) == ("pending", "w", [execution.pk])
    assert order.not_before - order.created_at == timedelta(seconds=10)
    entry = AuditEntry.unscoped_objects.get(action="campaign.order_given")
    assert entry.data == {
        "order": order.public_id,
        "action": "move",
        "to": "e",
        "filter": {"state": "pending", "node": "w", "executions": [execution.public_id] * 2},
    }


@pytest.mark.parametrize(
    ("action", "which", "expected"),
    [
        ("cancel", EVERYBODY, 3),
        ("cancel", OrderFilter(node="w"), 3),
        ("cancel", OrderFilter(node="e"), 0),
        ("cancel", OrderFilter(state="processing"), 0),
        ("retry", EVERYBODY, 0),
    ],
)
def test_what_is_expected_comes_from_the_counters(waiting: Campaign, action, which, expected) -> None:
    assert give(waiting, action, which).expected == expected


@pytest.mark.parametrize(
    ("action", "which", "more", "field"),
    [
        ("cancel", OrderFilter(state="failed"), {}, "state"),
        ("retry", OrderFilter(state="pending"), {}, "state"),
        ("cancel", OrderFilter(state="lost"), {}, "state"),
        ("cancel", OrderFilter(node=""), {}, "node"),
        ("cancel", OrderFilter(node="x" * 65), {}, "node"),
        ("cancel", OrderFilter(executions=[]), {}, "executions"),
        ("cancel", OrderFilter(executions=["exe_x"]), {}, "executions"),
        ("cancel", OrderFilter(executions=["x"] * 1001), {}, "executions"),
        ("cancel", OrderFilter(contacts=["exe_x"]), {}, "contacts"),
        ("cancel", OrderFilter(executions=["a"], contacts=["b"]), {}, "contacts"),
        ("cancel", EVERYBODY, {"to": "w"}, "to"),
        ("move", EVERYBODY, {}, "to"),
        ("move", EVERYBODY, {"to": "nowhere"}, "to"),
        ("move", EVERYBODY, {"to": "t"}, "to"),
        ("cancel", EVERYBODY, {"delay": timedelta(seconds=-1)}, "delay"),
        ("cancel", EVERYBODY, {"delay": timedelta(hours=2)}, "delay"),
    ],
)
def test_a_bad_order_is_refused_by_field(waiting: Campaign, action, which, more, field) -> None:
    with pytest.raises(InvalidInput) as refused:
        give(waiting, action, which, **more)
    assert refused.value.details[0].field == field
    assert ExecutionOrder.unscoped_objects.count() == 0
    assert not AuditEntry.unscoped_objects.filter(action="campaign.order_given").exists()


@pytest.mark.parametrize("field", ["executions", "contacts"])
def test_nobody_is_named_who_is_not_there(waiting: Campaign, field: str) -> None:
    execution = executions_of(waiting)[0]
    known = execution.public_id if field == "executions" else execution.contact.public_id
    unknown = encode_row("exe", 10**9, execution.created_at) if field == "executions" else encode("ct", uuid7())
    with pytest.raises(InvalidInput) as refused:
        give(waiting, which=OrderFilter(**{field: [known, unknown]}))
    assert [(each.field, each.code) for each in refused.value.details] == [(f"{field}[1]", "unknown")]
    assert give(waiting, which=OrderFilter(**{field: [known]})).expected == 1


def test_what_the_campaign_does_not_allow(workspace: Workspace, waiting: Campaign) -> None:
    with pytest.raises(Conflict, match="DRAFT"):
        give(make_campaign(workspace, chain(WAIT)))
    campaign_pause(campaign=waiting, actor=SYSTEM)
    give(waiting)
    campaign_cancel(campaign=waiting, actor=SYSTEM)
    with pytest.raises(Conflict, match="CANCELLED"):
        give(waiting, "retry")
    assert ExecutionOrder.unscoped_objects.count() == 1


def test_a_campaign_that_completed_with_gaps_takes_retries_only(waiting: Campaign) -> None:
    Campaign.unscoped_objects.update(lifecycle="COMPLETED_PARTIAL", completed_at=database_now())
    with pytest.raises(Conflict, match="COMPLETED_PARTIAL"):
        give(waiting)
    assert give(waiting, "retry").state == "pending"


def test_twenty_orders_may_be_open(waiting: Campaign) -> None:
    made = [give(waiting) for _ in range(20)]
    with pytest.raises(Conflict, match="20 open orders"):
        give(waiting)
    order_stop(order=made[0], actor=SYSTEM)
    give(waiting)
    assert ExecutionOrder.unscoped_objects.count() == 21


def test_an_order_is_stopped_once(waiting: Campaign) -> None:
    order = give(waiting)
    stopped = order_stop(order=order, actor=SYSTEM)
    assert (stopped.state, stopped.reason) == ("stopped", "order_stopped")
    with pytest.raises(Conflict, match="stopped: it can't be stopped"):
        order_stop(order=order, actor=SYSTEM)
    assert AuditEntry.unscoped_objects.filter(action="campaign.order_stopped").count() == 1


def test_orders_are_found_in_their_campaign_only(workspace: Workspace, waiting: Campaign) -> None:
    first, second = give(waiting), give(waiting)
    other = launch(workspace, chain(WAIT))
    assert list(orders_list(waiting)) == [second, first]
    assert list(orders_list(other)) == []
    assert order_of(waiting, first.public_id) == order_of(waiting, str(first.pk)) == first
    for campaign, key in ((other, first.public_id), (waiting, "ord_x"), (waiting, waiting.public_id)):
        with pytest.raises(NotFound):
            order_of(campaign, key)


def test_orders_go_with_their_campaign(waiting: Campaign) -> None:
    give(waiting)
    Campaign.unscoped_objects.update(lifecycle="COMPLETED", completed_at=database_now())
    campaign_delete(campaign=waiting, actor=SYSTEM)
    assert ExecutionOrder.unscoped_objects.count() == 0
