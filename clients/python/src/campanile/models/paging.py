"""A page of a list, and where the next one begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list. `next` holds the query parameters of the page after it, None on the last one.

    `total` is None where counting them all would be slow.
    """

    data: Sequence[T]
    total: int | None
    next: dict[str, str | int] | None

    @property
    def has_more(self) -> bool:
        """Whether there is another page."""
        return self.next is not None

    def __iter__(self) -> Iterator[T]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)
