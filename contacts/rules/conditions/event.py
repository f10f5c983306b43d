"""`{"type": "event", "field": "ordered", "operator": "did", "count": 2, "window": "30d"}`: what the contact did.

How the events that count become SQL lies in `event_sql`, how often is enough in `counting`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from django.db import connection
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictStr, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from contacts.models.event import NAME_LENGTH
from contacts.rules.builder import TIME, Builder
from contacts.rules.conditions import hints
from contacts.rules.conditions.counting import (
    MOST_COUNTED,
    count_meets,
    count_sql,
    count_words,
    joined_count_sql,
    window_words,
)
from contacts.rules.conditions.event_facts import Done, as_done, counting
from contacts.rules.conditions.event_sql import crossing_sql, events_sql, moment_sql
from contacts.rules.conditions.properties import PropertyTest
from contacts.rules.facts import Asked, Facts, TooManyFacts
from contacts.rules.registry import ConditionType, register
from contacts.rules.tree import Leaf
from contacts.rules.values import Window, storable, window_delta
from workspaces.sql import load

MAX_TESTS = 10
# More of one contact's events than this are not loaded for one answer.
MOST_LOADED = 10_000
EventName = Annotated[StrictStr, Field(min_length=1, max_length=NAME_LENGTH), AfterValidator(storable)]
_OPERATORS = {
    "did": "has done",
    "did_not": "has not done",
    "did_exactly": "has done exactly so often",
    "did_at_most": "has done at most so often",
    "first_within": "has done for the first time, within the last",
    "first_before": "has done for the first time, longer ago than",
    "last_within": "has done for the last time, within the last",
    "last_before": "has done for the last time, longer ago than",
}
_SAID = {"did_exactly": "has done", "did_at_most": "has done"} | {
    f"{which}_{when}": f"{which} did" for which in ("first", "last") for when in ("within", "before")
}
# Operators that ask when it was, not how often.
MOMENTS = ("first_within", "first_before", "last_within", "last_before")
_COUNTS = {"did": "at_least", "did_not": "at_least", "did_exactly": "exactly", "did_at_most": "at_most"}
_AGO = dict.fromkeys(("first_before", "last_before"), "more than {} ago")


def _some(tests: tuple[PropertyTest, ...]) -> tuple[PropertyTest, ...]:
    if not tests:
        raise PydanticCustomError("too_short", "must hold at least one test")
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
    """`field` is the event's name; `count` says how many, `window` looks back from now.

    | operator | met by |
    |---|---|
    | `did` | at least `count` events (1 where it is left out), within the `window` where there is one |
    | `did_not` | the exact opposite |
    | `did_exactly`, `did_at_most` | exactly, or at most, `count` events; at most counts those who never did it, too |
    | `first_within`, `first_before` | the first event of all is within the last `window`, or longer ago |
    | `last_within`, `last_before` | the latest event is within the last `window`, or longer ago |

    Who never did it has no first and no last time, and meets none of the last four. `value` may hold a `filter`, tests
    of the event's properties, all of which must hold for an event to count:
    `{"filter": [{"field": "cart.total", "operator": ">=", "value": 50}]}`. A property that is missing, null or of
    another type than the operator needs answers no, also to the negative operators; only `is_not_set` is met by what
    isn't there.
    """

    model_config = ConfigDict(json_schema_extra=hints.sentence("operator", "field", "count", "value", "window"))

    type: Literal["event"]
    field: EventName = Field(title="Event", json_schema_extra={"x-editor": "event"})
    operator: Literal[
        "did", "did_not", "did_exactly", "did_at_most", "first_within", "first_before", "last_within", "last_before"
    ] = Field(title="Comparison", json_schema_extra={**hints.choice(_OPERATORS), "x-said": {**_SAID}})
    value: Which | None = Field(default=None, title="Only certain events")
    window: Window | None = Field(
        default=None,
        validate_default=True,
        title="Time span",
        json_schema_extra={**hints.WINDOW, "x-words-with": {**_AGO}, "x-needed-with": list(MOMENTS)},
    )
    count: Annotated[int, Field(ge=1, le=MOST_COUNTED, strict=True)] = Field(
        default=1, title="How often", json_schema_extra={**hints.COUNT, "x-not-with": list(MOMENTS)}
    )

    @field_validator("window")
    @classmethod
    def _is_there(cls, window: str | None, info: ValidationInfo) -> str | None:
        if window is None and info.data.get("operator") in MOMENTS:
            raise PydanticCustomError("missing", "required: how long ago")
        return window

    @field_validator("count")
    @classmethod
    def _can_count(cls, count: int, info: ValidationInfo) -> int:
        if count != 1 and info.data.get("operator") in MOMENTS:
            raise PydanticCustomError("count", "the first and the last time can't be counted; leave it out")
        return count

    @property
    def tests(self) -> tuple[PropertyTest, ...]:
        """The tests of the events' properties."""
        return () if self.value is None else self.value.filter


@register
class EventCondition(ConditionType[EventLeaf]):
    """Answered by the index on (contact, name, time), newest first."""

    key = "event"
    label = "Event"
    description = "What the contact has done, how often and when."
    Leaf = EventLeaf

    def compile(self, leaf: EventLeaf, builder: Builder) -> str:
        if leaf.operator in MOMENTS:
            return moment_sql(leaf.field, leaf.tests, leaf.operator, leaf.window or "", builder)
        how = _COUNTS[leaf.operator]
        if builder.joined and not (how == "at_least" and leaf.count == 1):
            rows = events_sql(leaf.field, leaf.tests, leaf.window, builder, "ev.contact_id", of_contact=False)
            found = joined_count_sql(rows, how, leaf.count, builder)
        else:
            found = count_sql(events_sql(leaf.field, leaf.tests, leaf.window, builder), how, leaf.count, builder)
        return f"NOT {found}" if leaf.operator == "did_not" else found

    def actual(self, leaf: EventLeaf, builder: Builder) -> str:
        if leaf.operator in MOMENTS:
            edge = "min" if leaf.operator.startswith("first") else "max"
            return f"to_jsonb(({events_sql(leaf.field, leaf.tests, None, builder, f'{edge}(ev.occurred_at)')}))"
        rows = events_sql(leaf.field, leaf.tests, leaf.window, builder)
        # Only placeholders and names from these modules are put in.
        return f"to_jsonb((SELECT count(*) FROM ({rows} LIMIT {MOST_COUNTED}) AS found))"  # noqa: S608  # nosec B608

    def load(self, leaves: Sequence[EventLeaf], asked: Asked) -> Mapping[str, Sequence[Done]]:
        """The contact's events of the names that are asked for, by name."""
        params: dict[str, Any] = {
            "contact": asked.contact_id,
            "workspace": asked.workspace_id,
            "names": sorted({leaf.field for leaf in leaves}),
            "with_properties": any(leaf.tests for leaf in leaves),
            "limit": MOST_LOADED + 1,
        }
        with connection.cursor() as cursor:
            cursor.execute(load("contacts.rules", "event_facts"), params)
            rows = cursor.fetchall()
        if len(rows) > MOST_LOADED:
            raise TooManyFacts
        return as_done(rows)

    def holds(self, leaf: EventLeaf, facts: Facts) -> bool:
        if leaf.operator in MOMENTS:
            moment, since = self._edge(leaf, facts), facts.now - window_delta(leaf.window or "")
            return moment is not None and (moment > since) == leaf.operator.endswith("within")
        found = len(self._counting(leaf, facts))
        return count_meets(found, _COUNTS[leaf.operator], leaf.count) != (leaf.operator == "did_not")

    def saw(self, leaf: EventLeaf, facts: Facts) -> Any:
        if leaf.operator in MOMENTS:
            moment = self._edge(leaf, facts)
            return None if moment is None else moment.isoformat()
        return min(len(self._counting(leaf, facts)), MOST_COUNTED)

    def words(self, leaf: EventLeaf, names: Mapping[str, str]) -> str:
        where = f" where {' and '.join(test.words() for test in leaf.tests)}" if leaf.tests else ""
        if leaf.operator in MOMENTS:
            which, _, when = leaf.operator.partition("_")
            ago = f"within the last {window_words(leaf.window or '')}"
            ago = ago if when == "within" else f"more than {window_words(leaf.window or '')} ago"
            return f"{which} did “{leaf.field}”{where} {ago}"
        often = count_words(_COUNTS[leaf.operator], leaf.count)
        words = f"{'did not do' if leaf.operator == 'did_not' else 'did'} “{leaf.field}” {often}".rstrip() + where
        return words if leaf.window is None else f"{words} within the last {window_words(leaf.window)}"

    def dependencies(self, leaf: EventLeaf) -> frozenset[str]:
        name = f"event:{leaf.field}"
        return frozenset({name} if leaf.window is None else {name, TIME})

    def volatile(self, leaf: EventLeaf) -> bool:
        # An event marks its contact only where a segment asks for its name; a segment in the making may not yet do so.
        return True

    def crossing(self, leaf: EventLeaf, builder: Builder, since: datetime) -> str | None:
        return "" if leaf.window is None else crossing_sql(leaf.field, leaf.window, builder, since)

    def _counting(self, leaf: EventLeaf, facts: Facts) -> list[Done]:
        since = None if leaf.window is None else facts.now - window_delta(leaf.window)
        return counting(facts.loaded[self.key].get(leaf.field, ()), leaf.tests, since, facts)

    def _edge(self, leaf: EventLeaf, facts: Facts) -> Any:
        moments = [done.at for done in counting(facts.loaded[self.key].get(leaf.field, ()), leaf.tests, None, facts)]
        edge = min if leaf.operator.startswith("first") else max
        return edge(moments, default=None)
