"""The operators once more, over values in memory: what `attribute_sql` says in SQL. Not a condition type.

Only the kind of the stored value decides which operator can be met, as there: a number stored as text answers no.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from contacts.rules.conditions.attribute_kinds import ANNIVERSARY, OPPOSITE, SIZES
from contacts.rules.conditions.numbers import NUMBER_OPERATORS, number_meets
from contacts.rules.facts import Facts
from contacts.rules.values import moment_range, window_delta

MISSING = object()
_INSTANT = re.compile(
    r"(?!0000)(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?)?",
    re.ASCII,
)
_INDEX = re.compile(r"\s*[+-]?\d{1,9}", re.ASCII)
# The JSON types that a negative operator needs where what is missing answers no.
_NEGATIVE: dict[str, type | tuple[type, ...]] = {"!=": Decimal, "not_contains": (str, list), "contains_none": list}
_FIRST_DAY, _LAST_DAY = date(2, 1, 1), date(9998, 12, 31)


def lowered(text: str) -> str:
    """As PostgreSQL's lower(): letter by letter, without regard to what stands beside them."""
    return text.lower() if text.isascii() else "".join(letter.lower()[0] for letter in text)


def instant(text: str) -> datetime | None:
    """An ISO 8601 date or date-time as `contacts_instant` reads it; None for anything else."""
    match = _INSTANT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    micros = int((fraction or "").ljust(6, "0"))
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), micros, UTC
        )
    except ValueError:
        return None
    if offset is None or offset == "Z":
        return moment
    ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
    return moment.replace(tzinfo=timezone(-ahead if offset[0] == "-" else ahead))


def at(document: Any, path: str) -> Any:
    """The value at a dotted path, MISSING where there is none; as the operator `#>` looks into objects and lists."""
    for part in path.split("."):
        if isinstance(document, dict) and part in document:
            document = document[part]
        elif isinstance(document, list) and _INDEX.fullmatch(part) and -len(document) <= int(part) < len(document):
            document = document[int(part)]
        else:
            return MISSING
    return document


def meets(stored: Any, operator: str, value: Any, facts: Facts, *, folded: bool = False) -> bool:
    """Whether what is stored (MISSING: nothing is) meets the operator; negative ones are exact opposites.

    `folded` says that capitals don't count for equality either.
    """
    if operator in OPPOSITE:
        return not meets(stored, OPPOSITE[operator], value, facts, folded=folded)
    if operator == "is_set":
        return stored is not MISSING and stored not in (None, "", [])
    if operator == "is":
        return isinstance(stored, bool) and stored is value
    if operator in NUMBER_OPERATORS:
        return isinstance(stored, Decimal) and number_meets(stored, operator, value)
    if isinstance(stored, list):
        return _list_meets(stored, operator, value)
    if isinstance(stored, str):
        if operator in ("equals", "in", "contains", "starts_with", "ends_with"):
            return _text_meets(stored, operator, value, folded=folded)
        moment = instant(stored)
        return moment is not None and date_meets(moment, operator, value, facts, is_day=len(stored) == 10)
    return False


def property_meets(stored: Any, operator: str, value: Any, facts: Facts) -> bool:
    """As `meets`, but what is missing or of another type answers no to the negative operators, too."""
    if operator not in OPPOSITE or operator == "is_not_set":
        return meets(stored, operator, value, facts)
    return isinstance(stored, _NEGATIVE.get(operator, str)) and meets(stored, operator, value, facts)


def date_meets(moment: datetime, operator: str, value: Any, facts: Facts, *, is_day: bool = False) -> bool:
    """A moment against a date operator; `is_day` says that a whole day is stored, which is the same day in any zone."""
    if operator in ("before", "after", "on"):
        first, end = moment_range(value)
        return (
            moment < first if operator == "before" else moment >= end if operator == "after" else first <= moment < end
        )
    if operator in ANNIVERSARY:
        days = _days_to_anniversary(moment, facts, is_day=is_day)
        return days is not None and days <= (value if operator == "anniversary_within" else 0)
    if operator not in ("within_last", "within_next", "older_than", "later_than"):
        return False
    window = window_delta(value)
    if operator == "older_than":
        return moment < facts.now - window
    if operator == "later_than":
        return moment > facts.now + window
    first, last = (facts.now - window, facts.now) if operator == "within_last" else (facts.now, facts.now + window)
    return first <= moment <= last


def _days_to_anniversary(moment: datetime, facts: Facts, *, is_day: bool) -> int | None:
    """How many days until the day's next anniversary, 0 on the day; None for days that no calendar here reaches."""
    try:
        day = moment.date() if is_day else moment.astimezone(facts.zone).date()
    except OverflowError:
        return None
    if not _FIRST_DAY <= day <= _LAST_DAY:
        return None
    today = facts.today
    this = _in_year(day, today.year)
    return ((this if this >= today else _in_year(day, today.year + 1)) - today).days


def _in_year(day: date, year: int) -> date:
    """The anniversary in a year; of 29 February it is 28 February where there is no 29th."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _list_meets(stored: list[Any], operator: str, value: Any) -> bool:
    if operator == "contains":
        return value in stored
    if operator == "contains_any":
        return any(item in stored for item in value)
    if operator == "contains_all":
        return all(item in stored for item in value)
    return operator in SIZES and number_meets(Decimal(len(stored)), SIZES[operator], value)


def _text_meets(stored: str, operator: str, value: Any, *, folded: bool) -> bool:
    if operator == "in":
        return any(_text_meets(stored, "equals", item, folded=folded) for item in value)
    if operator == "equals":
        return lowered(stored) == lowered(value) if folded else stored == value
    text, part = lowered(stored), lowered(value)
    if operator == "contains":
        return part in text
    return text.startswith(part) if operator == "starts_with" else text.endswith(part)
