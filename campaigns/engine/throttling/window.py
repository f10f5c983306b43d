"""Who went through a throttle of late, and when there is room again. Exact, pure arithmetic; knows no database.

At most `count` may go through in any span of one `period`, from just after its start up to its end. Once a record grows
long, neighbours in it are put together at the later one's time: it errs on the side of fewer, never of more.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

MAX_ENTRIES = 512
# Whose turn is further away is told this, and told again when it has gone by.
FARTHEST = timedelta(days=365)
# So far behind the latest moment another process's may lie: what its period still holds must not be forgotten yet.
_SETBACK = timedelta(minutes=2)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@dataclass(slots=True)
class Window:
    """`passes`: (moment, how many), oldest first, of the last period and a little longer.

    Moments of other processes may lie ahead.
    """

    count: int
    period: timedelta
    passes: list[tuple[datetime, int]]

    @classmethod
    def read(cls, count: int, period: timedelta, stored: Iterable[Sequence[int]]) -> "Window":
        """From what `stored` gave: pairs of microseconds and numbers."""
        return cls(count, period, [(_EPOCH + moment * _TICK, number) for moment, number in stored])

    def stored(self) -> list[list[int]]:
        """As JSON can hold it."""
        return [[(moment - _EPOCH) // _TICK, number] for moment, number in self.passes]

    def room(self, now: datetime) -> int:
        """How many may go through now. Whatever lies ahead counts as well: a span may hold both."""
        return max(0, self._left(now))

    def let_through(self, number: int, now: datetime) -> None:
        """So many go through now, whether there is room for them or not."""
        since = now - self.period - _SETBACK
        kept = [each for each in self.passes if each[0] > since]
        if number:
            kept = sorted([*kept, (now, number)])
        while len(kept) > MAX_ENTRIES:
            kept = _halved(kept)
        self.passes = kept

    def turns(self, places: Sequence[int], now: datetime) -> list[datetime]:
        """When it is the turn of those at these places of a queue (0: the first), if nobody leaves it; or in a year."""
        since, farthest = now - self.period, FARTHEST // self.period
        recent = [each for each in self.passes if each[0] > since]
        moments = [now, *(moment + self.period for moment, _ in recent)]
        room = list(accumulate((number for _, number in recent), initial=self._left(now)))
        return [
            moments[bisect_left(room, place % self.count + 1)] + self.period * min(place // self.count, farthest)
            for place in places
        ]

    def _left(self, now: datetime) -> int:
        since = now - self.period
        return self.count - sum(number for moment, number in self.passes if moment > since)


def _halved(passes: list[tuple[datetime, int]]) -> list[tuple[datetime, int]]:
    """Each two as one, at the later one's time; the last, if it is alone, as it is."""
    pairs = [passes[place : place + 2] for place in range(0, len(passes), 2)]
    return [(pair[-1][0], sum(number for _, number in pair)) for pair in pairs]
