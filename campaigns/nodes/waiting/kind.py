"""What every kind of wait is, and the small helpers they share. No kind stands here."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import timedelta, tzinfo
from typing import Any, ClassVar

from campaigns.nodes.base import NEXT, Batch
from campaigns.nodes.moves import Moves
from campaigns.nodes.parts import Port

# Who has nothing to wait for goes on at once, but not in a loop: there a minute passes, so that none spins.
AT_ONCE = timedelta(0)
AT_ONCE_IN_LOOP = timedelta(minutes=1)

Rows = Sequence[int]
WAIT_OVER = "wait_over"


class WaitKind(ABC):
    """One way to wait. Fresh arrivals always rest, if only for an instant; those who rested go on."""

    ports: ClassVar[Sequence[Port]] = NEXT

    @abstractmethod
    def arrive(self, batch: Batch[Any], rows: Rows, moves: Moves) -> None:
        """Let these rows rest until their moment."""

    @abstractmethod
    def words(self) -> str:
        """What stands behind "Wait" in the summary."""

    def resume(self, batch: Batch[Any], rows: Rows, moves: Moves) -> None:
        """Move rows on whose moment has come."""
        moves.to("next", rows, reason=WAIT_OVER)


def rows_by_zone(batch: Batch[Any], rows: Rows) -> Mapping[tzinfo, list[int]]:
    """The rows by the time zone of their contact."""
    zones = batch.world.zones(batch)
    found: dict[tzinfo, list[int]] = {}
    for row in rows:
        found.setdefault(zones[row], []).append(row)
    return found


def go_at_once(batch: Batch[Any], rows: Rows, moves: Moves, *, reason: str = "", signal: str = "") -> None:
    """Let rows rest for as short as may be."""
    first: list[int] = []
    again: list[int] = []
    for row in rows:
        (first if batch.visits[row] == 1 else again).append(row)
    moves.wait(batch.now + AT_ONCE, first, reason=reason, signal=signal)
    moves.wait(batch.now + AT_ONCE_IN_LOOP, again, reason=reason, signal=signal)
