"""Stretches of time for reports: hours, days, weeks or months as a workspace's time zone has them, DST included."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from workspaces.errors import InvalidInput

MAX_BUCKETS = 400
_FIRST, _LAST = date(2000, 1, 1), date(2100, 1, 1)
_DAY = timedelta(days=1)


class Grain(StrEnum):
    """How long one point of a timeline stands for; weeks begin on Mondays."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """From `starts[0]` until before `end`, cut at the other starts; all aware, in the workspace's zone.

    The first and last week or month may be cut short by the period.
    """

    grain: Grain
    zone: ZoneInfo
    starts: tuple[datetime, ...]
    end: datetime

    @property
    def start(self) -> datetime:
        """Where it begins."""
        return self.starts[0]

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""
        return (self.end - timedelta(microseconds=1)).astimezone(self.zone).date()

    def spans(self) -> list[tuple[datetime, datetime]]:
        """(start, end) of each point."""
        return list(zip(self.starts, (*self.starts[1:], self.end), strict=True))


def period_days(*, timezone: str, now: datetime, days: int, grain: Grain) -> Period:
    """Today and the days before it, so many in all."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    return period_between(timezone=timezone, first=today - (days - 1) * _DAY, last=today, grain=grain)


def period_between(*, timezone: str, first: date, last: date, grain: Grain) -> Period:
    """From one day to another, both included, by days, weeks or months.

    Raises InvalidInput for days in the wrong order, out of reach, or too many points.
    """
    if not _FIRST <= first <= _LAST:
        raise InvalidInput.of("startDate", f"must be from {_FIRST} to {_LAST}")
    if not _FIRST <= last <= _LAST:
        raise InvalidInput.of("endDate", f"must be from {_FIRST} to {_LAST}")
    if last < first:
        raise InvalidInput.of("endDate", "must not be before startDate")
    zone = ZoneInfo(timezone)
    days = [first]
    while (following := _next(days[-1], grain)) <= last:
        days.append(following)
        if len(days) > MAX_BUCKETS:
            raise InvalidInput.of("groupBy", f"gives more than {MAX_BUCKETS} points; take longer ones or fewer days")
    return Period(grain, zone, tuple(_midnight(day, zone) for day in days), _midnight(last + _DAY, zone))


def period_hours(*, timezone: str, now: datetime, hours: int) -> Period:
    """The present hour and those before it, so many in all: an hour of the clock that is set back counts twice."""
    zone = ZoneInfo(timezone)
    local = now.astimezone(zone)
    into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    end = now.astimezone(UTC) - into + timedelta(hours=1)
    starts = tuple((end - timedelta(hours=back)).astimezone(zone) for back in range(hours, 0, -1))
    return Period(Grain.HOUR, zone, starts, end.astimezone(zone))


def _next(day: date, grain: Grain) -> date:
    if grain is Grain.MONTH:
        return date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day + (7 - day.weekday() if grain is Grain.WEEK else 1) * _DAY


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """Where the clock skips midnight: the first moment of the day."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC).astimezone(zone)
