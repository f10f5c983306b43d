"""The orders of a list of contacts: an allow-list, each with the index that it reads. SQL of ours only, no values.

Texts go byte by byte (operators ~<~ and their like), as the indexes for prefixes do. Whoever has no value comes last.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sort:
    """One order over contacts `c`.

    `arms` are read one after the other: (condition, ordering, what comes after the row of %(after_value)s and
    %(after_id)s). `value` is what a row is ordered by, in its first arm; `read` makes it of what a cursor holds. An
    ordering calls it `place`.
    """

    label: str
    value: str
    read: Callable[[Any], Any]
    arms: tuple[tuple[str, str, str], ...]


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError("no text")
    return value


def _nothing(value: Any) -> None:
    if value is not None:
        raise ValueError("no value here")


def _integer(value: Any) -> int:
    if not isinstance(value, int) or not -(1 << 31) <= value < 1 << 31:
        raise ValueError("no score")
    return value


def _by_text(label: str, expression: str, empty: str) -> Sort:
    after = f"{expression} ~>=~ %(after_value)s AND ({expression} ~>~ %(after_value)s OR c.id > %(after_id)s)"
    present = (f"NOT ({empty})", "place USING ~<~, id", after)
    return Sort(label, expression, _text, (present, (empty, "id", "c.id > %(after_id)s")))


_NAME = "lower(c.last_name || ' ' || c.first_name)"
SORTS = {
    # contact_by_key
    "newest": Sort("Newest first", "NULL", _nothing, (("TRUE", "id DESC", "c.id < %(after_id)s"),)),
    "oldest": Sort("Oldest first", "NULL", _nothing, (("TRUE", "id", "c.id > %(after_id)s"),)),
    # contact_surname_prefix
    "name": _by_text("By last name", _NAME, f"{_NAME} = ' '"),
    # contact_email_prefix
    "email": _by_text("By e-mail address", "lower(c.email)", "lower(c.email) IS NULL"),
    # contact_by_score
    "score": Sort(
        "Highest score first",
        "c.score",
        _integer,
        (("TRUE", "place DESC, id DESC", "(c.score, c.id) < (%(after_value)s, %(after_id)s)"),),
    ),
}
DEFAULT_SORT = "newest"
