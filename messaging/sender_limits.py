"""How much a sender may send: a second, an hour, a day, and while it is warmed up. A policy keeps to it."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

_LONGEST_RAMP = 365
# For forms, which are drawn from the schema: the kind of what may also be left out.
_NUMBER: JsonDict = {"type": "integer"}


class SenderLimits(BaseModel):
    """The setting, as senders store it; what is not given has no limit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    per_second: int | None = Field(
        default=None,
        json_schema_extra=_NUMBER,
        ge=1,
        le=10_000,
        title="Messages a second",
        description="Empty: as fast as it goes.",
    )
    per_hour: int | None = Field(
        default=None,
        json_schema_extra=_NUMBER,
        ge=1,
        le=10_000_000,
        title="Messages an hour",
        description="From full hour to full hour.",
    )
    per_day: int | None = Field(
        default=None,
        json_schema_extra=_NUMBER,
        ge=1,
        le=100_000_000,
        title="Messages a day",
        description="By the workspace’s calendar.",
    )
    warmup_started_on: date | None = Field(
        default=None,
        title="Warm-up begins on",
        description="A new sender that starts small is trusted sooner. It ends at the messages a day.",
        examples=["2026-07-01"],
    )
    warmup_start: int | None = Field(
        default=None, json_schema_extra=_NUMBER, ge=1, le=10_000_000, title="Messages on its first day"
    )
    warmup_growth: int | None = Field(
        default=None, json_schema_extra=_NUMBER, ge=1, le=300, title="Growth a day, in percent", examples=["30"]
    )

    @model_validator(mode="after")
    def _whole_ramp(self) -> Self:
        given = [self.warmup_started_on, self.warmup_start, self.warmup_growth]
        if any(part is not None for part in given):
            if None in given:
                raise PydanticCustomError("warmup_parts", "a warm-up needs its first day, its start and its growth")
            if self.per_day is None:
                raise PydanticCustomError("warmup_end", "a warm-up needs the messages a day at which it ends")
        return self

    @property
    def is_counted(self) -> bool:
        """Whether there is any limit."""
        return any(limit is not None for limit in (self.per_second, self.per_hour, self.per_day))

    def on_day(self, today: date) -> int | None:
        """The limit of a day: the warm-up's while that is lower; before its first day, that of the first."""
        if self.warmup_started_on is None or self.warmup_start is None or self.per_day is None:
            return self.per_day
        days = min(max((today - self.warmup_started_on).days, 0), _LONGEST_RAMP)
        # Whole numbers throughout, so that every worker comes to the same limit.
        grown = self.warmup_start * (100 + (self.warmup_growth or 0)) ** days // 100**days
        return min(self.per_day, grown)


def stored_limits(value: object) -> SenderLimits:
    """The limits of a sender's row; none where they can't be read, as that must not stop every message."""
    try:
        return SenderLimits.model_validate(value or {})
    except ValidationError:
        return SenderLimits()
