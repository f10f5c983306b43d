"""Periods as time zones have them: days of 23 and 25 hours, clocks that skip midnight, weeks and months cut short."""

from datetime import UTC, date, datetime, timedelta

import pytest

from campaigns.reports.periods import Grain, period_between, period_days, period_hours
from workspaces.errors import InvalidInput

NOW = datetime(2026, 3, 30, 22, 30, tzinfo=UTC)


def hours_of(timezone: str, first: date, last: date, grain: Grain = Grain.DAY) -> list[float]:
    spans = period_between(timezone=timezone, first=first, last=last, grain=grain).spans()
    return [(end.astimezone(UTC) - start.astimezone(UTC)) / timedelta(hours=1) for start, end in spans]


def test_today_is_the_workspace_s() -> None:
    vienna = period_days(timezone="Europe/Vienna", now=NOW, days=7, grain=Grain.DAY)
    assert [start.date().isoformat() for start in vienna.starts] == [
        f"2026-03-{day}" for day in (25, 26, 27, 28, 29, 30, 31)
    ]
    assert (vienna.last_day, vienna.end.isoformat()) == (date(2026, 3, 31), "2026-04-01T00:00:00+02:00")
    assert period_days(timezone="UTC", now=NOW, days=7, grain=Grain.DAY).last_day == date(2026, 3, 30)


def test_days_have_the_hours_that_the_clock_gives_them() -> None:
    assert hours_of("Europe/Vienna", date(2026, 3, 28), date(2026, 3, 30)) == [24, 23, 24]
    assert hours_of("Europe/Vienna", date(2026, 10, 24), date(2026, 10, 26)) == [24, 25, 24]
    assert hours_of("Australia/Lord_Howe", date(2026, 4, 5), date(2026, 4, 5)) == [24.5]
    # In Beirut the clock goes from 23:59 to 01:00.
    assert hours_of("Asia/Beirut", date(2026, 3, 28), date(2026, 3, 30)) == [24, 23, 24]
    beirut = period_between(timezone="Asia/Beirut", first=date(2026, 3, 29), last=date(2026, 3, 29), grain=Grain.DAY)
    assert beirut.start.isoformat() == "2026-03-29T01:00:00+03:00"


def test_weeks_begin_on_mondays_and_months_on_their_first_and_the_ends_are_cut_short() -> None:
    weeks = period_between(timezone="UTC", first=date(2026, 2, 25), last=date(2026, 3, 10), grain=Grain.WEEK)
    assert [start.date().isoformat() for start in weeks.starts] == ["2026-02-25", "2026-03-02", "2026-03-09"]
    months = period_between(timezone="UTC", first=date(2023, 12, 31), last=date(2024, 3, 1), grain=Grain.MONTH)
    assert [start.date().isoformat() for start in months.starts] == [
        "2023-12-31",
        "2024-01-01",
        "2024-02-01",
        "2024-03-01",
    ]
    assert hours_of("UTC", date(2024, 2, 1), date(2024, 2, 29), Grain.MONTH) == [29 * 24]


def test_hours_end_with_the_present_one() -> None:
    now = datetime(2026, 10, 25, 1, 20, tzinfo=UTC)
    hours = period_hours(timezone="Europe/Vienna", now=now, hours=4)
    assert [start.isoformat() for start in hours.starts] == [
        "2026-10-25T00:00:00+02:00",
        "2026-10-25T01:00:00+02:00",
        "2026-10-25T02:00:00+02:00",
        "2026-10-25T02:00:00+01:00",
    ]
    kathmandu = period_hours(timezone="Asia/Kathmandu", now=now, hours=1)
    assert [(start.isoformat(), end.isoformat()) for start, end in kathmandu.spans()] == [
        ("2026-10-25T07:00:00+05:45", "2026-10-25T08:00:00+05:45")
    ]


@pytest.mark.parametrize(
    ("first", "last", "grain", "field"),
    [
        (date(2026, 3, 2), date(2026, 3, 1), Grain.DAY, "endDate"),
        (date(1999, 12, 31), date(2026, 3, 1), Grain.MONTH, "startDate"),
        (date(2026, 3, 2), date(9999, 12, 31), Grain.MONTH, "endDate"),
        (date(2025, 1, 1), date(2026, 2, 5), Grain.DAY, "groupBy"),
    ],
)
def test_what_can_t_be_told_is_refused(first: date, last: date, grain: Grain, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        period_between(timezone="UTC", first=first, last=last, grain=grain)
    assert [detail.field for detail in refused.value.details] == [field]


def test_four_hundred_points_are_told() -> None:
    period = period_between(timezone="UTC", first=date(2025, 1, 1), last=date(2026, 2, 4), grain=Grain.DAY)
    assert len(period.starts) == 400
