"""The shape in which apps tell of what happened around one row, newest first, so that their tellings can be merged.

Every app reads its own tables; whoever shows a timeline merges. Knows no app and reads nothing.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import islice
from typing import Any

from workspaces.errors import InvalidInput

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(-?[0-9]{1,17})\.([0-9]{1,3})\.([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """Something that happened. `rank` and `key` order what happened at the same moment; together they are unique."""

    at: datetime
    rank: int
    key: int
    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> tuple[datetime, int, int]:
        """Where it stands."""
        return self.at, self.rank, self.key

    @property
    def cursor(self) -> str:
        """What leads to whatever stands behind it."""
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}.{self.rank}.{self.key}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of an app's timeline: kinds (None: all), what stands behind a place, at most so many."""

    limit: int
    kinds: Collection[str] | None = None
    before: tuple[datetime, int, int] = (datetime(9999, 1, 1, tzinfo=UTC), 0, 0)

    @property
    def params(self) -> dict[str, Any]:
        """For statements: %(kinds)s, %(before_at)s, %(before_rank)s, %(before_key)s, %(limit)s."""
        at, rank, key = self.before
        kinds = None if self.kinds is None else list(self.kinds)
        return {"kinds": kinds, "before_at": at, "before_rank": rank, "before_key": key, "limit": self.limit}


def place_of(cursor: str) -> tuple[datetime, int, int]:
    """The place that a cursor names. Raises InvalidInput."""
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise InvalidInput.of("before", "is not one that a timeline has given")
    micros, rank, key = (int(part) for part in found.groups())
    try:
        return _EPOCH + timedelta(microseconds=micros), rank, key
    except OverflowError:
        raise InvalidInput.of("before", "is not one that a timeline has given") from None


def merged(tellings: Iterable[Iterable[TimelineItem]], limit: int) -> tuple[list[TimelineItem], str]:
    """The newest of several tellings, each of which is newest first, and the cursor behind them, "" at the end."""
    found = list(islice(merge(*tellings, key=lambda item: item.place, reverse=True), limit + 1))
    return found[:limit], found[limit - 1].cursor if len(found) > limit else ""
