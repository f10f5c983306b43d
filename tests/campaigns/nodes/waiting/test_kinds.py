"""Until when each kind of wait lets its arrivals rest."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from campaigns.nodes.moves import Group, Kind
from campaigns.nodes.waiting.attribute import Offset, date_moment
from tests.campaigns.nodes.world import NOW, FakeWorld, batch_at

VIENNA = ZoneInfo("Europe/Vienna")
TOKYO = ZoneInfo("Asia/Tokyo")
LOCAL = "wait_local_time"
# NOW is a Saturday, 12:00 UTC: 13:00 in Vienna, 21:00 in Tokyo.
WORLD = FakeWorld(time_zones=[VIENNA, TOKYO, VIENNA])


def groups(config: dict[str, Any], world: FakeWorld = WORLD, size: int = 3, resumed: int = 0) -> list[Group]:
    batch = batch_at("wait", config, size, world=world, resumed=resumed)
    moves = batch.node.type.step(batch)
    moves.check(batch)
    return list(moves.groups)


def untils(config: dict[str, Any]) -> list[tuple[Sequence[int], Any, str]]:
    return [(sorted(group.rows), group.until, group.reason) for group in groups(config)]


def at(*parts: int) -> datetime:
    return datetime(2026, *parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"until": "2026-02-01T09:00+01:00"}, [([0, 1, 2], at(2, 1, 8), "wait_until")]),
        ({"until": "2026-02-01T09:00"}, [([0, 2], at(2, 1, 8), "wait_until"), ([1], at(2, 1), "wait_until")]),
        ({"until": "2026-01-31T12:00Z"}, [([0, 1, 2], NOW, "date_passed")]),
        ({"local_time": "14:00"}, [([0, 2], at(1, 31, 13), LOCAL), ([1], at(2, 1, 5), LOCAL)]),
        ({"local_time": "13:00"}, [([0, 2], at(2, 1, 12), LOCAL), ([1], at(2, 1, 4), LOCAL)]),
        (
            {"local_time": "14:00", "weekdays": ["mon"]},
            [([0, 2], at(2, 2, 13), LOCAL), ([1], at(2, 2, 5), LOCAL)],
        ),
        ({"weekdays": ["sat"]}, [([0, 1, 2], NOW, LOCAL)]),
        ({"weekdays": ["sun"]}, [([0, 2], at(1, 31, 23), LOCAL), ([1], at(1, 31, 15), LOCAL)]),
        (
            {"window": {"start": "09:00", "end": "17:00"}},
            [([1], at(2, 1), LOCAL), ([0, 2], NOW, LOCAL)],
        ),
        (
            {"window": {"start": "20:00", "end": "06:00"}},
            [([0, 2], at(1, 31, 19), LOCAL), ([1], NOW, LOCAL)],
        ),
        (
            {"window": {"start": "09:00", "end": "17:00"}, "local_time": "10:00", "weekdays": ["sat", "mon"]},
            [([1], at(2, 2, 1), LOCAL), ([0, 2], NOW, LOCAL)],
        ),
    ],
)
def test_arrivals_rest_until(config: dict[str, Any], expected: list[tuple[Sequence[int], Any, str]]) -> None:
    assert untils(config) == expected


def test_at_once_takes_a_minute_in_a_loop() -> None:
    batch = batch_at("wait", {"until": "2026-01-01T00:00Z"}, 2)
    batch.visits[1] = 2  # type: ignore[index]
    found = [(list(group.rows), group.until) for group in batch.node.type.step(batch).groups]
    assert found == [([0], NOW), ([1], NOW + timedelta(minutes=1))]


def test_a_date_attribute_is_each_contacts_own() -> None:
    world = FakeWorld(time_zones=[VIENNA] * 5, texts=["2026-02-10", None, "2026-01-31", "soon", "2026-02-09T23:00Z"])
    found = groups({"attribute": "renewal"}, world, size=5)
    assert found == [
        Group(Kind.WAIT, [0, 4], until=[at(2, 9, 23), at(2, 9, 23)], reason="wait_attribute"),
        Group(Kind.WAIT, [1, 3], until=NOW, reason="date_missing"),
        Group(Kind.WAIT, [2], until=NOW, reason="date_passed"),
    ]


def test_who_has_been_given_a_later_date_rests_on() -> None:
    world = FakeWorld(time_zones=[UTC] * 3, texts=["2026-01-31", "2026-03-01", None])
    assert groups({"attribute": "renewal"}, world, resumed=3) == [
        Group(Kind.WAIT, [1], until=[at(3, 1)], reason="wait_attribute"),
        Group(Kind.PORT, [0, 2], "next", reason="wait_over"),
    ]


@pytest.mark.parametrize(
    ("text", "offset", "moment"),
    [
        ("2026-03-30", (-1, "days"), at(3, 28, 23)),
        ("2026-03-30T09:00", (-1, "days"), at(3, 29, 7)),
        ("2026-03-30T09:00", (-24, "hours"), at(3, 29, 7)),
        ("2026-03-29T09:00", (-24, "hours"), at(3, 28, 7)),
        ("2026-03-29T09:00", (-1, "days"), at(3, 28, 8)),
        ("2026-03-31", (-1, "months"), at(2, 27, 23)),
        ("2026-03-29T02:30", (0, "days"), at(3, 29, 1, 30)),
        ("2026-10-25T02:30", (0, "days"), at(10, 25, 0, 30)),
        ("2026-05-01 10:00+02:00", (90, "seconds"), at(5, 1, 8, 1, 30)),
    ],
)
def test_offsets_keep_the_local_time_of_day(text: str, offset: tuple[int, Any], moment: datetime) -> None:
    value, unit = offset
    assert date_moment(text, VIENNA, Offset(value=value, unit=unit)) == moment


@pytest.mark.parametrize("text", [None, "", "soon", "2026-02-30", "0001-01-01", "9999-12-31T23:59-10:00"])
def test_what_is_no_date_is_none(text: str | None) -> None:
    assert date_moment(text, TOKYO) is None
    assert date_moment("9999-12-01", VIENNA, Offset(value=1, unit="months")) is None
