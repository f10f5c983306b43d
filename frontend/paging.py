"""Keyset pagination of the pages' lists by primary key or by a sort, so that page 1,000 costs what page 1 does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet, UUIDField
from django.http import QueryDict

RowT = TypeVar("RowT", bound=Model)
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """One page; the query strings (without "?") lead to the next and back to the first one, "" where there is none."""

    rows: Sequence[RowT]
    next_query: str
    first_query: str
    is_first: bool

    def __len__(self) -> int:
        return len(self.rows)


def page_of(rows: QuerySet[RowT], query: QueryDict, *, size: int = PAGE_SIZE, oldest_first: bool = False) -> Page[RowT]:
    """The page after `?after=<key of the last row seen>`; a key that is none is taken as the first page."""
    after = _key(rows, query.get("after", ""))
    ordered = rows.order_by("pk" if oldest_first else "-pk")
    if after is not None:
        ordered = ordered.filter(pk__gt=after) if oldest_first else ordered.filter(pk__lt=after)
    found = list(ordered[: size + 1])
    shown = found[:size]
    return Page(
        rows=shown,
        next_query=_with(query, after=str(shown[-1].pk)) if len(found) > size else "",
        first_query=_with(query),
        is_first=after is None,
    )


@dataclass(frozen=True, slots=True)
class Sort:
    """One order of a list: by a column (or annotation) that is never null, and by the key among equals.

    `read` makes its value of the text in an address, and raises ValueError where it is none.
    """

    column: str
    descending: bool
    read: Callable[[str], Any]

    def ordering(self) -> tuple[str, str]:
        """For `order_by`."""
        sign = "-" if self.descending else ""
        return f"{sign}{self.column}", f"{sign}pk"

    def after(self, value: Any, key: int | UUID) -> Q:
        """Whatever comes after a row."""
        beyond = "lt" if self.descending else "gt"
        return Q(**{f"{self.column}__{beyond}": value}) | Q(**{self.column: value, f"pk__{beyond}": key})


def sorted_page_of(rows: QuerySet[RowT], query: QueryDict, sort: Sort, *, size: int = PAGE_SIZE) -> Page[RowT]:
    """The page after `?after=<key>~<value>` of the last row seen, in that order; else the first page."""
    text, _, value = query.get("after", "").partition("~")
    key = _key(rows, text)
    found_rows = rows.order_by(*sort.ordering())
    try:
        if key is not None:
            found_rows = found_rows.filter(sort.after(sort.read(value), key))
    except ValueError:
        key = None
    found = list(found_rows[: size + 1])
    shown = found[:size]
    last = f"{shown[-1].pk}~{getattr(shown[-1], sort.column)}" if len(found) > size else ""
    return Page(
        rows=shown,
        next_query=_with(query, after=last) if last else "",
        first_query=_with(query),
        is_first=key is None,
    )


def _key(rows: QuerySet[Any], text: str) -> int | UUID | None:
    try:
        if isinstance(rows.model._meta.pk, UUIDField):
            return UUID(text)
        number = int(text)
    except ValueError:
        return None
    return number if 0 < number < 1 << 63 else None


def _with(query: QueryDict, **changes: str) -> str:
    changed = query.copy()
    changed.pop("after", None)
    for key, value in changes.items():
        changed[key] = value
    return changed.urlencode()
