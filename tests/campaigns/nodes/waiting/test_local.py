"""Local times as moments: property by property, over the changes of the clocks in many zones."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.nodes.waiting.local import ALL_DAYS, is_within, next_time

VIENNA = ZoneInfo("Europe/Vienna")
ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Vienna",
        "America/New_York",
        "America/Santiago",
        "Africa/Cairo",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Pacific/Chatham",
    ]
).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2011, 6, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (bounds)
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
DAYS = st.frozensets(st.integers(0, 6), min_size=1)


@given(MOMENTS, ZONES, CLOCKS, DAYS)
def test_the_next_time_is_later_on_an_allowed_day_and_shows_the_clock_time(
    now: datetime, zone: ZoneInfo, at: time, days: frozenset[int]
) -> None:
    moment = next_time(now, zone, at, days)
    local = moment.astimezone(zone)
    assert now < moment <= now + timedelta(days=9)
    assert local.weekday() in days
    if local.time() != at:
        # The clocks skipped that time: the old offset, before the change, would have shown it.
        before = (moment - timedelta(hours=26)).astimezone(zone).utcoffset()
        assert before is not None
        assert (moment + before).time() == at


@given(MOMENTS, ZONES, CLOCKS)
def test_a_time_comes_once_for_each_local_date(now: datetime, zone: ZoneInfo, at: time) -> None:
    dates = []
    for _ in range(5):
        now = next_time(now, zone, at, ALL_DAYS)
        dates.append(now.astimezone(zone).date())
    assert sorted(set(dates)) == dates
    assert (dates[-1] - dates[0]).days <= 5


@given(MOMENTS, ZONES, CLOCKS, CLOCKS, DAYS)
def test_a_window_and_the_rest_of_the_day_never_hold_together(
    now: datetime, zone: ZoneInfo, start: time, end: time, days: frozenset[int]
) -> None:
    if start == end:
        return
    inside = is_within(now, zone, start, end, ALL_DAYS)
    assert inside != is_within(now, zone, end, start, ALL_DAYS)
    assert not is_within(now, zone, start, end, days) or inside


@pytest.mark.parametrize(
    ("now", "at", "moment"),
    [
        (datetime(2026, 3, 28, 12, tzinfo=UTC), time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), time(2, 30), datetime(2026, 3, 30, 0, 30, tzinfo=UTC)),
        (datetime(2026, 3, 28, 12, tzinfo=UTC), time(9), datetime(2026, 3, 29, 7, tzinfo=UTC)),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), time(2, 30), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), time(2, 30), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),
    ],
    ids=["skipped", "after the skipped", "spring", "first of two", "at the first", "between both"],
)
def test_changes_of_the_clocks(now: datetime, at: time, moment: datetime) -> None:
    assert next_time(now, VIENNA, at, ALL_DAYS) == moment


def test_a_date_that_a_zone_left_out_is_no_day() -> None:
    apia = ZoneInfo("Pacific/Apia")
    moment = next_time(datetime(2011, 12, 29, 20, tzinfo=UTC), apia, time(9), {4})
    assert moment.astimezone(apia) == datetime(2012, 1, 6, 9, tzinfo=apia)
