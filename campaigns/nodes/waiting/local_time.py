"""Wait until a time of day, one of some weekdays, or a window, in each contact's own time zone."""

from collections.abc import Sequence
from datetime import datetime, time, tzinfo
from typing import Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from campaigns.nodes.base import Batch, NodeConfig
from campaigns.nodes.moves import Moves
from campaigns.nodes.waiting.kind import WaitKind, go_at_once, rows_by_zone
from campaigns.nodes.waiting.local import ALL_DAYS, is_within, next_time
from workspaces.weekdays import WEEKDAYS, ClockTime, Weekday

_MIDNIGHT = time(0)


class Window(NodeConfig):
    """A part of the day in local time. One whose end is earlier than its start goes over midnight."""

    start: ClockTime = Field(description="When it begins, such as 09:00.")
    end: ClockTime = Field(description="When it ends, such as 17:00; 00:00 is midnight.")

    @model_validator(mode="after")
    def _open(self) -> "Window":
        if self.start == self.end:
            raise PydanticCustomError("window_empty", "start and end must differ")
        return self

    @property
    def times(self) -> tuple[time, time]:
        """Start and end."""
        return time.fromisoformat(self.start), time.fromisoformat(self.end)

    def holds(self, clock: str) -> bool:
        """Whether that time of day lies inside."""
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


WAIT_LOCAL_TIME = "wait_local_time"


class LocalTimeWait(WaitKind):
    """Rests until the time of day comes on an allowed weekday.

    With a window, and where no time is named, those who come inside the window (of an allowed day) go on at once.
    """

    def __init__(self, at: str | None, weekdays: Sequence[Weekday] | None, window: Window | None) -> None:
        self._words = _words(at, weekdays, window)
        self._days = frozenset(map(WEEKDAYS.index, weekdays)) if weekdays else ALL_DAYS
        self._window = window.times if window else None
        self._open = window is not None or at is None
        opening = at or (window.start if window else None)
        self._at = time.fromisoformat(opening) if opening else _MIDNIGHT

    def arrive(self, batch: Batch[Any], rows: Sequence[int], moves: Moves) -> None:
        """One moment per time zone."""
        inside: list[int] = []
        for zone, places in rows_by_zone(batch, rows).items():
            if self._is_open(batch.now, zone):
                inside.extend(places)
            else:
                moves.wait(next_time(batch.now, zone, self._at, self._days), places, reason=WAIT_LOCAL_TIME)
        go_at_once(batch, inside, moves, reason=WAIT_LOCAL_TIME)

    def words(self) -> str:
        """`until 09:00 on mon, tue`."""
        return self._words

    def _is_open(self, now: datetime, zone: tzinfo) -> bool:
        if not self._open:
            return False
        start, end = self._window or (_MIDNIGHT, _MIDNIGHT)
        return is_within(now, zone, start, end, self._days)


def _words(at: str | None, weekdays: Sequence[Weekday] | None, window: Window | None) -> str:
    parts = [f"until {at}"] if at else ["until"]
    if weekdays:
        parts.append(f"on {', '.join(weekdays)}" if at else ", ".join(weekdays))
    if window:
        parts.append(f"between {window.start} and {window.end}")
    return " ".join(parts)
