"""Operators' orders on executions: what they do, to whom not, and that counters stay equal to a recount."""

import pytest

from campaigns.engine.operating import FIRST, Walked
from campaigns.models import Campaign, CampaignHold, Execution, OrderAction, Run, Trigger
from campaigns.services import (
    ExecutionFilter,
    campaign_cancel,
    campaign_pause,
    execution_operate,
    executions_cancel,
    executions_move,
    executions_retry,
    executions_skip_wait,
)
from messaging.models import Message, MessageStream
from tests.factories.campaigns import (
    SYSTEM,
    chain,
    counters_of,
    default_sender,
    executions_of,
    journal_of,
    launch,
    recount,
    send_config,
    settle_messages,
    tick,
)
from tests.factories.contacts import make_contacts
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import AuditEntry, Workspace

pytestmark = pytest.mark.django_db

EVERYBODY = ExecutionFilter()
WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})


@pytest.fixture
def sending(workspace: Workspace):
    """Three contacts parked beside their queued messages at `s`; a wait `w` stands behind."""
    default_sender(workspace)
    template, _ = make_published(workspace)
    campaign = launch(workspace, chain(("s", "send", send_config(template)), WAIT))
    tick()
    return campaign


@pytest.fixture
def waiting(workspace: Workspace):
    """Three contacts who rest at the wait `w`."""
    campaign = launch(workspace, chain(WAIT))
    tick()
    return campaign


def states(campaign) -> list[tuple[str, str, int]]:
    return [(each.state, each.node, each.visit) for each in executions_of(campaign)]


def messages(campaign) -> list[tuple[str, str, int]]:
    rows = Message.objects.in_workspace(campaign.workspace_id).filter(stream_id=campaign.pk).order_by("pk")
    return list(rows.values_list("state", "reason", "visit"))


def test_cancelling_ends_the_way_and_withdraws_the_message(sending) -> None:
    first = executions_of(sending)[0]
    assert executions_cancel(campaign=sending, which=ExecutionFilter(ids=[first.public_id]), actor=SYSTEM) == 1
    assert states(sending) == [("skipped", "s", 1), ("processing", "s", 1), ("processing", "s", 1)]
    assert sorted(messages(sending)) == [("queued", "", 1), ("queued", "", 1), ("skipped", "withdrawn", 1)]
    assert journal_of(first)[-1] == ("s", "skipped", "", "execution_cancelled")
    assert counters_of(sending) == recount(sending)
    tick()
    assert states(sending)[0] == ("skipped", "s", 1)
    assert Message.objects.in_workspace(sending.workspace_id).get(execution_id=first.pk).released_at is not None
    entry = AuditEntry.unscoped_objects.get(action="campaign.executions_cancelled")
    assert entry.data == {"count": 1, "filter": {"ids": [first.public_id]}, "by": "tests"}
    assert executions_cancel(campaign=sending, which=ExecutionFilter(ids=[first.public_id]), actor=SYSTEM) == 0
    assert AuditEntry.unscoped_objects.filter(action="campaign.executions_cancelled").count() == 1


def test_retrying_sends_a_message_of_its_own(sending) -> None:
    first = executions_of(sending)[0]
    letter = Message.objects.in_workspace(sending.workspace_id).filter(execution_id=first.pk)
    letter.update(state="rejected", reason="smtp_refused", settled_at=database_now())
    tick()
    assert states(sending)[0] == ("failed", "s", 1)
    assert executions_retry(campaign=sending, which=EVERYBODY, actor=SYSTEM) == 1
    assert states(sending) == [("pending", "s", 2), ("processing", "s", 1), ("processing", "s", 1)]
    assert executions_of(sending)[0].finished_at is None
    assert counters_of(sending) == recount(sending)
    tick()
    assert states(sending)[0] == ("processing", "s", 2)
    assert list(letter.order_by("visit").values_list("state", "visit")) == [("rejected", 1), ("queued", 2)]
    settle_messages(sending)
    tick()
    assert states(sending) == [("pending", "w", 2), ("pending", "w", 1), ("pending", "w", 1)]
    assert counters_of(sending) == recount(sending)
    assert executions_retry(campaign=sending, which=EVERYBODY, actor=SYSTEM) == 0


def test_moving_leaves_the_message_behind(sending) -> None:
    assert executions_move(campaign=sending, which=EVERYBODY, node="w", actor=SYSTEM) == 3
    assert states(sending) == [("pending", "w", 2)] * 3
    assert messages(sending) == [("skipped", "withdrawn", 1)] * 3
    assert counters_of(sending) == recount(sending)
    tick()
    assert [(each.state, each.node, each.arrived_at is None) for each in executions_of(sending)] == [
        ("pending", "w", False)
    ] * 3
    assert executions_move(campaign=sending, which=EVERYBODY, node="s", actor=SYSTEM) == 3
    tick()
    assert states(sending) == [("processing", "s", 3)] * 3
    assert counters_of(sending) == recount(sending)


def test_skipping_the_wait(waiting) -> None:
    first, *others = executions_of(waiting)
    assert executions_skip_wait(campaign=waiting, which=ExecutionFilter(ids=[first.public_id]), actor=SYSTEM) == 1
    assert counters_of(waiting) == recount(waiting)
    tick()
    assert states(waiting) == [("completed", "e", 1), ("pending", "w", 1), ("pending", "w", 1)]
    assert [row[1:] for row in journal_of(first)] == [
        ("passed", "next", ""),
        ("waiting", "", "wait_duration"),
        ("moved", "", "wait_skipped"),
        ("passed", "next", "wait_over"),
        ("completed", "", ""),
    ]
    assert counters_of(waiting) == recount(waiting)
    assert [each.due_at for each in executions_of(waiting)[1:]] == [each.due_at for each in others]


@pytest.mark.parametrize(
    ("which", "count"),
    [
        (ExecutionFilter(state="pending"), 3),
        (ExecutionFilter(state="processing"), 0),
        (ExecutionFilter(state="completed"), 0),
        (ExecutionFilter(node="w"), 3),
        (ExecutionFilter(node="e"), 0),
    ],
)
def test_the_filter_limits(waiting, which: ExecutionFilter, count: int) -> None:
    assert executions_cancel(campaign=waiting, which=which, actor=SYSTEM) == count
    assert [state for state, *_ in states(waiting)].count("skipped") == count


def test_a_held_campaign_takes_orders_and_a_finished_one_refuses(waiting) -> None:
    campaign_pause(campaign=waiting, actor=SYSTEM)
    assert executions_skip_wait(campaign=waiting, which=EVERYBODY, actor=SYSTEM) == 3
    campaign = campaign_cancel(campaign=waiting, actor=SYSTEM)
    before = list(Execution.unscoped_objects.order_by("pk").values())
    with pytest.raises(Conflict, match="CANCELLED"):
        executions_move(campaign=campaign, which=EVERYBODY, node="w", actor=SYSTEM)
    assert list(Execution.unscoped_objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("which", "field"),
    [
        (ExecutionFilter(state="lost"), "state"),
        (ExecutionFilter(ids=[]), "ids"),
        (ExecutionFilter(ids=["exe_x"]), "ids"),
        (ExecutionFilter(ids=["x"] * 1001), "ids"),
    ],
)
def test_a_bad_filter_changes_nothing(waiting, which: ExecutionFilter, field: str) -> None:
    before = list(Execution.unscoped_objects.order_by("pk").values())
    with pytest.raises(InvalidInput) as refused:
        executions_cancel(campaign=waiting, which=which, actor=SYSTEM)
    assert refused.value.details[0].field == field
    assert list(Execution.unscoped_objects.order_by("pk").values()) == before


@pytest.mark.parametrize("node", ["nowhere", "t"])
def test_only_real_steps_are_destinations(waiting, node: str) -> None:
    with pytest.raises(InvalidInput, match="no node"):
        executions_move(campaign=waiting, which=EVERYBODY, node=node, actor=SYSTEM)
    assert states(waiting) == [("pending", "w", 1)] * 3


def test_executions_of_another_campaign_or_workspace_are_left_alone(waiting) -> None:
    other = make_workspace()
    make_contacts(other, 1)
    foreign = launch(other, chain(WAIT))
    tick()
    ids = [executions_of(foreign)[0].public_id]
    assert executions_cancel(campaign=waiting, which=ExecutionFilter(ids=ids), actor=SYSTEM) == 0
    assert states(foreign) == [("pending", "w", 1)]


def test_large_sets_go_in_batches(waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaigns.engine.operating.BATCH", 2)
    assert executions_cancel(campaign=waiting, which=EVERYBODY, actor=SYSTEM) == 3
    counts = AuditEntry.unscoped_objects.filter(action="campaign.executions_cancelled").order_by("pk")
    assert [entry.data["count"] for entry in counts] == [2, 1]
    assert counters_of(waiting) == recount(waiting)


def test_who_moved_on_since_it_was_found_is_left_alone(waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    """The filter holds under the lock, too, not only when the executions were looked for."""
    walked = Walked([each.pk for each in executions_of(waiting)], 3, FIRST, more=False)
    monkeypatch.setattr("campaigns.services.operators.executions_walk", lambda *_: walked)
    for which in (ExecutionFilter(node="e"), ExecutionFilter(state="processing")):
        assert executions_cancel(campaign=waiting, which=which, actor=SYSTEM) == 0
    assert states(waiting) == [("pending", "w", 1)] * 3
    assert executions_cancel(campaign=waiting, which=ExecutionFilter(node="w"), actor=SYSTEM) == 3


@pytest.mark.parametrize(
    ("action", "node", "status", "words", "allowed"),
    [
        (OrderAction.RETRY, None, "pending", "only a failed one can be retried", ["cancel", "move", "skip_wait"]),
        (OrderAction.CANCEL, None, "skipped", "it can't be stopped", []),
        (OrderAction.MOVE, "w", "skipped", "it can't be moved there", []),
        (OrderAction.SKIP_WAIT, None, "skipped", "it does not rest until a later moment", []),
    ],
)
def test_what_does_not_fit_one_execution_is_refused(waiting, action, node, status, words, allowed) -> None:
    execution = executions_of(waiting)[0]
    if status == "skipped":
        execution_operate(execution=execution, action=OrderAction.CANCEL, actor=SYSTEM)
    before = list(Execution.unscoped_objects.order_by("pk").values()), AuditEntry.unscoped_objects.count()
    with pytest.raises(Conflict) as refused:
        execution_operate(execution=execution, action=action, actor=SYSTEM, node=node)
    assert refused.value.message == f"The execution is {status}: {words}."
    assert (refused.value.current_status, refused.value.allowed) == (status, tuple(allowed))
    assert (list(Execution.unscoped_objects.order_by("pk").values()), AuditEntry.unscoped_objects.count()) == before


def test_one_execution_is_operated_on_alone(waiting) -> None:
    first, second, _ = executions_of(waiting)
    execution_operate(execution=first, action=OrderAction.SKIP_WAIT, actor=SYSTEM)
    execution_operate(execution=second, action=OrderAction.MOVE, actor=SYSTEM, node="e")
    tick()
    assert states(waiting) == [("completed", "e", 1), ("completed", "e", 2), ("pending", "w", 1)]


class TestRetryAfterTheEnd:
    """A campaign that completed with gaps runs again while somebody is retried (ADR 0011)."""

    @pytest.fixture
    def partial(self, sending):
        """Everybody's message was refused, so that everybody failed and the campaign completed with gaps."""
        settle_messages(sending, "rejected", "smtp_refused")
        tick()
        tick()
        sending.refresh_from_db()
        assert (sending.lifecycle, Run.unscoped_objects.get().state) == ("COMPLETED_PARTIAL", "finished")
        return sending

    def test_the_campaign_runs_until_they_have_finished(self, partial) -> None:
        first = executions_of(partial)[0]
        execution_operate(execution=first, action=OrderAction.RETRY, actor=SYSTEM)
        partial.refresh_from_db()
        run = Run.unscoped_objects.get()
        assert (partial.lifecycle, partial.completed_at) == ("RUNNING", None)
        assert (run.state, run.finished_at) == ("running", None)
        assert MessageStream.unscoped_objects.get(pk=partial.pk).claimable
        assert not Trigger.unscoped_objects.filter(campaign=partial, active=True).exists()
        audit = AuditEntry.unscoped_objects.get(action="campaign.reopened")
        assert (audit.data, audit.actor_label) == ({"reason": "execution_retried"}, "tests")
        tick()
        settle_messages(partial)
        tick()
        executions_skip_wait(campaign=partial, which=EVERYBODY, actor=SYSTEM)
        tick()
        tick()
        partial.refresh_from_db()
        assert states(partial) == [("completed", "e", 2), ("failed", "s", 1), ("failed", "s", 1)]
        assert (partial.lifecycle, Run.unscoped_objects.get().state) == ("COMPLETED_PARTIAL", "finished")
        assert counters_of(partial) == recount(partial)

    def test_it_completes_where_the_retries_closed_every_gap(self, partial) -> None:
        assert executions_retry(campaign=partial, which=EVERYBODY, actor=SYSTEM) == 3
        tick()
        settle_messages(partial)
        tick()
        partial.refresh_from_db()
        executions_skip_wait(campaign=partial, which=EVERYBODY, actor=SYSTEM)
        tick()
        tick()
        partial.refresh_from_db()
        assert (partial.lifecycle, [state for state, *_ in states(partial)]) == ("COMPLETED", ["completed"] * 3)

    def test_a_filter_that_meets_nobody_leaves_it_completed(self, partial) -> None:
        assert executions_retry(campaign=partial, which=ExecutionFilter(node="w"), actor=SYSTEM) == 0
        partial.refresh_from_db()
        assert (partial.lifecycle, Run.unscoped_objects.get().state) == ("COMPLETED_PARTIAL", "finished")
        assert not AuditEntry.unscoped_objects.filter(action="campaign.reopened").exists()

    def test_nothing_else_reopens_it(self, partial) -> None:
        for order in (executions_cancel, executions_skip_wait):
            with pytest.raises(Conflict, match="COMPLETED_PARTIAL"):
                order(campaign=partial, which=EVERYBODY, actor=SYSTEM)
        with pytest.raises(Conflict, match="COMPLETED_PARTIAL"):
            executions_move(campaign=partial, which=EVERYBODY, node="w", actor=SYSTEM)

    @pytest.mark.parametrize("lifecycle", ["COMPLETED", "CANCELLED", "ARCHIVED"])
    def test_what_ended_otherwise_stays_ended(self, partial, lifecycle: str) -> None:
        Campaign.unscoped_objects.update(lifecycle=lifecycle)
        partial.refresh_from_db()
        with pytest.raises(Conflict, match=lifecycle):
            executions_retry(campaign=partial, which=EVERYBODY, actor=SYSTEM)
        assert states(partial) == [("failed", "s", 1)] * 3

    def test_a_hold_of_before_still_holds(self, partial) -> None:
        CampaignHold.objects.create(workspace_id=partial.workspace_id, campaign=partial, kind="USER")
        assert executions_retry(campaign=partial, which=EVERYBODY, actor=SYSTEM) == 3
        tick()
        assert states(partial) == [("pending", "s", 2)] * 3
        assert not MessageStream.unscoped_objects.get(pk=partial.pk).claimable
