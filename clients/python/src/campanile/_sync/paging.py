# Written by `python -m scripts.client_sync` from its namesake in `_async`; change that one.
"""Walks over all pages of a list."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from campanile.models import Page

T = TypeVar("T")


def walk(turn: Callable[..., Page[T]], **query: Any) -> Iterator[T]:
    """Every row: asks `turn` for one page after the other, as they are needed."""
    page = turn(**query)
    while True:
        yield from page.data
        if page.next is None:
            return
        page = turn(**{**query, **page.next})
