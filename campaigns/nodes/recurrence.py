"""When a schedule fires: single moments and RFC 5545 recurrence rules in local time. Pure; no clock, no database.

Rules are computed in local time and the zone is attached afterwards, so that "every day at 9" stays at 9 through DST.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice

from dateutil.rrule import rrule, rrulestr

from campaigns.nodes.fields import zone

# Where a rule without DTSTART counts from: a Monday at midnight, so that INTERVAL has a fixed phase.
ANCHOR = datetime(2024, 1, 1)  # noqa: DTZ001 (local time on purpose)
MAX_COUNT = 1_000
MAX_TIMES_A_DAY = 48
MAX_TIMES_AN_HOUR = 4
# The calendar repeats after 400 years. dateutil looks for an occurrence until the year 9999; moved this far ahead, a
# rule that never fires is found out in a twentieth of the time.
_AHEAD = 7_600
_DAY = timedelta(days=1)
_UNITS = {"HOURLY": timedelta(hours=1), "DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}
_FREQUENCIES = frozenset({"HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_KEYS = frozenset(
    "FREQ INTERVAL COUNT UNTIL BYDAY BYMONTH BYMONTHDAY BYYEARDAY BYWEEKNO BYSETPOS BYHOUR BYMINUTE WKST".split()
)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A parsed rule in local time. `step` is the length of its periods, where they all have the same."""

    rule: rrule
    start: datetime
    step: timedelta | None
    count: int | None


@lru_cache(maxsize=512)
def recurrence_parse(text: str) -> Recurrence:
    """Read `FREQ=WEEKLY;BYDAY=MO;BYHOUR=9`, with an optional `DTSTART:20260101T090000` line before it.

    All times are local. Raises ValueError with a sentence for what is malformed, too frequent, or never fires.
    """
    parts, start = _parts(text)
    count = _count(parts.pop("COUNT", None))
    rule = _rule(parts, start)
    endless = _rule({key: value for key, value in parts.items() if key != "UNTIL"}, start)
    if next(iter(endless.replace(dtstart=start.replace(year=start.year + _AHEAD))), None) is None:
        raise ValueError("this recurrence rule never fires")
    unit = _UNITS.get(parts["FREQ"])
    return Recurrence(rule, start, unit * int(parts.get("INTERVAL", "1")) if unit else None, count)


def recurrence_after(recurrence: Recurrence, timezone: str, after: datetime) -> datetime | None:
    """The first moment (UTC) later than `after`; None when the rule has ended.

    A local time that a DST change skips fires at the moment it would have been by the old offset; one that comes
    twice fires the first time only.
    """
    tz = zone(timezone)
    found: datetime | None = None
    last: datetime | None = None
    for occurrence in _occurrences(recurrence, after.astimezone(tz).replace(tzinfo=None) - _DAY):
        if last is not None and occurrence > last:
            break
        moment = occurrence.replace(tzinfo=tz).astimezone(UTC)
        if moment > after and (found is None or moment < found):
            # Look on for a day: a skipped 02:30 comes, in local order, before a 03:00 that is earlier in truth.
            found, last = moment, last or occurrence + _DAY
    return found


def _occurrences(recurrence: Recurrence, earliest: datetime) -> Iterable[datetime]:
    if recurrence.count is not None:
        return islice(recurrence.rule, recurrence.count)
    if recurrence.step is None or earliest <= recurrence.start:
        return recurrence.rule.xafter(earliest)
    # Start whole periods later, which changes nothing but spares walking through years of occurrences.
    skipped = (earliest - recurrence.start) // recurrence.step
    return recurrence.rule.replace(dtstart=recurrence.start + skipped * recurrence.step).xafter(earliest)


def _rule(parts: dict[str, str], start: datetime) -> rrule:
    try:
        rule = rrulestr(";".join(f"{key}={value}" for key, value in parts.items()), dtstart=start)
    except (ValueError, KeyError, TypeError, OverflowError, AttributeError, IndexError) as error:
        raise ValueError(f"not a recurrence rule: {str(error)[:100]}") from None
    if not isinstance(rule, rrule):
        raise ValueError("expected exactly one recurrence rule")
    return rule


def moment_of(at: datetime, timezone: str) -> datetime:
    """The moment (UTC) of a date-time: exact when it has an offset, local time of the zone when it has none."""
    return (at if at.tzinfo else at.replace(tzinfo=zone(timezone))).astimezone(UTC)


def _parts(text: str) -> tuple[dict[str, str], datetime]:
    start = ANCHOR
    rule = None
    for line in text.upper().split():
        if line.startswith("DTSTART:"):
            start = _local("DTSTART", line.removeprefix("DTSTART:"))
        elif rule is None:
            rule = line.removeprefix("RRULE:")
        else:
            raise ValueError("expected exactly one recurrence rule")
    parts: dict[str, str] = {}
    for part in (rule or "").split(";"):
        key, _, value = part.partition("=")
        if key not in _KEYS or not value or key in parts:
            raise ValueError(f"not a part of a recurrence rule: {part[:40]!r}")
        parts[key] = value
    _check_parts(parts)
    if not 2000 <= start.year <= 2100:
        raise ValueError("DTSTART must be between the years 2000 and 2100")
    return parts, start


def _check_parts(parts: dict[str, str]) -> None:
    if parts.get("FREQ") not in _FREQUENCIES:
        raise ValueError(f"FREQ must be one of {', '.join(sorted(_FREQUENCIES))}")
    if "UNTIL" in parts:
        _local("UNTIL", parts["UNTIL"])
    minutes, hours = (len(parts.get(key, "").split(",")) for key in ("BYMINUTE", "BYHOUR"))
    if minutes * hours > MAX_TIMES_A_DAY or (parts["FREQ"] == "HOURLY" and minutes > MAX_TIMES_AN_HOUR):
        raise ValueError(f"at most {MAX_TIMES_A_DAY} times a day and {MAX_TIMES_AN_HOUR} times an hour")
    interval = parts.get("INTERVAL", "1")
    if not interval.isascii() or not interval.isdecimal() or not 1 <= int(interval[:6]) <= 1_000 or len(interval) > 4:
        raise ValueError("INTERVAL must be a number from 1 to 1000")


def _count(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 4 or not 1 <= int(text) <= MAX_COUNT:
        raise ValueError(f"COUNT must be a number from 1 to {MAX_COUNT}")
    return int(text)


def _local(name: str, text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%S" if "T" in text else "%Y%m%d")  # noqa: DTZ007 (local time)
    except ValueError:
        raise ValueError(f"{name} must be a local time like 20260131T090000") from None
