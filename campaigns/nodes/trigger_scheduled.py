"""Trigger: at a moment, or again and again, the contacts of a segment enter here."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic.config import JsonValue
from pydantic_core import PydanticCustomError

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import SegmentId, choice, zone
from campaigns.nodes.moves import Moves
from campaigns.nodes.parts import Ref, RefKind
from campaigns.nodes.recurrence import moment_of, recurrence_after, recurrence_parse
from campaigns.nodes.registry import register

WORKSPACE, CONTACT = "workspace", "contact"
# UTC+14 and UTC-12: where each local time comes first, and last.
_FIRST_ON_EARTH, _LAST_ON_EARTH = "Etc/GMT-14", "Etc/GMT+12"
_INSTANT = timedelta(microseconds=1)
_WAYS: list[JsonValue] = [
    choice("at", "Once", "at"),
    choice("rrule", "Again and again", "rrule", start={"rrule": "FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;BYMINUTE=0"}),
]
_ZONE_WORDS = {WORKSPACE: "workspace’s time", CONTACT: "each contact’s time"}


def _recurrence(text: str) -> str:
    recurrence_parse(text)
    return text


def _moment(value: object) -> object:
    if value is None or isinstance(value, datetime):
        return value
    try:
        moment = datetime.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise ValueError("must be a date-time like 2026-01-31T09:00 or 2026-01-31T09:00+01:00") from None
    if not 2000 <= moment.year <= 2100:
        raise ValueError("must be between the years 2000 and 2100")
    return moment


def _schedule_zone(name: str) -> str:
    if name not in (WORKSPACE, CONTACT):
        zone(name)
    return name


ScheduleZone = Annotated[
    str,
    StringConstraints(min_length=1, max_length=64),
    AfterValidator(_schedule_zone),
    Field(json_schema_extra={"x-editor": "schedule-timezone", "x-help": "In whose time the schedule is meant."}),
]
Rrule = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_recurrence)]


class TriggerScheduledConfig(NodeConfig):
    """When, in which time zone, and for whom. Exactly one of `at` and `rrule` is set."""

    model_config = ConfigDict(json_schema_extra={"x-one-of-label": "Starts", "x-one-of": _WAYS})

    at: Annotated[datetime | None, BeforeValidator(_moment)] = Field(
        default=None,
        title="When",
        description="One moment; without an offset it is local time of the time zone.",
        json_schema_extra={"x-local": "the schedule’s time zone", "x-help": ""},
    )
    rrule: Rrule | None = Field(
        default=None,
        title="How often",
        json_schema_extra={"x-editor": "rrule", "x-help": "Counted in the time zone below."},
        description="An RFC 5545 rule in local time, such as FREQ=WEEKLY;BYDAY=MO;BYHOUR=9, with an optional DTSTART.",
    )
    timezone: ScheduleZone = Field(
        default=WORKSPACE,
        title="Time zone",
        description="workspace, contact (each enters at that local time), or an IANA zone such as Europe/Berlin.",
    )
    segment: SegmentId | None = Field(
        default=None, title="Who", description="Who enters; the campaign's audience where no segment is named."
    )

    @model_validator(mode="after")
    def _exactly_one(self) -> "TriggerScheduledConfig":
        if self.at is not None and self.rrule is not None:
            raise PydanticCustomError("one_of", "set either at or rrule, not both")
        if self.at is None and self.rrule is None:
            raise PydanticCustomError("missing_one_of", "at or rrule is required")
        if self.by_contact and self.at is not None and self.at.tzinfo is not None:
            raise PydanticCustomError("offset", "a moment in contacts' zones must have no offset")
        return self

    @property
    def by_contact(self) -> bool:
        """Whether each contact enters at the local time of its own zone."""
        return self.timezone == CONTACT

    def first_fire_at(self, after: datetime, workspace_zone: str) -> datetime | None:
        """The first moment (UTC) later than `after` at which it fires; None when it doesn't.

        In contacts' zones that is when the local time comes first on earth: then the audience is gathered. A single
        moment that has passed in some zones only still fires.
        """
        if self.at is None:
            return self.following(after, workspace_zone)
        moment = moment_of(self.at, self._zone(workspace_zone))
        if self.by_contact and moment <= after < moment_of(self.at, _LAST_ON_EARTH):
            return after + _INSTANT
        return moment if moment > after else None

    def following(self, after: datetime, workspace_zone: str) -> datetime | None:
        """The next moment (UTC) later than `after`, when it fires then; None of a single moment, or of a rule's end."""
        if self.rrule is None:
            return None
        return recurrence_after(recurrence_parse(self.rrule), self._zone(workspace_zone), after)

    def local_time(self, fired_for: datetime) -> datetime | None:
        """The local time (naive) at which contacts enter in their own zones; None where all enter at once."""
        if not self.by_contact:
            return None
        return self.at or fired_for.astimezone(zone(_FIRST_ON_EARTH)).replace(tzinfo=None)

    def _zone(self, workspace_zone: str) -> str:
        return {WORKSPACE: workspace_zone, CONTACT: _FIRST_ON_EARTH}.get(self.timezone, self.timezone)


@register
class TriggerScheduled(NodeType[TriggerScheduledConfig]):
    """The schedule is one moment (`at`) or a rule (`rrule`).

    A rule's `FREQ` is `HOURLY`, `DAILY`, `WEEKLY`, `MONTHLY` or `YEARLY`, with `INTERVAL`, `COUNT` (up to 1,000),
    `UNTIL` (local time), `BYDAY`, `BYMONTH`, `BYMONTHDAY`, `BYYEARDAY`, `BYWEEKNO`, `BYSETPOS`, `BYHOUR`, `BYMINUTE`
    and `WKST`; at most 48 times a day and 4 times an hour. Without a `DTSTART:20260105T090000` line before it, a rule
    counts from Monday, 1 January 2024, 00:00 local time. A rule that never fires is refused.

    A local time that a clock change skips fires at the moment that it would have been by the old offset; one that comes
    twice fires the first time only. Moments that passed while the campaign was paused fire once, together.

    In contacts' zones (`"timezone": "contact"`) the audience is gathered when the local time comes first on earth, 26
    hours before it comes last; each contact then waits for it in its own zone, or the workspace's where that is
    unknown. Where a single moment has passed already when the campaign starts, contacts enter at once.
    """

    key = "trigger_scheduled"
    label = "Schedule"
    description = "Contacts of a segment enter at a moment, or again and again."
    category = Category.TRIGGER
    Config = TriggerScheduledConfig

    def references(self, config: TriggerScheduledConfig) -> Sequence[Ref]:
        """The segment, where one is named."""
        return (Ref(RefKind.SEGMENT, config.segment, "config.segment"),) if config.segment else ()

    def step(self, batch: Batch[TriggerScheduledConfig]) -> Moves:
        """All go on."""
        return Moves.all_to("next", batch)

    def summary(self, config: TriggerScheduledConfig) -> str:
        """One line."""
        when = f"At {config.at:%Y-%m-%d %H:%M}" if config.at else f"Repeating: {config.rrule}"
        return f"{when} ({_ZONE_WORDS.get(config.timezone, config.timezone)})"
