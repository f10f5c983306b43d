"""Wait for a length of time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from dateutil.relativedelta import relativedelta
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from campaigns.nodes.base import Batch, NodeConfig
from campaigns.nodes.moves import Moves
from campaigns.nodes.waiting.kind import WaitKind

WAIT_DURATION = "wait_duration"
Unit = Literal["seconds", "minutes", "hours", "days", "weeks", "months"]

# Five years of each unit: longer waits are typing errors, and later moments would leave the calendar.
LIMITS: dict[Unit, int] = {
    "seconds": 157_680_000,
    "minutes": 2_628_000,
    "hours": 43_800,
    "days": 1_825,
    "weeks": 260,
    "months": 60,
}


def check_length(value: int, unit: Unit) -> None:
    """Refuse more than five years. Raises PydanticCustomError."""
    if abs(value) > LIMITS[unit]:
        raise PydanticCustomError(
            "too_long", "at most {limit} {unit} (five years)", {"limit": LIMITS[unit], "unit": unit}
        )


def length_words(value: int, unit: Unit) -> str:
    """`3 days`, `1 day`."""
    return f"{value} {unit.removesuffix('s') if value == 1 else unit}"


class Duration(NodeConfig):
    """A length of time from the moment of arrival. Months are calendar months: 31 January + 1 month = 28 February."""

    value: int = Field(strict=True, ge=1, description="How many units.")
    unit: Unit = Field(description="The unit of time.")

    @model_validator(mode="after")
    def _limited(self) -> "Duration":
        check_length(self.value, self.unit)
        return self

    def until(self, now: datetime) -> datetime:
        """The moment at which a contact who arrives `now` goes on."""
        if self.unit == "months":
            return now + relativedelta(months=self.value)
        return now + timedelta(**{self.unit: self.value})

    def words(self) -> str:
        """`3 days`, `1 day`."""
        return length_words(self.value, self.unit)


class DurationWait(WaitKind):
    """All rest equally long."""

    def __init__(self, duration: Duration) -> None:
        self._duration = duration

    def arrive(self, batch: Batch[Any], rows: Sequence[int], moves: Moves) -> None:
        """One moment for all."""
        moves.wait(self._duration.until(batch.now), rows, reason=WAIT_DURATION)

    def words(self) -> str:
        """`3 days`."""
        return self._duration.words()
