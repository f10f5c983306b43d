"""Local time and the moments it means, through every change of the clocks. Pure arithmetic, no kind of wait.

A local time that a change skips means the moment that it would have been by the old offset; one that comes twice means
the first time only, as for schedules.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta, tzinfo

ALL_DAYS = frozenset(range(7))
_DAY = timedelta(days=1)
# A week, one more where today's time has passed, one for a date that a zone leaves out, and the start a day early.
_SEARCH_DAYS = 11


def instant(local: datetime, zone: tzinfo) -> datetime:
    """The moment (UTC) of a local date-time without offset. Raises OverflowError at the ends of the calendar."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def next_time(now: datetime, zone: tzinfo, at: time, days: Collection[int]) -> datetime:
    """The first moment later than `now` at which it is `at` on one of the weekdays (0 = Monday) in the zone."""
    first: date = (now.astimezone(zone) - _DAY).date()
    for ahead in range(_SEARCH_DAYS):
        moment = instant(datetime.combine(first + ahead * _DAY, at), zone)
        if moment > now and moment.astimezone(zone).weekday() in days:
            return moment
    raise ValueError("no weekday is allowed")


def is_within(now: datetime, zone: tzinfo, start: time, end: time, days: Collection[int]) -> bool:
    """Whether it is from `start` on and before `end` on one of the weekdays in the zone.

    A window whose end is not later than its start goes over midnight and belongs to the day on which it starts.
    """
    local = now.astimezone(zone)
    clock = local.time()
    if start < end:
        return start <= clock < end and local.weekday() in days
    if clock >= start:
        return local.weekday() in days
    return clock < end and (local.weekday() - 1) % 7 in days
