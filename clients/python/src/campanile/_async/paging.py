"""Walks over all pages of a list."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

from campanile.models import Page

T = TypeVar("T")


async def walk(turn: Callable[..., Awaitable[Page[T]]], **query: Any) -> AsyncIterator[T]:
    """Every row: asks `turn` for one page after the other, as they are needed."""
    page = await turn(**query)
    while True:
        for row in page.data:
            yield row
        if page.next is None:
            return
        page = await turn(**{**query, **page.next})
