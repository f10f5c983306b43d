"""Throttles through whole passes on PostgreSQL: the limit, the queue, pauses, several workers."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.engine.waking import sweep
from campaigns.models import Campaign, Step, ThrottleGate, WaitSubscription
from campaigns.services import campaign_pause, campaign_resume, contacts_enroll
from campaigns.services.operators import ExecutionFilter, executions_cancel, executions_skip_wait
from contacts.models import Contact
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
    tick,
)
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

START = datetime(2036, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def throttled(workspace: Workspace, count: int, per: str = "minute") -> Campaign:
    return launch(workspace, chain(("g", "throttle", {"count": count, "per": per})))


def opened(workspace: Workspace, count: int) -> Campaign:
    """With nobody in it, for `enter`."""
    config = {"count": count, "per": "minute"}
    return launch(workspace, flow(("t", "trigger_api", {}), ("g", "throttle", config), ("e", "end", {})))


def enter(campaign: Campaign, number: int) -> set[int]:
    """So many new contacts come in; their executions."""
    contacts = make_contacts(campaign.workspace, number)
    contacts_enroll(campaign=campaign, contact_ids=[each.pk for each in contacts], actor=SYSTEM)
    return {execution_for(campaign, each).pk for each in contacts}


def through(campaign: Campaign) -> list[int]:
    """Who went through, in that order."""
    steps = Step.objects.in_workspace(campaign.workspace_id).filter(
        execution__campaign_id=campaign.pk, node="g", outcome="passed"
    )
    return list(steps.order_by("pk").values_list("execution_id", flat=True))


def moments(campaign: Campaign) -> list[datetime]:
    steps = Step.objects.in_workspace(campaign.workspace_id).filter(
        execution__campaign_id=campaign.pk, node="g", outcome="passed"
    )
    return sorted(steps.values_list("created_at", flat=True))


def most_in_a_span(passed: Sequence[datetime], period: timedelta) -> int:
    return max((sum(end - period < each <= end for each in passed) for end in passed), default=0)


def test_as_many_go_on_as_there_is_room_for(workspace: Workspace) -> None:
    make_contacts(workspace, 5)
    campaign = throttled(workspace, 2)
    assert tick(START) == 5
    assert sorted(each.state for each in executions_of(campaign)) == ["completed"] * 2 + ["pending"] * 3
    waiting = [each for each in executions_of(campaign) if each.state == "pending"]
    assert sorted(each.due_at for each in waiting if each.due_at) == [START + MINUTE] * 2 + [START + 2 * MINUTE]
    assert {each.node for each in waiting} == {"g"}
    gate_row = ThrottleGate.objects.in_workspace(workspace).get()
    assert (gate_row.node, gate_row.waiting, gate_row.count, gate_row.seconds) == ("g", 3, 2, 60)
    assert tick(START + MINUTE - timedelta(microseconds=1)) == 0
    assert tick(START + MINUTE) == 2
    assert len(through(campaign)) == 4
    tick(START + 2 * MINUTE)
    assert len(through(campaign)) == 5
    assert WaitSubscription.objects.in_workspace(workspace).count() == 0
    assert counters_of(campaign) == recount(campaign)
    last = execution_for(campaign, Contact.objects.in_workspace(workspace).get(pk=waiting[-1].contact_id))
    assert journal_of(last)[-3:] == [
        ("g", "waiting", "", "in_queue"),
        ("g", "passed", "next", "had_turn"),
        ("e", "completed", "", ""),
    ]


def test_first_come_first_served(workspace: Workspace) -> None:
    campaign = opened(workspace, 2)
    waves = []
    for number in range(4):
        waves.append(enter(campaign, 3 if number else 2))
        tick(START + number * timedelta(seconds=1))
    for number in range(1, 8):
        tick(START + number * 2 * MINUTE)
    order = through(campaign)
    assert [set(order[:2]), set(order[2:5]), set(order[5:8]), set(order[8:])] == waves
    assert counters_of(campaign) == recount(campaign)


def test_a_pause_lets_nobody_through_and_no_crowd_afterwards(workspace: Workspace) -> None:
    make_contacts(workspace, 10)
    campaign = throttled(workspace, 2)
    tick(START)
    queue = [each.pk for each in executions_of(campaign) if each.state == "pending"]
    campaign_pause(campaign=campaign, actor=SYSTEM)
    assert tick(START + 60 * MINUTE) == 0
    campaign_resume(campaign=campaign, actor=SYSTEM)
    for number in range(60, 65):
        tick(START + number * MINUTE)
        assert most_in_a_span(moments(campaign), MINUTE) <= 2
    order = through(campaign)[2:]
    assert [set(order[place : place + 2]) for place in range(0, 8, 2)] == [
        set(queue[place : place + 2]) for place in range(0, 8, 2)
    ]


def test_who_leaves_the_queue_holds_nobody_up(workspace: Workspace) -> None:
    make_contacts(workspace, 7)
    campaign = throttled(workspace, 1, "day")
    tick(START)
    queue = [each for each in executions_of(campaign) if each.state == "pending"]
    stopped = ExecutionFilter(ids=[each.public_id for each in queue[:5]])
    assert executions_cancel(campaign=campaign, which=stopped, actor=SYSTEM) == 5
    assert queue[5].due_at is not None
    assert queue[5].due_at > START + timedelta(days=5)
    # Nobody is due at the gate: the waits stage finds that there is room again.
    later = START + timedelta(days=1, minutes=1)
    assert tick(later) == 0
    sweep.run(later)
    tick(later)
    assert through(campaign)[1:] == [queue[5].pk]
    assert ThrottleGate.objects.in_workspace(workspace).get().waiting == 0


def test_a_wait_cut_short_goes_through_in_addition_and_counts(workspace: Workspace) -> None:
    make_contacts(workspace, 4)
    campaign = throttled(workspace, 1, "hour")
    tick(START)
    queue = [each for each in executions_of(campaign) if each.state == "pending"]
    which = ExecutionFilter(ids=[queue[2].public_id])
    assert executions_skip_wait(campaign=campaign, which=which, actor=SYSTEM) == 1
    tick(START + timedelta(minutes=30))
    assert through(campaign)[1:] == [queue[2].pk]
    tick(START + timedelta(hours=1))
    assert len(through(campaign)) == 2
    tick(START + timedelta(minutes=90))
    assert through(campaign)[2:] == [queue[0].pk]


def test_a_throttle_in_a_loop_counts_each_round(workspace: Workspace) -> None:
    make_contacts(workspace, 2)
    document = flow(
        ("t", "trigger_manual", {}),
        ("g", "throttle", {"count": 1, "per": "minute"}),
        ("w", "wait", {"duration": {"value": 1, "unit": "seconds"}}),
        edges=["t>g", "g>w", "w>g"],
    )
    campaign = launch(workspace, document)
    for second in range(0, 600, 10):
        tick(START + timedelta(seconds=second))
    assert most_in_a_span(moments(campaign), MINUTE) == 1
    counts = [through(campaign).count(each.pk) for each in executions_of(campaign)]
    assert sum(counts) == 10
    assert max(counts) - min(counts) <= 1


@settings(max_examples=25)
@given(
    count=st.integers(1, 4),
    steps=st.lists(
        st.tuples(st.sampled_from(["enter", "tick", "tick", "pause", "resume", "cancel"]), st.floats(0, 80)),
        min_size=1,
        max_size=25,
    ),
)
def test_in_any_span_at_most_so_many_pass(db: None, count: int, steps: list[tuple[str, float]]) -> None:
    workspace = make_workspace()
    campaign = opened(workspace, count)
    now = START
    paused = False
    for what, seconds in steps:
        now += timedelta(seconds=seconds)
        if what == "enter":
            enter(campaign, 3)
        elif what == "pause" and not paused:
            campaign_pause(campaign=campaign, actor=SYSTEM)
            paused = True
        elif what == "resume" and paused:
            campaign_resume(campaign=campaign, actor=SYSTEM)
            paused = False
        elif what == "cancel" and not paused:
            oldest = [each for each in executions_of(campaign) if each.state == "pending"][:1]
            which = ExecutionFilter(ids=[each.public_id for each in oldest])
            if oldest:
                executions_cancel(campaign=campaign, which=which, actor=SYSTEM)
        sweep.run(now)
        tick(now)
    if paused:
        campaign_resume(campaign=campaign, actor=SYSTEM)
    for number in range(len(executions_of(campaign)) + 1):
        sweep.run(now + number * MINUTE)
        tick(now + number * MINUTE)
    assert most_in_a_span(moments(campaign), MINUTE) <= count
    assert {each.state for each in executions_of(campaign)} <= {"completed", "skipped"}
    assert not WaitSubscription.objects.in_workspace(workspace).exists()
    assert counters_of(campaign) == recount(campaign)
