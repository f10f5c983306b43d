"""The limits of senders: never more than they say, by eight workers too; what is not sent gives its room back."""

import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from messaging.delivery import stage
from messaging.delivery.charging import exchange_charged
from messaging.delivery.claim import Claim, claim
from messaging.delivery.states import Settlement, exchange, reclaim
from messaging.models import Message, MessageState, Sender, SenderUsage
from messaging.policies.base import HoldUntil
from messaging.sender_limits import SenderLimits, stored_limits
from messaging.services import message_send_again, sender_update, stream_set
from tests.concurrent import at_once
from tests.factories.messaging import grant_consent, states_of
from tests.messaging.policies.test_policies import decide
from tests.messaging.smtp_server import Server
from tests.messaging.world import World
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def limit(world: World, **limits: object) -> None:
    sender_update(sender=world.sender, actor=Actor.system(), changes={"limits": limits})


def queue(world: World, number: int, **fields: object) -> list[Message]:
    return world.queue(number, not_before=NOON - timedelta(hours=1), **fields)


def used(world: World) -> tuple[int, int]:
    [usage] = SenderUsage.objects.in_workspace(world.workspace)
    return usage.hour_used, usage.day_used


def recount(world: World) -> tuple[int, int]:
    """What the row must say, by the messages themselves."""
    [usage] = SenderUsage.objects.in_workspace(world.workspace)
    counted = Message.objects.in_workspace(world.workspace).filter(state__in=("sending", "accepted", "unknown"))
    return counted.filter(paced_at__gte=usage.hour_at).count(), counted.filter(paced_at__gte=usage.day_at).count()


def claimed(now: datetime, size: int = 1000) -> Claim:
    found = claim(now, size)
    assert found is not None
    return found


def settle(rows: list[Any], state: MessageState, now: datetime = NOON) -> None:
    settlements = [Settlement(row.id, row.attempt, state, "x") for row in rows]
    exchange_charged(settlements, {row.id: row for row in rows}, now=now)


def test_what_is_over_the_hour_or_the_day_waits_for_the_next(world: World) -> None:
    limit(world, per_hour=2, per_day=3)
    messages = queue(world, 4)
    at = NOON + timedelta(minutes=20)
    over_hour = HoldUntil(NOON + timedelta(hours=1), "sender_hourly_limit", "2 an hour")
    assert decide(messages, at) == [None, None, over_hour, over_hour]
    over_day = HoldUntil(datetime(2026, 7, 2, tzinfo=UTC), "sender_daily_limit", "3 a day")
    assert decide(messages[2:], over_hour.at) == [None, over_day]
    assert decide(messages[3:], over_day.at) == [None]


def test_the_day_is_the_workspaces(world: World) -> None:
    world.workspace.timezone = "Asia/Kolkata"
    world.workspace.save()
    limit(world, per_day=1)
    messages = queue(world, 2)
    midnight = datetime(2026, 7, 1, 18, 30, tzinfo=UTC)
    assert decide(messages, NOON) == [None, HoldUntil(midnight, "sender_daily_limit", "1 a day")]
    assert decide(messages[1:], midnight) == [None]


def test_seconds_are_given_in_the_order_in_which_messages_came(world: World) -> None:
    limit(world, per_second=2)
    messages = queue(world, 7)
    holds = [HoldUntil(NOON + k * SECOND, "sender_rate", "2 a second") for k in (1, 1, 2, 2, 3)]
    assert decide(messages, NOON + SECOND / 2) == [None, None, *holds]
    more = queue(world, 2)
    holds = [HoldUntil(NOON + k * SECOND, "sender_rate", "2 a second") for k in (3, 4)]
    assert decide(more, NOON + SECOND / 2) == holds
    assert decide(messages[2:4], NOON + SECOND) == [None, None]


def test_transactional_messages_go_before_marketing_and_wait_for_the_next_second_only(world: World) -> None:
    limit(world, per_second=1)
    marketing = queue(world, 3)
    urgent = queue(world, 2, message_type="transactional")
    decisions = decide([*marketing, *urgent], NOON)
    soon = HoldUntil(NOON + SECOND, "sender_rate", "1 a second")
    assert decisions[3:] == [None, soon]
    assert [hold.at - NOON for hold in decisions[:3] if isinstance(hold, HoldUntil)] == [SECOND, 2 * SECOND, 3 * SECOND]


def test_no_second_is_further_away_than_an_hour(world: World) -> None:
    limit(world, per_second=1)
    queue(world, 2)
    claimed(NOON)
    SenderUsage.objects.in_workspace(world.workspace).update(planned_until=NOON + timedelta(hours=5))
    [hold] = decide(queue(world, 1), NOON)
    assert isinstance(hold, HoldUntil)
    assert timedelta(minutes=30) <= hold.at - NOON <= timedelta(hours=1)
    # Nobody has sent for a while: what was planned does not come any more.
    later = NOON + timedelta(minutes=5)
    [first, hold] = decide(queue(world, 2), later)
    assert (first, hold) == (None, HoldUntil(later + SECOND, "sender_rate", "1 a second"))


def test_a_warm_up_grows_day_by_day_until_it_reaches_the_limit(world: World) -> None:
    limit(world, per_day=5, warmup_started_on="2026-07-01", warmup_start=2, warmup_growth=50)
    for day, most in (("2026-06-30", 2), ("2026-07-01", 2), ("2026-07-02", 3), ("2026-07-03", 4), ("2026-08-01", 5)):
        now = datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC)
        assert decide(queue(world, 7), now).count(None) == most
    ramp = SenderLimits(per_day=10**8, warmup_started_on=date(2020, 1, 1), warmup_start=10**7, warmup_growth=300)
    assert ramp.on_day(date(2026, 7, 1)) == 10**8


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        ({"per_second": 0}, "limits.per_second"),
        ({"per_hour": "many"}, "limits.per_hour"),
        ({"per_minute": 5}, "limits.per_minute"),
        (
            {"warmup_started_on": "soon", "warmup_start": 1, "warmup_growth": 10, "per_day": 5},
            "limits.warmup_started_on",
        ),
        ({"warmup_start": 5}, "limits"),
        ({"warmup_started_on": "2026-07-01", "warmup_start": 1, "warmup_growth": 10}, "limits"),
        ("fast", "limits"),
    ],
)
def test_limits_that_make_no_sense_are_refused(world: World, limits: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        sender_update(sender=world.sender, actor=Actor.system(), changes={"limits": limits})
    assert [detail.field for detail in refused.value.details] == [field]
    assert Sender.objects.in_workspace(world.workspace).get().limits == {}
    assert not stored_limits(limits).is_counted


@pytest.mark.parametrize(
    ("state", "left"),
    [
        (MessageState.ACCEPTED, (2, 2)),
        (MessageState.UNKNOWN, (2, 2)),
        (MessageState.REJECTED, (0, 0)),
        (MessageState.SKIPPED, (0, 0)),
        (MessageState.QUEUED, (0, 0)),
    ],
)
def test_what_was_not_sent_gives_its_room_back(world: World, state: MessageState, left: tuple[int, int]) -> None:
    limit(world, per_hour=2, per_day=5)
    queue(world, 2)
    rows = claimed(NOON).batch.rows
    settle(rows, state)
    settle(rows, state)  # reported twice, given back once
    assert used(world) == recount(world) == left


def test_an_hour_that_is_over_gets_nothing_back(world: World) -> None:
    limit(world, per_hour=2, per_day=9)
    queue(world, 2)
    before = claimed(NOON - SECOND).batch.rows
    queue(world, 2)
    after = claimed(NOON).batch.rows
    settle([before[0], after[0]], MessageState.REJECTED)
    assert used(world) == recount(world) == (1, 2)


@pytest.mark.parametrize(("dispatched", "left"), [(False, (0, 0)), (True, (2, 2))])
def test_a_dead_worker_gives_back_what_it_never_handed_over(
    world: World, dispatched: bool, left: tuple[int, int]
) -> None:
    limit(world, per_hour=2)
    queue(world, 2)
    rows = claimed(NOON).batch.rows
    if dispatched:
        exchange([], rows, NOON)
    reclaim(NOON + timedelta(minutes=30))
    assert used(world) == recount(world) == left


def test_a_message_that_is_sent_again_is_counted_anew(world: World) -> None:
    limit(world, per_hour=5)
    [message] = queue(world, 1)
    settle(claimed(NOON).batch.rows, MessageState.UNKNOWN)
    message.refresh_from_db()
    message_send_again(message=message, actor=Actor.system())
    assert used(world) == (0, 0)
    claimed(database_now() + SECOND)
    assert used(world) == recount(world) == (1, 1)


def test_room_under_the_campaigns_limit_is_not_lost_to_what_the_sender_holds(world: World) -> None:
    stream_set(stream_id=world.stream.pk, workspace=world.workspace, name="A", claimable=True, daily_limit=3)
    limit(world, per_hour=1)
    messages = queue(world, 3)
    claimed(NOON)
    assert [reason for _, reason in states_of(messages)] == ["", "sender_hourly_limit", "sender_hourly_limit"]
    later = NOON + timedelta(hours=1)
    assert len(claimed(later).batch.rows) == 1
    assert world.stream.days.get().used == 2


def test_changed_limits_count_at_once(world: World) -> None:
    limit(world, per_hour=1)
    messages = queue(world, 3)
    claimed(NOON)
    limit(world, per_hour=1)
    assert claim(NOON + timedelta(minutes=5), 10) is None
    limit(world, per_hour=2)
    waiting = Message.objects.in_workspace(world.workspace).filter(state="queued")
    assert waiting.filter(not_before__lte=database_now()).count() == 2
    waiting.update(not_before=NOON)
    assert len(claimed(NOON).batch.rows) == 1
    assert sorted(state for state, _ in states_of(messages)) == ["queued", "sending", "sending"]


def test_senders_without_limits_count_nothing(world: World) -> None:
    assert decide(queue(world, 3), NOON) == [None, None, None]
    assert not SenderUsage.objects.in_workspace(world.workspace).exists()


def test_a_run_sends_what_the_hour_allows(world: World, server: Server) -> None:
    limit(world, per_hour=3)
    world.queue(5)
    assert stage.run() == stage.Progress(claimed=3, accepted=3, held=2)
    assert len(server.mails) == 3


def test_eight_workers_never_exceed_the_hour_and_use_it_up(world: World) -> None:
    """Each on a connection of its own; some messages fail and give back."""
    limit(world, per_hour=61, per_day=90)
    queue(world, 300)

    def work() -> None:
        for now in (NOON, NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=1)):
            for _ in range(3):
                found = claim(now, 12)
                rows = found.batch.rows if found else []
                settle(rows[::6], MessageState.REJECTED, now)
                settle(rows[1::6], MessageState.ACCEPTED, now)

    at_once(*[work] * 8)
    # Whoever looked while all room was taken waits; room that came back is used by whoever looks next.
    waiting = Message.objects.in_workspace(world.workspace).filter(state="queued")
    waiting.update(not_before=NOON)
    claim(NOON + timedelta(hours=1), 300)
    [usage] = SenderUsage.objects.in_workspace(world.workspace)
    assert (usage.hour_used, usage.day_used) == recount(world)
    assert usage.day_used == 90
    assert usage.hour_used <= 61


def test_eight_workers_keep_to_the_rate_of_a_second(world: World) -> None:
    """Over ten seconds of the same clock: no second has more, and together they have all that the rate allows."""
    limit(world, per_second=20)
    contacts = world.contacts(260)
    grant_consent(contacts)
    world.queue_for(contacts, not_before=NOON - SECOND)
    rounds = [threading.Barrier(8) for _ in range(10)]

    def work() -> None:
        for second, together in enumerate(rounds):
            together.wait(60)
            for part in (0.1, 0.6):
                claim(NOON + (second + part) * SECOND, 40)

    at_once(*[work] * 8)
    sent = Message.objects.in_workspace(world.workspace).filter(state="sending").values_list("paced_at", flat=True)
    seconds = Counter(at.replace(microsecond=0) for at in sent if at is not None)
    assert max(seconds.values()) <= 20
    assert sum(seconds.values()) >= 0.98 * 20 * 10
