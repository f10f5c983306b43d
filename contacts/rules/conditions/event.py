"""`{"type": "event", "field": "ordered", "operator": "did", "count": 2, "window": "30d"}`: what the contact did."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictStr
from pydantic_core import PydanticCustomError

from contacts.models.event import AHEAD, NAME_LENGTH
from contacts.rules.builder import CONTACT, TIME, Builder, negated
from contacts.rules.conditions import hints
from contacts.rules.conditions.properties import PropertyTest, property_sql
from contacts.rules.registry import ConditionType, register
from contacts.rules.tree import Leaf
from contacts.rules.values import Window, storable, window_delta

MAX_TESTS = 10
_UNITS = {"m": "minute", "h": "hour", "d": "day", "w": "week"}
EventName = Annotated[StrictStr, Field(min_length=1, max_length=NAME_LENGTH), AfterValidator(storable)]


def _some(tests: tuple[PropertyTest, ...]) -> tuple[PropertyTest, ...]:
    if not tests:
        raise PydanticCustomError("too_short", "at least one test")
    return tests


class Which(BaseModel):
    """Which of the events count."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    filter: Annotated[
        tuple[PropertyTest, ...],
        Field(
            max_length=MAX_TESTS,
            title="Where",
            description="Only events whose properties are so.",
            json_schema_extra={"x-words": "where {}"},
        ),
        AfterValidator(_some),
    ]


class EventLeaf(Leaf):
    """`field` is the event's name; `count` asks for at least so many, `window` looks back from now.

    `value` may hold a `filter`, tests of the event's properties, all of which must hold for an event to count:
    `{"filter": [{"field": "cart.total", "operator": ">=", "value": 50}]}`. A property that is missing, null or of
    another type than the operator needs answers no, also to the negative operators; only `is_not_set` is met by what
    isn't there.
    """

    model_config = ConfigDict(json_schema_extra=hints.sentence("operator", "field", "count", "value", "window"))

    type: Literal["event"]
    field: EventName = Field(title="Event", json_schema_extra={"x-editor": "event"})
    operator: Literal["did", "did_not"] = Field(
        title="Comparison", json_schema_extra=hints.choice({"did": "has done", "did_not": "has not done"})
    )
    value: Which | None = Field(default=None, title="Only certain events")
    window: Window | None = Field(default=None, title="Within the last", json_schema_extra=hints.WINDOW)
    count: Annotated[int, Field(ge=1, le=1000, strict=True)] = Field(
        default=1, title="How often at least", json_schema_extra=hints.COUNT
    )


@register
class EventCondition(ConditionType[EventLeaf]):
    """Answered by the index on (contact, name, time), newest first."""

    key = "event"
    label = "Event"
    description = "What the contact has done, how often and when."
    Leaf = EventLeaf

    def compile(self, leaf: EventLeaf, builder: Builder) -> str:
        rows = _events(leaf, builder)
        if leaf.count == 1:
            found = f"EXISTS ({rows})"
        else:
            wanted = builder.param(leaf.count, "integer")
            found = f"(SELECT count(*) FROM ({rows} LIMIT {wanted}) AS found) >= {wanted}"  # noqa: S608
        return found if leaf.operator == "did" else negated(found)

    def actual(self, leaf: EventLeaf, builder: Builder) -> str:
        return f"to_jsonb((SELECT count(*) FROM ({_events(leaf, builder)} LIMIT 1000) AS found))"  # noqa: S608

    def dependencies(self, leaf: EventLeaf) -> frozenset[str]:
        name = f"event:{leaf.field}"
        return frozenset({name} if leaf.window is None else {name, TIME})

    def words(self, leaf: EventLeaf, names: Mapping[str, str]) -> str:
        words = f"{'did' if leaf.operator == 'did' else 'did not do'} “{leaf.field}”"
        if leaf.count > 1:
            words += f" at least {leaf.count} times"
        if leaf.value is not None:
            words += f" where {' and '.join(test.words() for test in leaf.value.filter)}"
        if leaf.window is not None:
            number, unit = int(leaf.window[:-1]), _UNITS[leaf.window[-1]]
            words += f" within the last {number} {unit}{'' if number == 1 else 's'}"
        return words

    def volatile(self, leaf: EventLeaf) -> bool:
        # An event marks its contact only where a segment asks for its name; a segment in the making may not yet do so.
        return True


def _events(leaf: EventLeaf, builder: Builder) -> str:
    """The events that count, a row for each."""
    conditions = [
        f"ev.contact_id = {CONTACT}.id",
        f"ev.workspace_id = {builder.workspace()}",
        f"ev.name = {builder.param(leaf.field)}",
    ]
    if leaf.window is not None:
        since = builder.now - window_delta(leaf.window)
        # Nothing occurs long after it came to be known: months that were over by then need not be looked at.
        conditions += [
            f"ev.occurred_at > {builder.moment(since)}",
            f"ev.created_at > {builder.moment(since - AHEAD)}",
        ]
    if leaf.value is not None:
        tests = leaf.value.filter
        conditions += [
            f"({property_sql('ev.properties', test.field, test.operator, test.value, builder)})" for test in tests
        ]
    # Only placeholders and names from this module are put in.
    return f"SELECT 1 FROM contacts_event ev WHERE {' AND '.join(conditions)}"  # noqa: S608
