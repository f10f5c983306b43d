"""Iterations: how many go out in each, what is measured between them, and that neither death nor crowds break them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from messaging.delivery import states
from messaging.delivery.batch import Candidate
from messaging.delivery.claim import claim
from messaging.delivery.loading import load_batch
from messaging.delivery.states import Settlement, exchange
from messaging.models import Message, MessageState, StreamIteration
from messaging.policies.base import HoldUntil, Skip
from messaging.policies.iterations import IterationsPolicy
from messaging.selectors import SendProgress, send_progress
from messaging.services import stream_set
from tests.concurrent import at_once
from tests.messaging.policies.test_policies import candidates, decide
from tests.messaging.world import World
from workspaces.errors import InvalidInput

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
INTERVAL = timedelta(minutes=10)
SMALL = {"iteration_send_amount": 4, "max_iteration_send_amount": 10, "send_interval": 10}


def iterate(world: World, **values: Any) -> None:
    stream_set(
        stream_id=world.stream.pk,
        workspace=world.workspace,
        name="Welcome",
        claimable=True,
        iterations={**SMALL, **values},
    )


def queue(world: World, number: int, **fields: Any) -> list[Message]:
    return world.queue(number, not_before=NOON - timedelta(hours=1), **fields)


def claimed(now: datetime) -> list[Candidate]:
    found = claim(now, 500)
    return list(found.batch.rows) if found else []


def send(now: datetime, bounced: int = 0, refused: int = 0) -> int:
    """Claims and settles what may go; how many went. The first ones bounce or are refused."""
    rows = claimed(now)
    outcomes = [
        Settlement(row.id, row.attempt, MessageState.REJECTED, "recipient_invalid")
        if place < refused
        else Settlement(row.id, row.attempt, MessageState.ACCEPTED)
        for place, row in enumerate(rows)
    ]
    exchange(outcomes, [], now)
    ids = [row.id for row in rows[refused : refused + bounced]]
    Message.objects.across_workspaces().filter(pk__in=ids).update(bounced_at=now)
    return len(rows)


def state(world: World) -> StreamIteration:
    return StreamIteration.objects.in_workspace(world.workspace).get()


def test_iterations_grow_up_to_the_most_and_wait_between(world: World) -> None:
    iterate(world)
    queue(world, 60)
    sent, now = [], NOON
    for _ in range(5):
        sent.append(send(now))
        assert send(now + INTERVAL - timedelta(seconds=1)) == 0
        now += INTERVAL
    assert sent == [4, 8, 10, 10, 10]
    waiting = Message.objects.in_workspace(world.workspace).filter(state="queued")
    assert set(waiting.values_list("reason", "reason_detail", "not_before")) == {("iterations", "iteration 6", now)}
    assert send_progress(world.workspace.pk, world.stream.pk) == SendProgress(42, 0, 100.0, 5, "")


def test_without_growth_every_iteration_is_the_same(world: World) -> None:
    iterate(world, is_incremental_send=False)
    queue(world, 20)
    assert [send(NOON + turn * INTERVAL) for turn in range(3)] == [4, 4, 4]


@pytest.mark.parametrize(
    ("values", "sent", "detail"),
    [({"max_iterations": 2}, 12, "2 iterations"), ({"send_amount": 7}, 7, "7 messages")],
)
def test_when_it_is_over_the_rest_is_skipped(world: World, values: dict[str, int], sent: int, detail: str) -> None:
    iterate(world, **values)
    messages = queue(world, 20)
    assert sum(send(NOON + turn * INTERVAL) for turn in range(4)) == sent
    rows = Message.objects.in_workspace(world.workspace).filter(pk__in=[message.pk for message in messages])
    skipped = rows.filter(state="skipped")
    assert set(skipped.values_list("reason", "reason_detail")) == {("iterations_over", detail)}
    assert skipped.count() == 20 - sent
    assert decide(queue(world, 1), NOON + 9 * INTERVAL) == [Skip("iterations_over", detail)]


@pytest.mark.parametrize("failures", [{"bounced": 1}, {"refused": 1}])
def test_too_few_delivered_stop_it_until_somebody_lets_it_go_on(world: World, failures: dict[str, int]) -> None:
    iterate(world, min_delivery_rate=80)
    queue(world, 40)
    assert send(NOON) == 4
    assert send(NOON + INTERVAL, **failures) == 8  # 87.5 %
    assert send(NOON + 2 * INTERVAL, **dict.fromkeys(failures, 3)) == 10  # 70 %
    then = NOON + 3 * INTERVAL
    assert send(then) == 0
    reason = "70 % of iteration 3 were delivered, fewer than 80 %"
    assert (state(world).failed_at, state(world).reason) == (then, reason)
    held = Message.objects.in_workspace(world.workspace).filter(state="queued")
    assert set(held.values_list("reason", "reason_detail")) == {("iterations_failed", reason)}
    progress = send_progress(world.workspace.pk, world.stream.pk)
    assert progress == SendProgress(22, 4, round(100 * 18 / 22, 2), 3, reason)
    assert decide(queue(world, 1), then) == [HoldUntil(then + timedelta(seconds=30), "iterations_failed", reason)]
    # As the campaign's hold does; what was measured is not measured again.
    StreamIteration.objects.in_workspace(world.workspace).update(failed_at=None)
    assert send(then + timedelta(minutes=1)) == 4
    assert (state(world).number, state(world).step, state(world).reason) == (4, 1, "")
    assert send(then + timedelta(minutes=1) + INTERVAL) == 8


def test_what_could_not_be_made_says_nothing_of_the_addresses(world: World) -> None:
    iterate(world, min_delivery_rate=100)
    queue(world, 12)
    rows = claimed(NOON)
    exchange([Settlement(row.id, row.attempt, MessageState.REJECTED, "render_failed") for row in rows], [], NOON)
    assert send(NOON + INTERVAL) == 8


def test_a_message_that_is_tried_again_counts_once(world: World) -> None:
    iterate(world)
    queue(world, 10)
    rows = claimed(NOON)
    deferred = [Settlement(row.id, row.attempt, MessageState.QUEUED, "smtp_deferred", not_before=NOON) for row in rows]
    exchange(deferred, [], NOON)
    assert {row.id for row in claimed(NOON + timedelta(minutes=1))} == {row.id for row in rows}
    assert (state(world).used, state(world).total) == (4, 4)


def test_a_dead_worker_between_iterations_loses_nothing(world: World) -> None:
    """Its lease runs out, the messages come again, and the next iteration begins when it was to."""
    iterate(world)
    queue(world, 20)
    assert len(claimed(NOON)) == 4
    later = NOON + timedelta(minutes=11)
    states.reclaim(later)
    assert {state(world).number} == {1}
    assert send(later) == 4 + 8
    assert (state(world).number, state(world).used, state(world).total) == (2, 8, 12)


def test_what_a_later_policy_holds_leaves_its_room_to_others(world: World) -> None:
    stream_set(
        stream_id=world.stream.pk,
        workspace=world.workspace,
        name="Welcome",
        claimable=True,
        iterations=SMALL,
        daily_limit=3,
    )
    queue(world, 10)
    assert send(NOON) == 3
    assert (state(world).used, state(world).next_at) == (3, None)


def test_eight_workers_send_exactly_an_iterations_amount(world: World) -> None:
    iterate(world, iteration_send_amount=30, max_iteration_send_amount=1000)
    queue(world, 200)

    def work() -> int:
        return sum(len(claimed(NOON)) for _ in range(4))

    assert sum(at_once(*[work] * 8)) == 30
    assert (state(world).number, state(world).used, state(world).total) == (1, 30, 30)


def test_campaigns_without_iterations_are_asked_nothing(world: World) -> None:
    batch = load_batch(candidates(queue(world, 3)), NOON)
    with CaptureQueriesContext(connection) as captured:
        assert IterationsPolicy().evaluate(batch) == {}
        IterationsPolicy().leased(batch)
    assert len(captured) == 0
    assert not StreamIteration.objects.in_workspace(world.workspace).exists()
    assert send_progress(world.workspace.pk, world.stream.pk) is None


def test_iterations_that_make_no_sense_are_refused(world: World) -> None:
    with pytest.raises(InvalidInput) as refused:
        iterate(world, send_interval=0)
    assert [detail.field for detail in refused.value.details] == ["iterations.send_interval"]
