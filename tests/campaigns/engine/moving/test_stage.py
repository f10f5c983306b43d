"""Moves to a newer version: who stays, enters another node, waits anew or leaves; nothing is repeated or lost."""

from datetime import timedelta
from typing import Any

import pytest

from campaigns.engine import triggers
from campaigns.engine.moving import stage as moving
from campaigns.engine.operating import LAST_VISIT
from campaigns.models import Execution, Run, Step, VersionMove
from campaigns.selectors import execution_journal
from campaigns.services import (
    ExecutionFilter,
    Publishing,
    campaign_cancel,
    campaign_delete,
    campaign_pause,
    campaign_publish,
    campaign_resume,
    draft_save,
    executions_cancel,
)
from messaging.models import Message
from tests.campaigns.engine.moving.moves import move, outcome, places, publish
from tests.factories.campaigns import (
    SYSTEM,
    chain,
    counters_of,
    execution_for,
    executions_of,
    flow,
    journal_of,
    launch,
    recount,
    send_config,
    settle_messages,
    tick,
)
from tests.factories.contacts import make_contact, make_contacts
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import AuditEntry, Workspace

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TWO_DAYS = {"duration": {"value": 2, "unit": "days"}}
FIVE_DAYS = {"duration": {"value": 5, "unit": "days"}}
WAIT = ("w", "wait", TWO_DAYS)
TAG = ("g", "tag", {"action": "add", "tag": "x"})
TAG_LATER = ("h", "tag", {"action": "add", "tag": "later"})


def test_who_waits_at_a_node_that_stays_keeps_place_and_moment(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    before = {each.pk: (each.due_at, each.arrived_at) for each in executions_of(campaign)}
    publish(campaign, chain(WAIT, TAG))
    move()
    assert places(campaign) == {("pending", "w", 2, 2)}
    assert {each.pk: (each.due_at, each.arrived_at) for each in executions_of(campaign)} == before
    assert outcome(campaign) == ("done", 3, 0, 0)
    assert counters_of(campaign) == recount(campaign)
    first = executions_of(campaign)[0]
    assert journal_of(first)[-1] == ("w", "moved", "", "version_moved")
    detail = Step.objects.in_workspace(workspace).filter(execution=first).latest("pk").detail
    assert detail == {"version": 2, "from_version": 1, "by": "tests"}
    tick(database_now() + 3 * DAY)
    assert places(campaign) == {("completed", "e", 2, 2)}
    assert ("g", "passed", "next", "") in journal_of(first)


def test_pin_leaves_everybody_where_they_are(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    before = list(Execution.unscoped_objects.order_by("pk").values())
    draft_save(campaign=campaign, document=chain(TAG), actor=SYSTEM)
    campaign_publish(campaign=campaign, actor=SYSTEM)
    move()
    assert list(Execution.unscoped_objects.order_by("pk").values()) == before
    assert not VersionMove.unscoped_objects.exists()
    tick(database_now() + 3 * DAY)
    assert places(campaign) == {("completed", "e", 1, 1)}


def test_another_length_counts_from_the_arrival(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    arrivals = {each.pk: each.arrived_at for each in executions_of(campaign)}
    publish(campaign, chain(("w", "wait", FIVE_DAYS)))
    move()
    assert {each.pk: each.due_at - 5 * DAY for each in executions_of(campaign)} == arrivals
    assert {each.pk: each.arrived_at for each in executions_of(campaign)} == arrivals
    detail = Step.objects.in_workspace(workspace).filter(execution=executions_of(campaign)[0]).latest("pk").detail
    assert detail["until"].startswith((executions_of(campaign)[0].due_at.isoformat())[:19])
    assert counters_of(campaign) == recount(campaign)


def test_another_kind_of_wait_is_asked_anew(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    publish(campaign, chain(("w", "wait", {"until": "2090-05-01T00:00+00:00"})))
    move()
    assert outcome(campaign) == ("done", 0, 3, 0)
    assert {each.arrived_at for each in executions_of(campaign)} == {None}
    assert counters_of(campaign) == recount(campaign)
    tick()
    assert {each.due_at.year for each in executions_of(campaign)} == {2090}
    assert counters_of(campaign) == recount(campaign)


def test_a_wait_that_is_over_is_over(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    Execution.objects.in_workspace(workspace).update(due_at=database_now())
    publish(campaign, chain(("w", "wait", FIVE_DAYS)))
    move()
    tick()
    assert places(campaign) == {("completed", "e", 2, 2)}


def test_who_stands_at_a_removed_node_goes_where_the_mapping_says(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    publish(campaign, chain(TAG, ("v", "wait", FIVE_DAYS)), {"w": "g"})
    move()
    assert places(campaign) == {("pending", "g", 2, 2)}
    assert outcome(campaign) == ("done", 0, 3, 0)
    assert counters_of(campaign) == recount(campaign)
    first = executions_of(campaign)[0]
    assert journal_of(first)[-1] == ("w", "moved", "", "version_moved")
    assert Step.objects.in_workspace(workspace).filter(execution=first).latest("pk").detail["to"] == "g"
    tick()
    assert places(campaign) == {("pending", "v", 2, 2)}


def test_the_journal_calls_each_node_as_its_version_did(workspace: Workspace) -> None:
    first = chain(WAIT)
    first["nodes"][1]["name"] = "Two days"
    campaign = launch(workspace, first)
    tick()
    second = chain(("g", *TAG[1:]), ("v", "wait", FIVE_DAYS))
    second["nodes"][2]["name"] = "Five days"
    publish(campaign, second, {"w": "v"})
    move()
    tick()
    third = chain(("v", "wait", FIVE_DAYS))
    third["nodes"][1]["name"] = "Still five days"
    publish(campaign, third)
    move()
    lines = execution_journal(executions_of(campaign)[0])
    assert [(line.node_name, line.outcome) for line in lines] == [
        ("Started by hand", "passed"),
        ("Two days", "waiting"),
        ("Two days", "moved"),
        ("Five days", "waiting"),
        ("Five days", "moved"),
    ]
    assert lines[-1].words == "The flow was published again, and the contact goes on by the new version."


def test_who_stands_at_a_removed_node_without_a_mapping_leaves(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    publish(campaign, chain(TAG))
    move()
    assert places(campaign) == {("skipped", "w", 1, 1)}
    assert outcome(campaign) == ("done", 0, 0, 3)
    assert {each.reason for each in executions_of(campaign)} == {"node_removed"}
    assert journal_of(executions_of(campaign)[0])[-1] == ("w", "skipped", "", "node_removed")
    assert counters_of(campaign) == recount(campaign)
    tick()
    campaign.refresh_from_db()
    assert campaign.lifecycle == "COMPLETED_PARTIAL"
    entry = AuditEntry.unscoped_objects.get(action="campaign.version_moved")
    assert entry.data == {"version": 2, "stayed": 0, "moved": 0, "left": 3}


def test_a_node_of_another_type_is_another_node(workspace: Workspace, template: Any) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    publish(campaign, chain(("w", "send", send_config(template))))
    move()
    assert outcome(campaign) == ("done", 0, 3, 0)
    tick()
    assert places(campaign) == {("processing", "w", 2, 2)}
    assert counters_of(campaign) == recount(campaign)


def test_a_queued_message_is_neither_repeated_nor_lost(workspace: Workspace, template: Any) -> None:
    campaign = launch(workspace, chain(("s", "send", send_config(template)), WAIT))
    tick()
    publish(campaign, chain(TAG, ("s", "send", send_config(template)), TAG_LATER, WAIT))
    move()
    assert places(campaign) == {("processing", "s", 2, 2)}
    assert tick() == 0
    assert settle_messages(campaign) == 3
    tick()
    assert places(campaign) == {("pending", "w", 2, 2)}
    rows = Message.objects.in_workspace(workspace).filter(stream_id=campaign.pk)
    assert list(rows.values_list("node", "visit", "state").distinct()) == [("s", 2, "accepted")]
    assert rows.filter(released_at=None).count() == 0
    assert counters_of(campaign) == recount(campaign)


def test_a_reordered_send_is_a_message_of_its_own(workspace: Workspace, template: Any) -> None:
    send = ("s", "send", send_config(template))
    campaign = launch(workspace, chain(send, WAIT))
    tick()
    settle_messages(campaign)
    tick()
    publish(campaign, chain(WAIT, send))
    move()
    tick(database_now() + 3 * DAY)
    assert places(campaign) == {("processing", "s", 2, 2)}
    rows = Message.objects.in_workspace(workspace).filter(stream_id=campaign.pk).order_by("visit")
    assert list(rows.values_list("visit", "state").distinct()) == [(1, "accepted"), (2, "queued")]


@pytest.mark.parametrize(("mapping", "place"), [({"s": "w"}, ("pending", "w", 2, 2)), ({}, ("skipped", "s", 1, 1))])
def test_a_removed_sends_queued_message_is_withdrawn(
    workspace: Workspace, template: Any, mapping: dict[str, str], place: tuple[str, str, int, int]
) -> None:
    campaign = launch(workspace, chain(("s", "send", send_config(template)), WAIT))
    tick()
    publish(campaign, chain(WAIT), mapping)
    move()
    assert places(campaign) == {place}
    rows = Message.objects.in_workspace(workspace).filter(stream_id=campaign.pk)
    assert set(rows.values_list("state", "reason", "visit")) == {("skipped", "withdrawn", 1)}
    assert counters_of(campaign) == recount(campaign)
    tick()
    assert rows.filter(released_at=None).count() == 0
    assert counters_of(campaign) == recount(campaign)


def test_a_message_on_its_way_out_is_waited_for(workspace: Workspace, template: Any) -> None:
    campaign = launch(workspace, chain(("s", "send", send_config(template)), WAIT))
    tick()
    rows = Message.objects.in_workspace(workspace).filter(stream_id=campaign.pk)
    rows.update(state="sending", lease_expires_at=database_now() + DAY)
    publish(campaign, chain(WAIT), {"s": "w"})
    while moving.run().done:
        pass
    assert places(campaign) == {("processing", "s", 1, 1)}
    assert outcome(campaign) == ("moving", 0, 0, 0)
    rows.update(state="accepted", lease_expires_at=None, settled_at=database_now())
    tick()
    move()
    assert places(campaign) == {("pending", "w", 2, 2)}
    assert outcome(campaign) == ("done", 3, 0, 0)
    assert set(rows.values_list("state", "visit")) == {("accepted", 1)}


def test_a_run_that_enrols_goes_on_by_the_new_version(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    run = Run.objects.in_workspace(workspace).get()
    Run.objects.in_workspace(workspace).update(state="enrolling", cursor=None, enrolled_at=None)
    make_contacts(workspace, 2)
    publish(campaign, chain(WAIT, TAG))
    triggers.run()
    move()
    assert places(campaign) == {("pending", "t", 2, 2), ("pending", "t", 1, 2)}
    run.refresh_from_db()
    assert run.version.number == 2


def test_a_run_whose_trigger_is_gone_is_waited_for(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    Run.objects.in_workspace(workspace).update(state="enrolling", cursor=None, enrolled_at=None)
    publish(campaign, flow(("a", "trigger_api", {}), WAIT, ("e", "end", {})), {"t": "w"})
    while moving.run().done:
        pass
    assert outcome(campaign) == ("moving", 0, 3, 0)
    make_contacts(workspace, 2)
    triggers.run()
    move()
    assert places(campaign) == {("pending", "w", 2, 2)}
    assert outcome(campaign) == ("done", 0, 5, 0)


def test_large_campaigns_go_in_batches_and_a_crash_loses_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_contacts(workspace, 4)
    campaign = launch(workspace, chain(WAIT))
    tick()
    publish(campaign, chain(WAIT, TAG))
    assert moving.run(limit=3).done == 3
    assert places(campaign) == {("pending", "w", 2, 2), ("pending", "w", 1, 1)}
    with monkeypatch.context() as patch:
        patch.setattr(moving, "crash_point", _power_cut)
        with pytest.raises(RuntimeError, match="power cut"):
            moving.run(limit=3)
    assert [each.version.number for each in executions_of(campaign)].count(2) == 3
    while moving.run(limit=3).done:
        pass
    assert places(campaign) == {("pending", "w", 2, 2)}
    assert outcome(campaign) == ("done", 7, 0, 0)
    assert counters_of(campaign) == recount(campaign)


def _power_cut(name: str) -> None:
    raise RuntimeError("power cut")


def test_moves_of_one_campaign_come_one_after_the_other(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    publish(campaign, chain(("x", "wait", TWO_DAYS)), {"w": "x"})
    publish(campaign, chain(("y", "wait", TWO_DAYS)), {"x": "y"})
    move()
    assert places(campaign) == {("pending", "y", 3, 3)}
    assert counters_of(campaign) == recount(campaign)


def test_a_paused_campaigns_contacts_move_and_a_cancelled_ones_do_not(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    campaign_pause(campaign=campaign, actor=SYSTEM)
    publish(campaign, chain(WAIT, TAG))
    move()
    assert places(campaign) == {("pending", "w", 2, 2)}
    publish(campaign, chain(TAG))
    campaign_resume(campaign=campaign, actor=SYSTEM)
    campaign_cancel(campaign=campaign, actor=SYSTEM)
    move()
    assert places(campaign) == {("pending", "w", 2, 2)}
    assert outcome(campaign) == ("done", 0, 0, 0)


def test_only_those_on_the_way_move(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    gone = ExecutionFilter(ids=[executions_of(campaign)[0].public_id])
    executions_cancel(campaign=campaign, which=gone, actor=SYSTEM)
    publish(campaign, chain(WAIT, TAG))
    move()
    assert places(campaign) == {("pending", "w", 2, 2), ("skipped", "w", 1, 1)}
    assert outcome(campaign) == ("done", 2, 0, 0)


def test_who_has_gone_round_too_often_leaves(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    Execution.objects.in_workspace(workspace).update(visit=LAST_VISIT)
    publish(campaign, chain(WAIT, TAG))
    move()
    assert {(each.state, each.reason) for each in executions_of(campaign)} == {("skipped", "loop_limit")}


@pytest.mark.parametrize(
    ("mapping", "field"),
    [
        ({"nope": "g"}, "mapping.nope"),
        ({"w": "nope"}, "mapping.w"),
        ({"w": "t"}, "mapping.w"),
        ({"e": "g"}, "mapping.e"),
    ],
)
def test_a_wrong_mapping_publishes_nothing(workspace: Workspace, mapping: dict[str, str], field: str) -> None:
    campaign = launch(workspace, chain(WAIT))
    with pytest.raises(InvalidInput) as refused:
        publish(campaign, chain(TAG), mapping)
    assert [detail.field for detail in refused.value.details] == [field]
    campaign.refresh_from_db()
    assert campaign.live_version is not None
    assert campaign.live_version.number == 1
    assert not VersionMove.unscoped_objects.exists()


def test_a_mapping_needs_the_mode_move(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    draft_save(campaign=campaign, document=chain(TAG), actor=SYSTEM)
    with pytest.raises(InvalidInput, match="mode move"):
        campaign_publish(campaign=campaign, actor=SYSTEM, how=Publishing(mapping={"w": "g"}))


def test_a_deleted_campaign_takes_its_moves_along(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    publish(campaign, chain(WAIT, TAG))
    campaign_cancel(campaign=campaign, actor=SYSTEM)
    tick()
    campaign.refresh_from_db()
    campaign_delete(campaign=campaign, actor=SYSTEM)
    assert not VersionMove.unscoped_objects.exists()
    assert moving.run().done == 0


def test_one_contact_after_the_other(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = launch(workspace, chain(WAIT))
    tick()
    publish(campaign, chain(WAIT, TAG))
    moving.run(limit=1)
    assert [each.version.number for each in executions_of(campaign)].count(2) == 1
    move()
    assert execution_for(campaign, contact).version.number == 2
