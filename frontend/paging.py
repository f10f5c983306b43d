"""Keyset pagination of the pages' lists by primary key, so that page 1,000 costs what page 1 does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet, UUIDField
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
