"""Wait: let time pass. Each kind of wait is a config model of its own that can say until when.

Only durations so far; another kind is one more model and one more key of `WaitConfig`, of which exactly one is set.
"""

from datetime import datetime, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.moves import Moves
from campaigns.nodes.registry import register

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


class Duration(NodeConfig):
    """A length of time from the moment of arrival. Months are calendar months: 31 January + 1 month = 28 February."""

    value: int = Field(strict=True, ge=1, description="How many units.")
    unit: Unit = Field(description="The unit of time.")

    @model_validator(mode="after")
    def _limited(self) -> "Duration":
        if self.value > LIMITS[self.unit]:
            raise PydanticCustomError(
                "too_long", "at most {limit} {unit} (five years)", {"limit": LIMITS[self.unit], "unit": self.unit}
            )
        return self

    def until(self, now: datetime) -> datetime:
        """The moment at which a contact who arrives `now` goes on."""
        if self.unit == "months":
            return now + relativedelta(months=self.value)
        return now + timedelta(**{self.unit: self.value})

    def words(self) -> str:
        """`3 days`, `1 day`."""
        return f"{self.value} {self.unit.removesuffix('s') if self.value == 1 else self.unit}"


class WaitConfig(NodeConfig):
    """How long to wait."""

    duration: Duration = Field(description="Wait for a length of time.")


@register
class Wait(NodeType[WaitConfig]):
    """Rests each contact until its time has come."""

    key = "wait"
    label = "Wait"
    description = "Contacts rest here for a while before they go on."
    category = Category.TIMING
    Config = WaitConfig
    rests_first = True

    def step(self, batch: Batch[WaitConfig]) -> Moves:
        """Those who rested go on; those who come rest."""
        until = batch.node.config.duration.until(batch.now)
        return Moves().to("next", batch.resumed).wait(until, batch.fresh)

    def summary(self, config: WaitConfig) -> str:
        """One line."""
        return f"Wait {config.duration.words()}"
