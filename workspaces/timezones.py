"""The time zones that this installation knows."""

from functools import cache
from zoneinfo import available_timezones


@cache
def known_timezones() -> frozenset[str]:
    """Their IANA names. Reading the directory takes milliseconds, so it is read once."""
    return frozenset(available_timezones())
