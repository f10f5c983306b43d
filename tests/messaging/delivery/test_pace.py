"""Messages go out in the second in which they were counted, or take room in the present one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from messaging.delivery.batch import Candidate
from messaging.delivery.claim import claim
from messaging.delivery.pace import Pace
from messaging.models import SenderUsage
from messaging.services import sender_update
from tests.messaging.world import World
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def leased(world: World, number: int, now: datetime = NOON) -> list[Candidate]:
    world.queue(number, not_before=NOON - timedelta(hours=1))
    claimed = claim(now, number)
    assert claimed is not None
    return claimed.batch.rows


def limited(world: World, per_second: int | None, number: int) -> tuple[Pace, list[Any]]:
    limits = {"per_hour": 100} if per_second is None else {"per_second": per_second}
    sender_update(sender=world.sender, actor=Actor.system(), changes={"limits": limits})
    rows = leased(world, number)
    return Pace(world.sender, per_second, rows), [(row, None) for row in rows]


def used(world: World) -> tuple[datetime, int, int]:
    usage = SenderUsage.objects.in_workspace(world.workspace).get()
    return usage.second_at, usage.second_used, usage.hour_used


def test_in_its_second_a_chunk_goes_as_it_is(world: World) -> None:
    pace, ready = limited(world, 5, 4)
    last = NOON + SECOND - timedelta(microseconds=1)
    assert pace.admitted(ready, last) == ready
    assert not pace.is_over(last)
    assert used(world) == (NOON, 4, 4)


def test_afterwards_each_chunk_takes_room_of_the_present_second(world: World) -> None:
    pace, ready = limited(world, 5, 4)
    assert pace.is_over(NOON + SECOND)
    assert pace.admitted(ready[:3], NOON + SECOND) == ready[:3]
    assert not pace.is_over(NOON + SECOND)
    assert pace.admitted(ready[3:], NOON + SECOND) == ready[3:]
    assert used(world) == (NOON + SECOND, 4, 4)
    assert pace.is_over(NOON + 2 * SECOND)


def test_what_finds_no_room_in_the_present_second_stays(world: World) -> None:
    pace, ready = limited(world, 5, 5)
    assert len(leased(world, 3, NOON + SECOND)) == 3
    assert pace.admitted(ready[:4], NOON + SECOND) == ready[:2]
    assert pace.admitted(ready[4:], NOON + SECOND) == []
    assert used(world) == (NOON + SECOND, 5, 8)


def test_without_a_limit_a_second_there_is_no_hurry(world: World) -> None:
    pace, ready = limited(world, None, 3)
    later = NOON + timedelta(minutes=1)
    assert not pace.is_over(later)
    assert pace.admitted(ready, later) == ready
    assert used(world)[2] == 3
