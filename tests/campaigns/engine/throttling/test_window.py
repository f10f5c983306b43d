"""The arithmetic of throttles: never too many in any span, no turn lost, and no turn promised too early."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from campaigns.engine.throttling.window import MAX_ENTRIES, Window

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def seconds(number: float) -> datetime:
    return NOW + timedelta(seconds=number)


def most_in_a_span(passes: Sequence[tuple[datetime, int]], period: timedelta) -> int:
    """The fullest span of that length; each may as well end at a pass."""
    return max(
        (sum(number for moment, number in passes if end - period < moment <= end) for end, _ in passes), default=0
    )


def test_room_comes_back_a_period_after_each_pass() -> None:
    window = Window(3, MINUTE, [])
    assert window.room(NOW) == 3
    window.let_through(2, NOW)
    window.let_through(1, seconds(20))
    assert [window.room(seconds(after)) for after in (20, 59.9, 60, 79.9, 80)] == [0, 0, 2, 2, 3]


def test_turns_follow_the_room() -> None:
    window = Window(3, MINUTE, [(NOW, 2), (seconds(20), 1)])
    assert window.turns(range(7), seconds(30)) == [seconds(each) for each in (60, 60, 80, 120, 120, 140, 180)]
    assert window.turns([], NOW) == []
    assert Window(2, MINUTE, []).turns(range(3), NOW) == [NOW, NOW, seconds(60)]


def test_no_turn_is_further_away_than_a_year() -> None:
    assert Window(1, timedelta(days=1), []).turns([364, 365, 10**9], NOW) == [
        NOW + timedelta(days=364),
        NOW + timedelta(days=365),
        NOW + timedelta(days=365),
    ]


def test_a_lower_limit_waits_until_enough_have_gone() -> None:
    window = Window(2, MINUTE, [(NOW, 3), (seconds(10), 1)])
    assert window.room(seconds(30)) == 0
    assert window.turns(range(3), seconds(30)) == [seconds(60), seconds(70), seconds(120)]


def test_what_is_stored_is_what_was() -> None:
    window = Window(3, MINUTE, [(NOW, 2), (seconds(20.000001), 1)])
    assert Window.read(3, MINUTE, window.stored()) == window


@given(
    st.integers(1, 5),
    st.lists(st.tuples(st.floats(-3, 90), st.integers(1, 4)), max_size=40),
)
@example(2, [(0.0, 1), (0.0, 1), (60.0, 1), (-1.0, 1)])
def test_never_too_many_in_any_span(count: int, arrivals: list[tuple[float, int]]) -> None:
    """Also where the clocks of two workers don't agree, and time seems to go back a little."""
    window = Window(count, MINUTE, [])
    passes: list[tuple[datetime, int]] = []
    now = NOW
    for step, wanted in arrivals:
        now += timedelta(seconds=step)
        number = min(wanted, window.room(now))
        if number:
            passes.append((now, number))
        window.let_through(number, now)
    assert most_in_a_span(sorted(passes), MINUTE) <= count


@given(st.integers(1, 5), st.lists(st.floats(0, 40), max_size=30), st.integers(0, 12))
def test_turns_are_exact_where_nobody_is_late(count: int, steps: list[float], place: int) -> None:
    window = Window(count, MINUTE, [])
    passed: list[datetime] = []
    now = NOW
    for step in steps:
        now += timedelta(seconds=step)
        if window.room(now):
            window.let_through(1, now)
            passed.append(now)
    for turn in window.turns(range(place + 1), now):
        assert turn >= now
        assert sum(each > turn - MINUTE for each in passed) < count
        # A moment earlier there was no room.
        assert turn == now or sum(each >= turn - MINUTE for each in passed) >= count
        passed.append(turn)


def test_a_long_record_errs_on_the_side_of_fewer() -> None:
    window = Window(10_000, timedelta(days=1), [])
    for number in range(3 * MAX_ENTRIES):
        window.let_through(1, seconds(number))
    assert len(window.passes) <= MAX_ENTRIES
    assert sum(number for _, number in window.passes) == 3 * MAX_ENTRIES
    end = seconds(3 * MAX_ENTRIES)
    for after in (0, 100, 1_000, 3 * MAX_ENTRIES):
        exact = sum(seconds(number) > seconds(after) for number in range(3 * MAX_ENTRIES))
        left = 10_000 - window.room(seconds(after) + timedelta(days=1))
        assert exact <= left <= exact + 8
    assert window.room(end + timedelta(days=1)) == 10_000
