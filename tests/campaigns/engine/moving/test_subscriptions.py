"""Moves of those who wait for events, stand in a queue or rest beside an HTTP call: they listen on, or no longer."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaigns.engine.moving import stage as moving
from campaigns.engine.routing import stage as router
from campaigns.models import Campaign, Execution, WaitSubscription
from contacts.services import EventIn, events_record
from tests.campaigns.engine.moving.moves import outcome, places, publish
from tests.factories.campaigns import chain, counters_of, executions_of, flow, launch, recount, tick
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

START = datetime(2036, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
AWAIT = {"event": "ordered", "timeout": {"value": 1, "unit": "days"}}
TAG = ("g", "tag", {"action": "add", "tag": "x"})


def waiting(config: Any, *, name: str = "w", tagged: bool = False) -> dict[str, Any]:
    """trigger → wait; done ends at `did` (behind a tag where asked for), the time-out at `late`."""
    ways = [f"t>{name}", f"{name}.timeout>late", *([f"{name}>g", "g>did"] if tagged else [f"{name}>did"])]
    nodes = [("t", "trigger_manual", {}), (name, "wait", config), *([TAG] if tagged else [])]
    return flow(*nodes, ("did", "end", {}), ("late", "end", {}), edges=ways)


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    """Three contacts wait for an order, for a day at most."""
    campaign = launch(workspace, waiting(AWAIT))
    tick(START)
    return campaign


def move(at: datetime) -> None:
    while moving.run(at).done:
        pass


def order(execution: Execution, at: datetime) -> None:
    events_record(workspace_id=execution.workspace_id, events=[EventIn(execution.contact_id, "ordered")], now=at)
    router.run(at)
    tick(at)


def ends(campaign: Campaign) -> list[tuple[str, str]]:
    return sorted((each.state, each.node) for each in executions_of(campaign))


def subscriptions(campaign: Campaign) -> set[tuple[int, str]]:
    rows = WaitSubscription.objects.in_workspace(campaign.workspace_id).select_related("version")
    return {(row.version.number, row.node) for row in rows}


def test_an_unchanged_wait_listens_on_for_the_new_version(campaign: Campaign) -> None:
    publish(campaign, waiting(AWAIT, tagged=True))
    move(START + HOUR)
    assert subscriptions(campaign) == {(2, "w")}
    order(executions_of(campaign)[0], START + 2 * HOUR)
    assert ends(campaign) == [("completed", "did"), ("pending", "w"), ("pending", "w")]
    tick(START + 25 * HOUR)
    assert ends(campaign) == [("completed", "did"), ("completed", "late"), ("completed", "late")]
    assert subscriptions(campaign) == set()
    assert counters_of(campaign) == recount(campaign)


def test_another_event_is_waited_for_anew(campaign: Campaign) -> None:
    publish(campaign, waiting({**AWAIT, "event": "paid"}))
    move(START + HOUR)
    assert outcome(campaign) == ("done", 0, 3, 0)
    assert subscriptions(campaign) == set()
    tick(START + HOUR)
    assert subscriptions(campaign) == {(2, "w")}
    order(executions_of(campaign)[0], START + 2 * HOUR)
    assert places(campaign) == {("pending", "w", 2, 2)}
    assert {each.due_at for each in executions_of(campaign)} == {START + 25 * HOUR}


def test_a_duration_instead_listens_for_nothing(campaign: Campaign) -> None:
    publish(campaign, chain(("w", "wait", {"duration": {"value": 2, "unit": "days"}})))
    move(START + HOUR)
    tick(START + HOUR)
    assert subscriptions(campaign) == set()
    order(executions_of(campaign)[0], START + 2 * HOUR)
    assert {each.due_at for each in executions_of(campaign)} == {START + 49 * HOUR}


@pytest.mark.parametrize("mapping", [{}, {"w": "v"}])
def test_whose_wait_is_gone_listens_no_longer(campaign: Campaign, mapping: dict[str, str]) -> None:
    publish(campaign, chain(("v", "wait", {"duration": {"value": 2, "unit": "days"}})), mapping)
    move(START + HOUR)
    assert subscriptions(campaign) == set()
    assert {each.node for each in executions_of(campaign)} == ({"v"} if mapping else {"w"})
    assert counters_of(campaign) == recount(campaign)


def test_who_was_woken_goes_on_by_the_new_version(campaign: Campaign) -> None:
    first = executions_of(campaign)[0]
    publish(campaign, waiting({**AWAIT, "event": "paid"}, tagged=True))
    events_record(workspace_id=first.workspace_id, events=[EventIn(first.contact_id, "ordered")], now=START + HOUR)
    router.run(START + HOUR)
    move(START + HOUR)
    assert outcome(campaign) == ("done", 1, 2, 0)
    tick(START + HOUR)
    assert ends(campaign) == [("completed", "did"), ("pending", "w"), ("pending", "w")]


def test_a_queue_keeps_its_order_and_takes_the_new_limit(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(("h", "throttle", {"count": 1, "per": "day"})))
    tick(START)
    ahead, behind = (each.pk for each in executions_of(campaign) if each.state == "pending")
    publish(campaign, chain(("h", "throttle", {"count": 1, "per": "hour"}), TAG))
    move(START + HOUR)
    assert outcome(campaign) == ("done", 2, 0, 0)
    assert subscriptions(campaign) == {(2, "h")}
    done: list[int] = []
    for hours in range(1, 60):
        tick(START + hours * HOUR)
        done += [each.pk for each in executions_of(campaign) if each.state == "completed" and each.pk not in done]
    assert done[-2:] == [ahead, behind]
    assert counters_of(campaign) == recount(campaign)
