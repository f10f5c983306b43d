"""The daily limit: never more than it says, by several workers too; what is not sent gives its room back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from messaging.delivery import stage
from messaging.delivery.charging import exchange_charged
from messaging.delivery.claim import claim
from messaging.delivery.states import Settlement, exchange, reclaim
from messaging.models import Message, MessageState, StreamDay
from messaging.policies.base import HoldUntil
from messaging.services import message_send_again, stream_set
from tests.concurrent import at_once
from tests.factories.messaging import make_stream, states_of
from tests.messaging.policies.test_policies import decide
from tests.messaging.smtp_server import Server
from tests.messaging.world import World
from workspaces.clock import database_now
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 7, 2, tzinfo=UTC)


def limit(world: World, number: int | None, stream: Any = None) -> None:
    stream_set(
        stream_id=(stream or world.stream).pk,
        workspace=world.workspace,
        name="Welcome",
        claimable=True,
        daily_limit=number,
    )


def queue(world: World, number: int, **fields: object) -> list[Message]:
    return world.queue(number, not_before=NOON - timedelta(hours=1), **fields)


def used(world: World) -> dict[str, int]:
    days = StreamDay.objects.in_workspace(world.workspace).order_by("day")
    return {str(day): number for day, number in days.values_list("day", "used")}


def recount(world: World) -> dict[str, int]:
    """What the counter must say, by the messages themselves."""
    counted = Message.objects.in_workspace(world.workspace).filter(
        counted_on__isnull=False, state__in=("sending", "accepted", "unknown")
    )
    days = [str(day) for day in counted.values_list("counted_on", flat=True)]
    return {day: days.count(day) for day in sorted(set(days))}


def settle(rows: list[Any], state: MessageState) -> None:
    settlements = [Settlement(row.id, row.attempt, state, "x") for row in rows]
    exchange_charged(settlements, {row.id: row for row in rows}, now=NOON)


def test_what_is_over_the_limit_waits_for_the_next_day(world: World) -> None:
    limit(world, 3)
    messages = queue(world, 5)
    assert decide(messages, NOON) == [None, None, None] + [HoldUntil(MIDNIGHT, "daily_limit", "3 a day")] * 2


def test_a_claim_takes_room_and_the_next_one_finds_what_is_left(world: World) -> None:
    limit(world, 3)
    messages = queue(world, 2)
    claimed = claim(NOON, 10)
    assert claimed is not None
    assert (len(claimed.batch.rows), claimed.held) == (2, 0)
    more = queue(world, 4, message_type="transactional")
    claimed = claim(NOON, 10)
    assert claimed is not None
    assert (len(claimed.batch.rows), claimed.held) == (1, 3)
    assert claim(NOON, 10) is None
    assert states_of(messages) == [("sending", "")] * 2
    assert states_of(more) == [("sending", "")] + [("queued", "daily_limit")] * 3
    assert used(world) == recount(world) == {"2026-07-01": 3}
    claimed = claim(MIDNIGHT, 10)
    assert claimed is not None
    assert len(claimed.batch.rows) == 3
    assert used(world) == recount(world) == {"2026-07-01": 3, "2026-07-02": 3}


def test_the_day_is_the_workspaces(world: World) -> None:
    world.workspace.timezone = "America/Santiago"
    world.workspace.save()
    limit(world, 1)
    # 5 September 2026 ends in Chile with a midnight that is skipped: the day begins at one o'clock, 04:00 UTC.
    [first, second] = decide(queue(world, 2), datetime(2026, 9, 6, 3, 30, tzinfo=UTC))
    assert (first, second) == (None, HoldUntil(datetime(2026, 9, 6, 4, tzinfo=UTC), "daily_limit", "1 a day"))
    assert used(world) == {"2026-09-05": 1}


@pytest.mark.parametrize(
    ("state", "left"),
    [
        (MessageState.ACCEPTED, {"2026-07-01": 2}),
        (MessageState.UNKNOWN, {"2026-07-01": 2}),
        (MessageState.REJECTED, {"2026-07-01": 0}),
        (MessageState.SKIPPED, {"2026-07-01": 0}),
        (MessageState.QUEUED, {"2026-07-01": 0}),
    ],
)
def test_what_was_not_sent_gives_its_room_back(world: World, state: MessageState, left: dict[str, int]) -> None:
    limit(world, 2)
    queue(world, 2)
    claimed = claim(NOON, 10)
    assert claimed is not None
    settle(claimed.batch.rows, state)
    settle(claimed.batch.rows, state)  # reported twice, given back once
    assert used(world) == left
    assert {day: number for day, number in left.items() if number} == recount(world)


def test_room_is_given_back_to_the_day_that_it_was_taken_from(world: World) -> None:
    limit(world, 2)
    queue(world, 2)
    before_midnight = claim(MIDNIGHT - timedelta(seconds=1), 10)
    queue(world, 2)
    after_midnight = claim(MIDNIGHT, 10)
    assert before_midnight is not None
    assert after_midnight is not None
    settle([before_midnight.batch.rows[0], after_midnight.batch.rows[0]], MessageState.REJECTED)
    assert used(world) == recount(world) == {"2026-07-01": 1, "2026-07-02": 1}


@pytest.mark.parametrize(("dispatched", "left"), [(False, 0), (True, 2)])
def test_a_dead_worker_gives_back_what_it_never_handed_over(world: World, dispatched: bool, left: int) -> None:
    limit(world, 2)
    queue(world, 2)
    claimed = claim(NOON, 10)
    assert claimed is not None
    if dispatched:
        exchange([], claimed.batch.rows, NOON)
    reclaim(NOON + timedelta(hours=1))
    assert used(world) == {"2026-07-01": left}


def test_a_message_that_is_sent_again_is_counted_anew(world: World) -> None:
    limit(world, 1)
    [message] = queue(world, 1)
    claimed = claim(NOON, 10)
    assert claimed is not None
    settle(claimed.batch.rows, MessageState.UNKNOWN)
    message.refresh_from_db()
    message_send_again(message=message, actor=Actor.system())
    assert used(world) == {"2026-07-01": 0}
    later = database_now() + timedelta(seconds=1)
    assert claim(later, 10) is not None
    assert used(world) == {"2026-07-01": 0, str(later.date()): 1}


def test_a_raised_limit_counts_at_once_and_a_lowered_one_stops(world: World) -> None:
    limit(world, 1)
    messages = queue(world, 4)
    claim(NOON, 10)
    limit(world, 3)
    Message.objects.in_workspace(world.workspace).filter(state="queued").update(not_before=NOON)
    claimed = claim(NOON, 10)
    assert claimed is not None
    assert (len(claimed.batch.rows), claimed.held) == (2, 1)
    limit(world, 2)
    Message.objects.in_workspace(world.workspace).filter(state="queued").update(not_before=NOON)
    claimed = claim(NOON, 10)
    assert claimed is not None
    assert (len(claimed.batch.rows), claimed.held) == (0, 1)
    limit(world, None)
    [(not_before, reason)] = (
        Message.objects.in_workspace(world.workspace).filter(state="queued").values_list("not_before", "reason")
    )
    assert (not_before <= database_now(), reason) == (True, "daily_limit")
    assert sorted(state for state, _ in states_of(messages)) == ["queued", "sending", "sending", "sending"]


def test_a_run_sends_what_the_day_allows(world: World, server: Server) -> None:
    limit(world, 3)
    world.queue(5)
    assert stage.run() == stage.Progress(claimed=3, accepted=3, held=2)
    assert len(server.mails) == 3


def test_streams_without_a_limit_count_nothing(world: World) -> None:
    messages = queue(world, 3)
    assert decide(messages, NOON) == [None, None, None]
    assert used(world) == {}


def test_workers_at_once_never_exceed_it(world: World) -> None:
    """Four workers on connections of their own claim two limited campaigns; some messages fail and give back."""
    other = make_stream(world.workspace)
    limit(world, 57)
    limit(world, 57, other)
    queue(world, 200)
    world.stream, first = other, world.stream
    queue(world, 200)

    def work() -> None:
        for _ in range(12):
            claimed = claim(NOON, 25)
            if claimed and claimed.batch.rows:
                settle(claimed.batch.rows[::5], MessageState.REJECTED)
                settle(claimed.batch.rows[1::5], MessageState.ACCEPTED)

    at_once(*[work] * 4)
    counted = Message.objects.in_workspace(world.workspace).filter(state__in=("sending", "accepted"))
    for stream in (first, other):
        [day] = StreamDay.objects.in_workspace(world.workspace).filter(stream=stream)
        assert day.used == counted.filter(stream=stream).count() <= 57
        # Whoever looked while all the room was taken waits for tomorrow; room that came back is used until then.
        assert day.used > 40
