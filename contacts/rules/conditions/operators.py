"""Operators that compare values by their kind: which value each takes, and how it is said. Not a condition type."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import TypeAdapter

from contacts.rules.conditions.attribute_kinds import ENTRIES, PARTIAL, PRESENCE, RELATIVE, SIZES
from contacts.rules.conditions.numbers import NUMBER_OPERATORS, number_words
from contacts.rules.values import Day, DaysAhead, Moment, Number, NumberPair, Size, Text, Texts, Truth, Window, fitting

Operator = Literal[
    "equals", "not_equals", "contains", "not_contains", "starts_with", "ends_with", "in", "not_in",
    "=", "!=", "<", "<=", ">", ">=", "between",
    "is",
    "before", "after", "on", "within_last", "within_next", "older_than", "later_than",
    "anniversary_today", "anniversary_within",
    "contains_any", "contains_all", "contains_none", "size_is", "size_at_least", "size_at_most",
    "is_set", "is_not_set",
]  # fmt: skip
_VALUES: Mapping[str, TypeAdapter[object]] = {
    **dict.fromkeys(("equals", "not_equals", *PARTIAL, "starts_with", "ends_with"), TypeAdapter[object](Text)),
    **dict.fromkeys(("in", "not_in"), TypeAdapter[object](Texts)),
    **dict.fromkeys(NUMBER_OPERATORS, TypeAdapter[object](Number)),
    "between": TypeAdapter[object](NumberPair),
    "is": TypeAdapter[object](Truth),
    **dict.fromkeys(("before", "after"), TypeAdapter[object](Moment)),
    "on": TypeAdapter[object](Day),
    **dict.fromkeys(RELATIVE, TypeAdapter[object](Window)),
    "anniversary_today": TypeAdapter[object](None),
    "anniversary_within": TypeAdapter[object](DaysAhead),
    **dict.fromkeys(ENTRIES, TypeAdapter[object](Texts)),
    **dict.fromkeys(SIZES, TypeAdapter[object](Size)),
    **dict.fromkeys(PRESENCE, TypeAdapter[object](None)),
}
OPERATOR_WORDS = {
    "equals": "is",
    "not_equals": "is not",
    "contains": "contains",
    "not_contains": "does not contain",
    "starts_with": "starts with",
    "ends_with": "ends with",
    "in": "is one of",
    "not_in": "is none of",
    "is_set": "is known",
    "is_not_set": "is not known",
    "is": "is",
    "before": "is before",
    "after": "is after",
    "on": "is on",
    "within_last": "is within the last",
    "within_next": "is within the next",
    "older_than": "is longer ago than",
    "later_than": "is further ahead than",
    "anniversary_today": "has its anniversary today",
    "anniversary_within": "has its anniversary within the next days:",
    "contains_any": "contains any of",
    "contains_all": "contains all of",
    "contains_none": "contains none of",
    "size_is": "has exactly so many entries:",
    "size_at_least": "has at least so many entries:",
    "size_at_most": "has at most so many entries:",
}
# How many days or entries: what stands before the number and behind it.
COUNTED = {
    "anniversary_within": ("has its anniversary within the next", "day", "days"),
    "size_is": ("has exactly", "entry", "entries"),
    "size_at_least": ("has at least", "entry", "entries"),
    "size_at_most": ("has at most", "entry", "entries"),
}
_UNITS = {"m": "minute", "h": "hour", "d": "day", "w": "week"}


def value_fitting(operator: str, value: object) -> object:
    """The value as the operator needs it. Raises PydanticCustomError; an unknown operator is somebody else's error."""
    adapter = _VALUES.get(operator)
    return value if adapter is None else fitting(adapter, value)


def operator_words(operator: Any, value: Any) -> str:
    """`is “pro”`, `is within the last 7 days`, `is known`."""
    if operator in NUMBER_OPERATORS:
        return number_words(operator, value)
    if operator in RELATIVE:
        number, unit = int(value[:-1]), _UNITS[value[-1]]
        return f"{OPERATOR_WORDS[operator]} {number} {unit}{'' if number == 1 else 's'}"
    if operator in COUNTED:
        words, one, several = COUNTED[operator]
        return f"{words} {value} {one if value == 1 else several}"
    if value is None:
        return OPERATOR_WORDS[operator]
    return f"{OPERATOR_WORDS[operator]} {_shown(value)}"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(f"“{item}”" for item in value)
    return f"“{value}”"
