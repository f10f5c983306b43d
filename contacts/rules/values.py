"""The values that leaves may hold, as pydantic types with messages for people. No SQL and no registry here."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from workspaces.pydantic_words import fault_words

_WINDOW = re.compile(r"([1-9]\d{0,4})([mhdw])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_ONE_DAY = timedelta(days=1)
_LARGEST = 10**300
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def window_delta(text: str) -> timedelta:
    """`"7d"` → seven days. Units are m (minutes), h, d and w. Raises ValueError."""
    match = _WINDOW.fullmatch(text)
    if match is None:
        raise ValueError("expected a duration such as 30m, 12h, 7d or 4w")
    return int(match[1]) * _UNITS[match[2]]


def moment_range(text: str) -> tuple[datetime, datetime]:
    """First and last-plus-one instant of a day in UTC (`2026-01-31`); a date-time is both. Raises ValueError.

    A date-time without an offset is UTC. Microseconds are the grain of both the column and the comparison.
    """
    if _DAY.fullmatch(text):
        start = datetime.combine(date.fromisoformat(text), time(), UTC)
        return start, start + _ONE_DAY
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC), moment.astimezone(UTC) + timedelta(microseconds=1)


def storable(text: str) -> str:
    """The text. Raises PydanticCustomError for what PostgreSQL can't hold."""
    if "\x00" in text:
        raise PydanticCustomError("nul", "must not contain a NUL character")
    return text


def _bounded(value: object) -> object:
    """Whole numbers have no end in JSON; nothing that is compared with them is as large."""
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise PydanticCustomError("number", "must lie between -1e300 and 1e300")
    return value


def _window(text: str) -> str:
    try:
        window_delta(text)
    except ValueError as error:
        raise PydanticCustomError("window", "{reason}", {"reason": str(error)}) from error
    return text


def _moment(text: str) -> str:
    try:
        moment_range(text)
    except (ValueError, OverflowError):
        raise PydanticCustomError(
            "date", "expected a date such as 2026-01-31 or a date-time such as 2026-01-31T09:00:00Z"
        ) from None
    return text


def _day(text: str) -> str:
    if not _DAY.fullmatch(text):
        raise PydanticCustomError("date", "expected a day such as 2026-01-31")
    return _moment(text)


def _ordered(pair: tuple[float, float]) -> tuple[float, float]:
    if pair[0] > pair[1]:
        raise PydanticCustomError("range", "the first number must not be above the second")
    return pair


Text = Annotated[StrictStr, Field(min_length=1, max_length=1000), AfterValidator(storable)]
Texts = Annotated[tuple[Text, ...], Field(min_length=1, max_length=1000)]
Name = Annotated[StrictStr, Field(min_length=1, max_length=64), AfterValidator(storable)]
Number = Annotated[StrictInt | StrictFloat, Field(allow_inf_nan=False), BeforeValidator(_bounded)]
NumberPair = Annotated[tuple[Number, Number], AfterValidator(_ordered)]
DaysAhead = Annotated[StrictInt, Field(ge=1, le=365)]
Size = Annotated[StrictInt, Field(ge=0, le=10_000)]
Truth = StrictBool
Window = Annotated[StrictStr, AfterValidator(_window)]
Moment = Annotated[StrictStr, AfterValidator(_moment)]
Day = Annotated[StrictStr, AfterValidator(_day)]


def fitting(adapter: TypeAdapter[object], value: object) -> object:
    """`value` as the adapter's type, for field validators whose type depends on the operator.

    Raises PydanticCustomError with the first thing that is wrong.
    """
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        if value is None:
            raise PydanticCustomError("missing", "required") from None
        first = error.errors(include_url=False)[0]
        items = [f"item {part + 1}: " for part in first["loc"] if isinstance(part, int)]
        raise PydanticCustomError("value", "{reason}", {"reason": "".join(items) + fault_words(first)}) from None
