"""Counting things that happened, in SQL and in memory: how many are enough, in which words. Not a condition type."""

from contacts.rules.builder import CONTACT, Builder
from contacts.rules.values import window_delta

MOST_COUNTED = 1_000
_UNITS = {"m": "minute", "h": "hour", "d": "day", "w": "week"}
_WORDS = {"at_least": "at least", "exactly": "exactly", "at_most": "at most"}


def count_sql(rows: str, how: str, wanted: int, builder: Builder) -> str:
    """Whether `rows`, a SELECT, finds `at_least`, `exactly` or `at_most` so many; reads no further than needed.

    Never NULL, so that NOT is its exact opposite.
    """
    if how == "at_most":
        return f"NOT {count_sql(rows, 'at_least', wanted + 1, builder)}"
    if how == "at_least" and wanted == 1:
        return f"EXISTS ({rows})"
    number = builder.param(wanted, "integer")
    limit, compared = (number, ">=") if how == "at_least" else (f"{number} + 1", "=")
    # Only placeholders and the caller's own words are put in.
    return f"((SELECT count(*) FROM ({rows} LIMIT {limit}) AS found) {compared} {number})"  # noqa: S608  # nosec B608


def joined_count_sql(rows: str, how: str, wanted: int, builder: Builder) -> str:
    """The same for all contacts at once: `rows` selects a `contact_id` for each thing that counts, whoever's it is.

    OFFSET 0 keeps PostgreSQL from reading them in the order of contacts, whose rows lie far apart.
    """
    if how == "at_most":
        return f"NOT {joined_count_sql(rows, 'at_least', wanted + 1, builder)}"
    compared = f"{'>=' if how == 'at_least' else '='} {builder.param(wanted, 'integer')}"
    # Only placeholders and the caller's own words are put in.
    counted = f"SELECT counted.contact_id FROM ({rows} OFFSET 0) AS counted GROUP BY 1 HAVING count(*) {compared}"  # noqa: S608  # nosec B608
    return f"EXISTS (SELECT FROM ({counted}) AS enough WHERE enough.contact_id = {CONTACT}.id)"  # nosec B608


def count_meets(found: int, how: str, wanted: int) -> bool:
    """The same in memory."""
    return found >= wanted if how == "at_least" else found == wanted if how == "exactly" else found <= wanted


def count_words(how: str, wanted: int) -> str:
    """`at least 2 times`, `exactly once`; "" for at least once."""
    if how == "at_least" and wanted == 1:
        return ""
    return f"{_WORDS[how]} {'once' if wanted == 1 else f'{wanted} times'}"


def window_words(window: str) -> str:
    """`30 days`, `1 week`."""
    window_delta(window)
    number, unit = int(window[:-1]), _UNITS[window[-1]]
    return f"{number} {unit}{'' if number == 1 else 's'}"
