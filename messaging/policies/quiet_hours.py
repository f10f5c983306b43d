"""Quiet hours: no marketing at night, by the clock where the contact lives.

Nights are intervals between two moments, not readings of a clock: where a change of the clocks makes a time come twice
or not at all, the night is the longer of the two that it could be.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from messaging.delivery.batch import Batch, StreamInfo
from messaging.policies.base import Decision, HoldUntil, Policy
from messaging.policies.contact_history import marketing
from messaging.policies.local_time import by_zone, moments, scattered
from workspaces.weekdays import ClockTime

_DAY = timedelta(days=1)


class QuietHours(BaseModel):
    """From a local time to the next time that it is `end`, over midnight where `end` is the earlier one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: ClockTime = Field(description="HH:MM, from when on messages wait.")
    end: ClockTime = Field(description="HH:MM, when they go out.")

    @model_validator(mode="after")
    def _differ(self) -> Self:
        if self.start == self.end:
            raise PydanticCustomError("quiet_hours_empty", "start and end must differ")
        return self


# Shown in no place: they tell pydantic which of the two a value is meant to be.
_WORD, _HOURS = "(word)", "(hours)"
# "off" means none, whatever the workspace says.
QuietSetting = Annotated[
    Annotated[Literal["off"], Tag(_WORD)] | Annotated[QuietHours, Tag(_HOURS)],
    Discriminator(lambda value: _HOURS if isinstance(value, dict | QuietHours) else _WORD),
]
_SETTING: TypeAdapter[QuietHours | Literal["off"]] = TypeAdapter(QuietSetting)


def parse_quiet_hours(value: object) -> QuietHours | None:
    """The quiet hours in a stored setting; None where there are none. Raises pydantic's ValidationError."""
    if value is None:
        return None
    setting = _SETTING.validate_python(value)
    return None if setting == "off" else setting


class QuietHoursPolicy(Policy):
    """Holds marketing messages through the night, by the contact's clock.

    Quiet hours are `{"start": "21:00", "end": "08:00"}` on the campaign, else the workspace's; `"off"` on the campaign
    means none. The clock is that of the contact's time zone, or the workspace's where the contact has none. A message
    that meets them waits until they end and a little longer, up to ten minutes by the message's number, so that not
    all of them go at once. Transactional messages don't wait.
    """

    key = "quiet_hours"
    reasons = ("quiet_hours",)

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """Works on the contacts and streams that the claim has fetched; costs no query, and each zone one sum."""
        nights = {stream.id: hours for stream in batch.streams.values() if (hours := _stored(stream)) is not None}
        held: dict[int, Decision] = {}
        for zone, rows in by_zone(batch, marketing(batch, nights)).items():
            ends = {hours: quiet_until(batch.now, ZoneInfo(zone), hours) for hours in set(nights.values())}
            if not any(ends.values()):
                continue
            for row in rows:
                hours = nights[row.stream_id]
                end = ends[hours]
                if end is not None:
                    later = end + _delay(row.id, hours)
                    held[row.id] = HoldUntil(later, "quiet_hours", f"{hours.start} to {hours.end}, {zone}")
        return held


def quiet_until(now: datetime, zone: ZoneInfo, hours: QuietHours) -> datetime | None:
    """When the quiet hours end in which `now` is; None when it isn't in any."""
    start, end = time.fromisoformat(hours.start), time.fromisoformat(hours.end)
    today = now.astimezone(zone).date()
    for day in (today - _DAY, today):
        over = max(moments(day if start < end else day + _DAY, end, zone))
        if min(moments(day, start, zone)) <= now < over:
            return over
    return None


def _delay(message_id: int, hours: QuietHours) -> timedelta:
    """How long after the night; less where the day until the next one is short."""
    awake = datetime.combine(date.min, time.fromisoformat(hours.start)) - datetime.combine(
        date.min, time.fromisoformat(hours.end)
    )
    return scattered(message_id, awake % _DAY)


def _stored(stream: StreamInfo) -> QuietHours | None:
    try:
        return parse_quiet_hours(stream.quiet_hours)
    except ValidationError:
        # Settings are validated where they are written; one that slipped through must not stop every message.
        return None
