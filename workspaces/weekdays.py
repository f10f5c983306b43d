"""Words for days of the week and times of day, as settings and configs of every app spell them. No arithmetic."""

from typing import Annotated, Literal

from pydantic import StringConstraints

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# HH:MM
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
