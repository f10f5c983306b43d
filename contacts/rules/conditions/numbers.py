"""Comparing numbers, as the score and number attributes do. Not a condition type."""

import operator as compare
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Literal

from contacts.rules.builder import Builder, negated

NumberOperator = Literal["=", "!=", "<", "<=", ">", ">=", "between"]
NUMBER_OPERATORS: tuple[NumberOperator, ...] = ("=", "!=", "<", "<=", ">", ">=", "between")
NUMBER_WORDS = {
    "=": "is",
    "!=": "is not",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
    "between": "is between",
}


_COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "=": compare.eq,
    "!=": compare.ne,
    "<": compare.lt,
    "<=": compare.le,
    ">": compare.gt,
    ">=": compare.ge,
}


def compared(sql: str, operator: NumberOperator, value: Any, builder: Builder) -> str:
    """`sql` (a numeric expression) against a number, or against two for `between`."""
    if operator == "between":
        low, high = (builder.param(Decimal(str(bound)), "numeric") for bound in value)
        return f"{sql} BETWEEN {low} AND {high}"
    number = builder.param(Decimal(str(value)), "numeric")
    if operator == "!=":
        return negated(f"{sql} = {number}")
    return f"{sql} {operator} {number}"


def number_meets(stored: Decimal, operator: str, value: Any) -> bool:
    """The same comparison in memory."""
    if operator == "between":
        return Decimal(str(value[0])) <= stored <= Decimal(str(value[1]))
    return _COMPARE[operator](stored, Decimal(str(value)))


def number_words(operator: NumberOperator, value: Any) -> str:
    """`is at least 50`, `is between 1 and 5`."""
    if operator == "between":
        return f"{NUMBER_WORDS[operator]} {value[0]} and {value[1]}"
    return f"{NUMBER_WORDS[operator]} {value}"
