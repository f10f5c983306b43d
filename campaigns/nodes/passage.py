"""What a throttle says of a batch. Pure; the gate itself is the engine's business."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Passage:
    """`passing` rows go through now. For each of the `waiting`: when it is its turn, and since when it has waited."""

    passing: Sequence[int]
    waiting: Sequence[int]
    turns: Sequence[datetime]
    since: Sequence[datetime]

    def over(self, rows: Sequence[int]) -> "Passage":
        """The same for a part of a batch, of which these are the rows."""
        if isinstance(rows, range) and rows == range(len(rows)):
            return self
        return Passage([rows[row] for row in self.passing], [rows[row] for row in self.waiting], self.turns, self.since)
