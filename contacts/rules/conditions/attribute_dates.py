"""How operators on dates compile: ranges of instants, anniversaries, whom time alone concerns. Not a condition type.

A stored date is a text, and reading it costs more than the rest of a row. Texts of dates are in the order of their
days, so where a rule asks for some days only, most texts are passed over by comparing them; the others are read.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contacts.rules.builder import CONTACT, Builder
from contacts.rules.conditions.attribute_expressions import instant_of
from contacts.rules.conditions.attribute_kinds import ANNIVERSARY, BUILT_IN
from contacts.rules.values import moment_range, window_delta

_NOTHING = timedelta()
_YEAR = 365
# How far a text's day and that of its instant in some zone can lie apart, leap days included; more than needed.
_APART = timedelta(days=7)
# Where the ends of a relative operator's window lie, as seen from now.
_ENDS: Mapping[str, Callable[[timedelta], tuple[timedelta, ...]]] = {
    "within_last": lambda window: (-window, _NOTHING),
    "within_next": lambda window: (_NOTHING, window),
    "older_than": lambda window: (-window,),
    "later_than": lambda window: (window,),
}


def column_date_sql(column: str, operator: str, value: Any, builder: Builder) -> str:
    """A date operator over a timestamptz column."""
    if operator in ANNIVERSARY:
        return _anniversary(f"({column} AT TIME ZONE {_zone(builder)})", operator, value, builder)
    return _within(column, *_ends(operator, value, builder.now), builder)


def json_date_sql(node: str, text: str, operator: str, value: Any, builder: Builder) -> str:
    """A date operator over a JSON value: `node` is the jsonb expression, `text` the same value as text."""
    instant = instant_of(node, text)
    if operator in ANNIVERSARY:
        # A whole day is the same day in every zone.
        zone = f"CASE WHEN char_length({text}) = 10 THEN 'UTC' ELSE {_zone(builder)} END"
        met = _anniversary(f"({instant} AT TIME ZONE {zone})", operator, value, builder)
        near = _near_in_the_year(text, operator, value, builder)
    else:
        low, high, included = _ends(operator, value, builder.now)
        met = _within(instant, low, high, included, builder)
        near = _near(text, low, high, builder)
    return f"{near}{met}"


def crossing_sql(field: str, operator: str, value: str, builder: Builder, since: datetime) -> str:
    """A statement that selects the contacts whose instant has met an end of a window between `since` and now.

    `created_at` is answered by its index; an attribute costs one look at everybody's text, and nothing else.
    """
    met = " OR ".join(
        f"({_met(field, since + shift, builder.now + shift, builder)})"
        for shift in _ENDS[operator](window_delta(value))
    )
    # Only placeholders and names from this package are put in.
    scope = f"{CONTACT}.workspace_id = {builder.workspace()}"
    return f"SELECT {CONTACT}.id FROM contacts_contact {CONTACT} WHERE {scope} AND ({met})"  # noqa: S608


def _met(field: str, first: datetime, last: datetime, builder: Builder) -> str:
    """Whether the contact's own field or attribute is an instant from `first` to `last`."""
    if field in BUILT_IN:
        return _within(f"{CONTACT}.{field}", first, last, "[]", builder)
    key = builder.param(field)
    text = f"({CONTACT}.attributes ->> {key})"
    instant = instant_of(f"({CONTACT}.attributes -> {key})", text)
    return f"{_near(text, first, last, builder)}{_within(instant, first, last, '[]', builder)}"


def _ends(operator: str, value: str, now: datetime) -> tuple[datetime | None, datetime | None, str]:
    """The range of instants that meet an operator, and which of its ends belong to it: `[` or `(`, `]` or `)`.

    Days are days in UTC; `after` a day means after its end.
    """
    if operator in ("before", "after", "on"):
        first, end = moment_range(value)
        return {"before": (None, first, "()"), "after": (end, None, "[)"), "on": (first, end, "[)")}[operator]
    window = window_delta(value)
    if operator == "older_than":
        return None, now - window, "()"
    if operator == "later_than":
        return now + window, None, "()"
    return (now - window, now, "[]") if operator == "within_last" else (now, now + window, "[]")


def _within(instant: str, low: datetime | None, high: datetime | None, included: str, builder: Builder) -> str:
    """`instant` is a timestamptz expression."""
    parts = []
    if low is not None:
        parts.append(f"{instant} {'>=' if included[0] == '[' else '>'} {builder.moment(low)}")
    if high is not None:
        parts.append(f"{instant} {'<=' if included[1] == ']' else '<'} {builder.moment(high)}")
    return " AND ".join(parts)


def _near(text: str, low: datetime | None, high: datetime | None, builder: Builder) -> str:
    """What texts of instants from `low` to `high` have in common, with AND behind it; an offset is less than a day."""
    parts = []
    if low is not None and low.date() - date.min > _APART:
        parts.append(f'{text} COLLATE "C" >= {_day(low - _APART, builder)} AND ')
    if high is not None and date.max - high.date() > _APART:
        parts.append(f'{text} COLLATE "C" < {_day(high + _APART, builder)} AND ')
    return "".join(parts)


def _near_in_the_year(text: str, operator: str, value: Any, builder: Builder) -> str:
    """The same for anniversaries: month and day of a text are near today, or within so many days of it."""
    ahead = value if operator == "anniversary_within" else 0
    if ahead + 2 * _APART.days >= _YEAR:
        return ""
    edges = (builder.now.astimezone(UTC) - _APART, builder.now.astimezone(UTC) + _APART + timedelta(days=ahead))
    first, last = (f"{edge:%m-%d}" for edge in edges)
    day = f'substr({text}, 6, 5) COLLATE "C"'
    low, high = f"{day} >= {builder.param(first)}", f"{day} <= {builder.param(last)}"
    return f"({low} {'AND' if first <= last else 'OR'} {high}) AND "


def _day(moment: datetime, builder: Builder) -> str:
    return builder.param(moment.astimezone(UTC).date().isoformat())


def _zone(builder: Builder) -> str:
    """The workspace's time zone; PostgreSQL looks it up once for a statement."""
    return f"(SELECT w.timezone FROM workspaces_workspace w WHERE w.id = {builder.workspace()})"  # noqa: S608  # nosec B608


def _anniversary(local: str, operator: str, value: Any, builder: Builder) -> str:
    """`local` is a timestamp expression in the zone that counts; the day is the workspace's."""
    today = f"({builder.moment(builder.now)} AT TIME ZONE {_zone(builder)})::date"
    within = builder.param(value if operator == "anniversary_within" else 0, "integer")
    return f"contacts_days_to_anniversary({local}::date, {today}) <= {within}"
