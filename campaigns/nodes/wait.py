"""Wait: let time pass, or something happen. Each kind lies in `campaigns.nodes.waiting`; here is what nodes say."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic.config import JsonValue
from pydantic_core import PydanticCustomError

from campaigns.nodes.base import Batch, Category, NodeConfig, NodeType
from campaigns.nodes.fields import FIELD_PATTERN, EventName, RuleTree, choice
from campaigns.nodes.moves import Moves
from campaigns.nodes.parts import Port, RuleUse
from campaigns.nodes.registry import register
from campaigns.nodes.waiting.attribute import DATE_MISSING, WAIT_ATTRIBUTE, AttributeWait, Offset
from campaigns.nodes.waiting.duration import WAIT_DURATION, Duration, DurationWait
from campaigns.nodes.waiting.event import EVENT_CAME, WAIT_EVENT, WAIT_TIMEOUT, EventWait
from campaigns.nodes.waiting.kind import WAIT_OVER, WaitKind
from campaigns.nodes.waiting.local_time import WAIT_LOCAL_TIME, LocalTimeWait, Window
from campaigns.nodes.waiting.rule import RULE_HELD, WAIT_RULE, RuleWait
from campaigns.nodes.waiting.until import DATE_PASSED, WAIT_UNTIL, Moment, UntilWait
from workspaces.weekdays import WEEKDAYS, ClockTime, Weekday

# The keys by which a kind is chosen; those of one line choose the same kind.
_KINDS = (("duration",), ("until",), ("local_time", "weekdays", "window"), ("attribute",), ("event",), ("rule",))
_COMPANIONS: Mapping[str, Sequence[str]] = {
    "offset": ("attribute",),
    "filter": ("event",),
    "timeout": ("event", "rule"),
}
_WAYS: list[JsonValue] = [
    choice("duration", "A length of time", "duration", start={"duration": {"value": 1, "unit": "days"}}),
    choice("until", "A date and time", "until"),
    choice("local_time", "A time of day", "local_time", "weekdays", "window", start={"local_time": "09:00"}),
    choice("attribute", "A contact’s date", "attribute", "offset"),
    choice("event", "An event", "event", "filter", "timeout"),
    choice("rule", "A rule holds", "rule", "timeout"),
]


class WaitConfig(NodeConfig):
    """One of `duration`, `until`, `attribute`, `event`, `rule`, or any of `local_time`, `weekdays` and `window`."""

    model_config = ConfigDict(json_schema_extra={"x-one-of-label": "Wait for", "x-one-of": _WAYS})

    duration: Duration | None = Field(
        default=None,
        title="How long",
        description="A length of time, counted from when the contact comes here.",
        json_schema_extra={"x-editor": "duration"},
    )
    until: Moment | None = Field(
        default=None,
        title="Until",
        description="A date-time; without an offset it is local time of each contact.",
        json_schema_extra={"x-local": "each contact’s time", "x-help": ""},
    )
    local_time: ClockTime | None = Field(
        default=None,
        title="Time of day",
        description="A time of day of each contact, such as 09:00.",
        json_schema_extra={"x-editor": "time"},
    )
    weekdays: tuple[Weekday, ...] | None = Field(
        default=None,
        title="On these days",
        description="The days on which to go on; all where not set.",
        json_schema_extra={
            "x-labels": dict(zip(WEEKDAYS, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))
        },
    )
    window: Window | None = Field(
        default=None,
        title="Part of the day",
        description="Who comes inside this part of the day goes on at once.",
        json_schema_extra={"x-editor": "window"},
    )
    attribute: Annotated[str, StringConstraints(pattern=FIELD_PATTERN)] | None = Field(
        default=None,
        title="Attribute",
        description="The key of an attribute that holds a date.",
        json_schema_extra={
            "x-editor": "contact-field",
            "x-kinds": ["date"],
            "x-help": "A date of the contact, such as a birthday or a renewal.",
        },
    )
    offset: Offset | None = Field(
        default=None,
        title="How long after or before it",
        description="How long after the attribute's date; negative: before.",
        json_schema_extra={"x-editor": "duration", "x-help": "On the date itself where nothing is set."},
    )

    event: EventName | None = Field(
        default=None, title="Event", description="The name of an event that the contact has to do."
    )
    filter: RuleTree | None = Field(
        default=None,
        title="Only events that match",
        description="A rule that must hold; `trigger` conditions look at the awaited event's properties.",
        json_schema_extra={"x-help": "Only such events end the wait. “Trigger data” looks at the event."},
    )
    rule: RuleTree | None = Field(
        default=None, title="Rule", description="A rule that has to come to hold for the contact."
    )
    timeout: Duration | None = Field(
        default=None,
        title="At most",
        description="How long at most to wait for the event or the rule; 30 days where not set.",
        json_schema_extra={"x-editor": "duration"},
    )

    @field_validator("weekdays")
    @classmethod
    def _different(cls, weekdays: tuple[Weekday, ...] | None) -> tuple[Weekday, ...] | None:
        if weekdays is not None and not weekdays:
            raise PydanticCustomError("too_short", "at least one weekday")
        if weekdays and len(set(weekdays)) < len(weekdays):
            raise PydanticCustomError("repeated", "each weekday once")
        return weekdays

    @model_validator(mode="after")
    def _exactly_one(self) -> "WaitConfig":
        kinds = [keys for keys in _KINDS if self._given(*keys)]
        choice = ", ".join(keys[0] for keys in _KINDS)
        if not kinds:
            raise PydanticCustomError("missing_one_of", "one of {choice} is required", {"choice": choice})
        if len(kinds) > 1:
            raise PydanticCustomError("one_of", "set only one of {choice}", {"choice": choice})
        for key, partners in _COMPANIONS.items():
            if self._given(key) and not self._given(*partners):
                names = {"key": key, "partners": " or ".join(partners)}
                raise PydanticCustomError("companion", "{key} goes with {partners} only", names)
        if self.window and self.local_time and not self.window.holds(self.local_time):
            raise PydanticCustomError("outside_window", "local_time must lie inside the window")
        return self

    @property
    def kind(self) -> WaitKind:
        """The kind of wait that is configured."""
        if self.duration:
            return DurationWait(self.duration)
        if self.until:
            return UntilWait(self.until)
        if self.attribute:
            return AttributeWait(self.attribute, self.offset)
        if self.event:
            return EventWait(self.event, self.filter, self.timeout)
        if self.rule is not None:
            return RuleWait(self.rule, self.timeout)
        return LocalTimeWait(self.local_time, self.weekdays, self.window)

    def _given(self, *keys: str) -> bool:
        return any(getattr(self, key) is not None for key in keys)


@register
class Wait(NodeType[WaitConfig]):
    """The contact rests here until its time has come, or what it waits for, then goes on by `next`.

    Local times are those of the contact's time zone, and of the workspace's where the contact's is not known. A local
    time that a clock change skips is the moment that it would have been by the old offset; one that comes twice is the
    first of the two.

    With `local_time` alone, or with `weekdays`, the contact goes on when that time comes next, never at the moment of
    its arrival. With a `window`, or with `weekdays` alone, who comes inside goes on at once; the others wait for
    `local_time`, otherwise for the window's start, otherwise for midnight. A window over midnight belongs to the
    weekday on which it starts.

    With `attribute`, a date is its midnight in the contact's time zone, and a date-time without an offset is local time
    there. The attribute is read again when the moment has come: who has been given a later date rests on. A contact
    without a date, or with a text that is none, goes on at once, as does one whose moment has passed (also with
    `until`). In a loop, "at once" is after a minute.

    With `event`, the contact waits until it does something: an event of that name which is recorded after the contact
    came here and which the `filter` lets pass. With `rule`, it waits until the rule holds: at once where it holds on
    arrival; otherwise the rule is asked again whenever the contact changes or does something, and every now and then.
    Both end after the `timeout`, and then the contact goes on by the port `timeout`. Rules see as `trigger.*` what set
    the campaign off, the `filter` what stands in the event. Time goes on, and events count, while the campaign is
    paused. A contact whose wait an operator cuts short goes on by `next`.
    """

    key = "wait"
    label = "Wait"
    description = "Contacts rest here for a while before they go on."
    category = Category.TIMING
    Config = WaitConfig
    reasons = (
        WAIT_DURATION,
        WAIT_UNTIL,
        WAIT_LOCAL_TIME,
        WAIT_ATTRIBUTE,
        WAIT_EVENT,
        WAIT_RULE,
        WAIT_OVER,
        WAIT_TIMEOUT,
        EVENT_CAME,
        RULE_HELD,
        DATE_MISSING,
        DATE_PASSED,
    )
    rests_first = True
    fixed_ports = None

    def ports(self, config: WaitConfig) -> Sequence[Port]:
        """`next`; for what may fail to happen `timeout`, too."""
        return config.kind.ports

    def rules(self, config: WaitConfig) -> Sequence[RuleUse]:
        """The filter, or the rule."""
        given = (("config.filter", config.filter), ("config.rule", config.rule))
        return [RuleUse(path, rule) for path, rule in given if rule is not None]

    def rest_length(self, config: WaitConfig) -> str | None:
        """The duration, where it is one."""
        return f"{config.duration.value} {config.duration.unit}" if config.duration else None

    def step(self, batch: Batch[WaitConfig]) -> Moves:
        """Those who rested go on; those who come rest."""
        kind = batch.node.config.kind
        moves = Moves()
        if batch.resumed:
            kind.resume(batch, batch.resumed, moves)
        if batch.fresh:
            kind.arrive(batch, batch.fresh, moves)
        return moves

    def summary(self, config: WaitConfig) -> str:
        """One line."""
        return f"Wait {config.kind.words()}"
