"""Keyset pagination of the pages' lists: newest first, by primary key, so that page 1,000 costs what page 1 does."""

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


def page_of(rows: QuerySet[RowT], query: QueryDict, *, size: int = PAGE_SIZE) -> Page[RowT]:
    """The page that `?before=<key of the last row seen>` asks for; a key that is none is taken as the first page."""
    before = _key(rows, query.get("before", ""))
    narrowed = rows.order_by("-pk") if before is None else rows.order_by("-pk").filter(pk__lt=before)
    found = list(narrowed[: size + 1])
    shown = found[:size]
    return Page(
        rows=shown,
        next_query=_with(query, before=str(shown[-1].pk)) if len(found) > size else "",
        first_query=_with(query),
        is_first=before is None,
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
    changed.pop("before", None)
    for key, value in changes.items():
        changed[key] = value
    return changed.urlencode()
