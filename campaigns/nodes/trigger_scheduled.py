"""Trigger: at a moment, or again and again, the contacts of a segment enter here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import SegmentId, ZoneName
from campaigns.nodes.moves import Moves
from campaigns.nodes.parts import Ref, RefKind
from campaigns.nodes.recurrence import moment_of, recurrence_after, recurrence_parse
from campaigns.nodes.registry import register


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


Rrule = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_recurrence)]


class TriggerScheduledConfig(NodeConfig):
    """When, in which time zone, and for whom. Exactly one of `at` and `rrule` is set."""

    at: Annotated[datetime | None, BeforeValidator(_moment)] = Field(
        default=None, description="One moment; without an offset it is local time of the time zone."
    )
    rrule: Rrule | None = Field(
        default=None,
        description="An RFC 5545 rule in local time, such as FREQ=WEEKLY;BYDAY=MO;BYHOUR=9, with an optional DTSTART.",
    )
    timezone: ZoneName = Field(default="UTC", description="An IANA time zone, such as Europe/Berlin.")
    segment: SegmentId | None = Field(default=None, description="Who enters; the campaign's audience where null.")

    @model_validator(mode="after")
    def _exactly_one(self) -> "TriggerScheduledConfig":
        if self.at is not None and self.rrule is not None:
            raise PydanticCustomError("one_of", "set either at or rrule, not both")
        if self.at is None and self.rrule is None:
            raise PydanticCustomError("missing_one_of", "at or rrule is required")
        return self

    def next_fire_at(self, after: datetime) -> datetime | None:
        """The first moment (UTC) later than `after` at which it fires; None when it doesn't fire again."""
        if self.at is not None:
            moment = moment_of(self.at, self.timezone)
            return moment if moment > after else None
        return recurrence_after(recurrence_parse(self.rrule or ""), self.timezone, after)


@register
class TriggerScheduled(NodeType[TriggerScheduledConfig]):
    """The schedule is one moment (`at`) or a rule (`rrule`).

    A rule's `FREQ` is `HOURLY`, `DAILY`, `WEEKLY`, `MONTHLY` or `YEARLY`, with `INTERVAL`, `COUNT` (up to 1,000),
    `UNTIL` (local time), `BYDAY`, `BYMONTH`, `BYMONTHDAY`, `BYYEARDAY`, `BYWEEKNO`, `BYSETPOS`, `BYHOUR`, `BYMINUTE`
    and `WKST`; at most 48 times a day and 4 times an hour. Without a `DTSTART:20260105T090000` line before it, a rule
    counts from Monday, 1 January 2024, 00:00 local time. A rule that never fires is refused.

    A local time that a clock change skips fires at the moment that it would have been by the old offset; one that comes
    twice fires the first time only. Moments that passed while the campaign was paused fire once, together.
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
        return f"{when} ({config.timezone})"
