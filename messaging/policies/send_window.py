"""The send window: on which days of the week and at which times of day a campaign's marketing goes out.

Openings are intervals between two moments, as nights are (quiet_hours.py): where a change of the clocks makes a time
come twice or not at all, the opening is the shortest that it could be.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Literal, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from messaging.delivery.batch import Batch, Candidate, StreamInfo
from messaging.policies.base import Decision, HoldUntil, Policy
from messaging.policies.contact_history import marketing
from messaging.policies.local_time import by_zone, moments, scattered
from workspaces.weekdays import WEEKDAYS, ClockTime, Weekday

_DAY = timedelta(days=1)
# Two weeks, and the opening that began yesterday: a change of the clocks, or a date left out, may swallow one opening.
_SEARCH_DAYS = 16


class SendWindow(BaseModel):
    """Days of the week, from a local time to another; over midnight where `end` is not the later one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: tuple[Weekday, ...] = Field(
        default=WEEKDAYS, max_length=7, description="mon, tue, …: those on which it opens; every day where left out."
    )
    start: ClockTime = Field(default="00:00", description="HH:MM, when it opens.")
    end: ClockTime = Field(default="00:00", description="HH:MM, when it closes; 00:00 is midnight.")
    clock: Literal["contact", "workspace"] = Field(
        default="contact", description="By whose clock: each contact's own, or the workspace's for all."
    )

    @field_validator("days")
    @classmethod
    def _some(cls, days: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
        if not days:
            raise PydanticCustomError("window_days", "name at least one day")
        return tuple(sorted(set(days), key=WEEKDAYS.index))

    @model_validator(mode="after")
    def _open(self) -> Self:
        if self.start == self.end != "00:00":
            raise PydanticCustomError("window_empty", "start and end must differ")
        return self

    @property
    def words(self) -> str:
        """The window as a message's detail has it."""
        days = "" if len(self.days) == len(WEEKDAYS) else f"{', '.join(self.days)}, "
        return f"{days}{self.start} to {self.end}"


def parse_window(value: object) -> SendWindow | None:
    """The window in a stored setting; None where there is none. Raises pydantic's ValidationError."""
    return None if value is None else SendWindow.model_validate(value)


class SendWindowPolicy(Policy):
    """Holds marketing messages of a campaign outside of its send window until it opens the next time.

    A window is `{"days": ["mon", "tue"], "start": "09:00", "end": "17:00", "clock": "contact"}` on the campaign. The
    clock is that of the contact's time zone (the workspace's where the contact has none), or with `workspace` the
    workspace's for all. Without days it opens every day, without times for the whole day; one that ends before it
    begins goes over midnight and belongs to the day on which it opens. A message that comes too late waits until the
    window opens and a little longer, up to ten minutes by its number, so that not all of them go at once. Transactional
    messages don't wait.
    """

    key = "send_window"
    reasons = ("send_window",)

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """Works on the contacts and streams that the claim has fetched; costs no query, and each zone one sum."""
        windows = {stream.id: window for stream in batch.streams.values() if (window := _stored(stream)) is not None}
        if not windows:
            return {}
        held: dict[int, Decision] = {}
        for zone, rows in _by_clock(batch, windows):
            openings = {window: opens_at(batch.now, ZoneInfo(zone), window) for window in set(windows.values())}
            if not any(openings.values()):
                continue
            for row in rows:
                window = windows[row.stream_id]
                opening = openings[window]
                if opening is not None:
                    delay = scattered(row.id, _length(window))
                    held[row.id] = HoldUntil(opening + delay, "send_window", f"{window.words}, {zone}")
        return held


def opens_at(now: datetime, zone: ZoneInfo, window: SendWindow) -> datetime | None:
    """When the window opens the next time; None while it is open."""
    start, end = time.fromisoformat(window.start), time.fromisoformat(window.end)
    yesterday = now.astimezone(zone).date() - _DAY
    for ahead in range(_SEARCH_DAYS):
        day = yesterday + ahead * _DAY
        if WEEKDAYS[day.weekday()] not in window.days:
            continue
        opens = max(moments(day, start, zone))
        closes = min(moments(day if start < end else day + _DAY, end, zone))
        if now < closes and opens < closes:
            return None if opens <= now else opens
    raise ValueError("the window never opens")


def _by_clock(batch: Batch, windows: Mapping[UUID, SendWindow]) -> Iterator[tuple[str, list[Candidate]]]:
    """The messages by the zone whose clock their campaign's window goes by."""
    by_contacts = {pk for pk, window in windows.items() if window.clock == "contact"}
    yield from by_zone(batch, marketing(batch, by_contacts)).items()
    for pk in windows.keys() - by_contacts:
        yield batch.streams[pk].timezone, marketing(batch, {pk})


def _length(window: SendWindow) -> timedelta:
    start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in (window.start, window.end))
    return timedelta(minutes=(end - start) % (24 * 60) or 24 * 60)


def _stored(stream: StreamInfo) -> SendWindow | None:
    try:
        return parse_window(stream.send_window)
    except ValidationError:
        # Settings are validated where they are written; one that slipped through must not stop every message.
        return None
