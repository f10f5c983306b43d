"""Rounds over many campaigns, plans and their ways back, and the loop that a task makes of a stage."""

from uuid import uuid4

import pytest
from django.db import OperationalError
from psycopg.errors import DeadlockDetected

from campaigns.engine import passes, stage
from campaigns.engine.plans import PlanUnreadable, loops_of, plan_load, plan_of
from campaigns.engine.progress import Progress, drain
from campaigns.models import Campaign, FlowVersion
from campaigns.services import campaign_pause
from tests.factories.campaigns import SYSTEM, chain, execution_for, executions_of, flow, launch, make_campaign, tick
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

HOUR = {"duration": {"value": 1, "unit": "hours"}}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def test_a_round_gives_each_campaign_a_turn_and_says_whether_more_is_left(workspace: Workspace) -> None:
    make_contacts(workspace, 10)
    campaigns = [launch(workspace, chain()) for _ in range(3)]
    assert stage.run(limit=4) == Progress(12, more=True)
    for campaign in campaigns:
        assert sorted(each.state for each in executions_of(campaign)) == ["completed"] * 4 + ["pending"] * 6
    assert stage.run(limit=6) == Progress(18, more=True)
    assert stage.run(limit=6) == Progress(0, more=False)


def test_a_held_campaigns_backlog_is_not_even_found(workspace: Workspace) -> None:
    make_contacts(workspace, 3)
    held, free = launch(workspace, chain()), launch(workspace, chain())
    campaign_pause(campaign=held, actor=SYSTEM)
    assert stage.run().done == 3
    assert {each.state for each in executions_of(held)} == {"pending"}
    assert {each.state for each in executions_of(free)} == {"completed"}


def test_one_campaigns_fault_does_not_stop_the_others(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    make_contact(workspace)
    faulty, sound = launch(workspace, chain()), launch(workspace, chain())
    original = passes.pass_run

    def pass_run(work, now, limit):  # type: ignore[no-untyped-def]
        if work.campaign_id == faulty.pk:
            raise OperationalError("deadlock") from DeadlockDetected("deadlock")
        return original(work, now, limit)

    monkeypatch.setattr(stage, "pass_run", pass_run)
    assert stage.run() == Progress(1, more=True)
    assert {each.state for each in executions_of(sound)} == {"completed"}
    assert {each.state for each in executions_of(faulty)} == {"pending"}


def test_a_version_that_cannot_be_read_fails_its_executions(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = make_contact(workspace)
    campaign = launch(workspace, chain())

    def unreadable(version_id: object) -> None:
        raise PlanUnreadable("made by another release")

    monkeypatch.setattr(passes, "plan_load", unreadable)
    tick()
    execution = execution_for(campaign, contact)
    assert (execution.state, execution.node, execution.reason) == ("failed", "t", "version_unreadable")
    assert Campaign.objects.in_workspace(workspace).get(pk=campaign.pk).lifecycle == "COMPLETED_PARTIAL"


def test_a_plan_that_is_gone_is_unreadable() -> None:
    with pytest.raises(PlanUnreadable):
        plan_load(uuid4())


def test_ways_back_are_the_ports_of_waits_inside_a_loop(workspace: Workspace) -> None:
    rule = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "a"}]}
    document = flow(
        ("t", "trigger_manual", {}),
        ("w1", "wait", HOUR),
        ("c", "condition", {"rule": rule}),
        ("w2", "wait", HOUR),
        ("w3", "wait", HOUR),
        ("e", "end", {}),
        edges=["t>w1", "w1>c", "c.no>w2", "c.yes>w3", "w2>c", "w3>e"],
    )
    version = FlowVersion.objects.in_workspace(workspace).get(campaign=make_campaign(workspace, document))
    assert loops_of(plan_of(version)) == {("w2", "next")}


def test_a_task_goes_on_until_nothing_is_left_and_no_longer_than_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    nudged: list[str] = []
    monkeypatch.setattr("campaigns.engine.progress.nudge", nudged.append)
    rounds = iter([Progress(5, more=True), Progress(3, more=True), Progress(2)])
    assert drain(lambda: next(rounds), "some.task") == Progress(10)
    assert nudged == []
    assert drain(lambda: Progress(1, more=True), "some.task", seconds=0) == Progress(1, more=True)
    assert nudged == ["some.task"]
