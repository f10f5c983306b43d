"""Columns over time as the pages draw them: an SVG without styles, and a sentence that tells what one sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaigns.selectors import Grain, Period

_DATES = {Grain.HOUR: "%-d %b, %H:%M", Grain.DAY: "%a %-d %b %Y", Grain.WEEK: "%-d %b %Y", Grain.MONTH: "%B %Y"}
_ENDS = {Grain.HOUR: "%-d %b, %H:%M", Grain.DAY: "%-d %b", Grain.WEEK: "%-d %b", Grain.MONTH: "%b %Y"}
# The drawing is so many units high; a column is one unit wide.
HEIGHT = 100


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a chart, in the drawing's units, and what it stands for."""

    x: float
    y: float
    height: float
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One number over time; `told` says in a sentence what one sees, `first` and `last` what its ends
    stand for, `most` what the highest column does."""

    label: str
    total: int
    told: str
    width: int
    columns: Sequence[Column]
    first: str
    last: str
    most: int


def chart_of(label: str, numbers: Sequence[int], period: Period) -> Chart:
    """The chart of one number for each stretch of the period."""
    # An erased contact may leave an hour with less than nothing.
    most = max(max(numbers), 1)
    columns = [
        Column(place + 0.1, round(HEIGHT - height, 2), round(height, 2), f"{when(start, period)}: {number:,}")
        for place, (start, number) in enumerate(zip(period.starts, numbers, strict=True))
        if (height := HEIGHT * max(number, 0) / most)
    ]
    peak = when(period.starts[numbers.index(max(numbers))], period)
    told = f"{label} by {period.grain.value}, {days_of(period)}: {sum(numbers):,} in all, most {most:,} on {peak}."
    first, last = (period.starts[place].strftime(_ENDS[period.grain]) for place in (0, -1))
    return Chart(label, sum(numbers), told, len(numbers), columns, first, last, most=max(max(numbers), 0))


def when(start: datetime, period: Period) -> str:
    """What people call one stretch of the period."""
    return start.strftime(_DATES[period.grain])


def days_of(period: Period) -> str:
    """From when to when."""
    if period.grain is Grain.HOUR:
        return f"{period.start:%-d %b, %H:%M} to {(period.end - timedelta(minutes=1)):%-d %b, %H:%M}"
    return f"{period.start:%-d %b %Y} to {period.last_day:%-d %b %Y}"
