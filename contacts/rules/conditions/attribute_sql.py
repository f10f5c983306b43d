"""How each operator of the attribute condition compiles. Not a condition type.

JSON holds whatever was written to it, so each comparison first asks for the JSON type it needs: a number stored as
text answers no, and no cast can raise. Equality is containment (`@>`), which the GIN index on attributes answers.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from contacts.models import AttributeKind
from contacts.rules.builder import CONTACT, Builder, negated
from contacts.rules.conditions.attribute_expressions import MOST_INDEXED, head_of, instant_of, number_of
from contacts.rules.conditions.attribute_kinds import ANNIVERSARY, BUILT_IN, OPERATORS, OPPOSITE, SIZES
from contacts.rules.conditions.numbers import NUMBER_OPERATORS, compared
from contacts.rules.values import moment_range, window_delta

_NOTHING = timedelta()
_ONE_DAY = timedelta(days=1)
# Where the ends of a relative operator's window lie, as seen from now.
_ENDS: Mapping[str, Callable[[timedelta], tuple[timedelta, ...]]] = {
    "within_last": lambda window: (-window, _NOTHING),
    "within_next": lambda window: (_NOTHING, window),
    "older_than": lambda window: (-window,),
    "later_than": lambda window: (window,),
}


def column_sql(field: str, operator: str, value: Any, builder: Builder) -> str:
    """An operator over one of the contact's own columns; `field` is a key of BUILT_IN."""
    if operator in OPPOSITE:
        return negated(column_sql(field, OPPOSITE[operator], value, builder))
    if operator not in OPERATORS[BUILT_IN[field]]:
        return "false"
    column = f"{CONTACT}.{field}"
    if BUILT_IN[field] is AttributeKind.DATE:
        if operator in ANNIVERSARY:
            return _anniversary(f"({column} AT TIME ZONE {_zone(builder)})", operator, value, builder)
        return f"{column} IS NOT NULL" if operator == "is_set" else _date(column, operator, value, builder)
    if operator == "is_set":
        return f"{column} <> ''"
    # Addresses are unique without regard to case, and equal without it too: lower() is what the index holds.
    folded = f"lower({column})" if field == "email" else column
    return _text(column, folded, operator, value, builder)


def custom_sql(key: str, operator: str, value: Any, builder: Builder) -> str:
    """An operator over a custom attribute. The key is a parameter like every other value."""
    if operator in OPPOSITE:
        return negated(custom_sql(key, OPPOSITE[operator], value, builder))
    if operator in ("equals", "is", "="):
        return _holds({key: value}, builder)
    node = f"({CONTACT}.attributes -> {builder.param(key)})"
    text = f"({CONTACT}.attributes ->> {builder.param(key)})"
    if operator == "contains":
        is_text = f"jsonb_typeof({node}) = 'string'"
        return f"({is_text} AND {_text(text, text, operator, value, builder)}) OR {_holds({key: [value]}, builder)}"
    if operator == "contains_any":
        return " OR ".join(_holds({key: [item]}, builder) for item in value)
    if operator == "contains_all":
        return _holds({key: list(value)}, builder)
    return json_sql(node, text, operator, value, builder)


def json_sql(node: str, text: str, operator: str, value: Any, builder: Builder) -> str:
    """A positive operator over a JSON value: `node` is the jsonb expression, `text` the same value as text.

    NULL or false where the value has not the JSON type that the operator needs; no cast can raise.
    """
    if operator == "is_set":
        return f"COALESCE({node}, 'null'::jsonb) NOT IN ('null'::jsonb, '\"\"'::jsonb, '[]'::jsonb)"
    if operator == "is":
        return f"{node} = {builder.param(json.dumps(value), 'jsonb')}"
    if operator in NUMBER_OPERATORS:
        return compared(number_of(node), operator, value, builder)
    is_text = f"jsonb_typeof({node}) = 'string'"
    if operator == "contains":
        held = builder.param(json.dumps([value]), "jsonb")
        is_list = f"jsonb_typeof({node}) = 'array' AND {node} @> {held}"
        return f"({is_text} AND {_text(text, text, operator, value, builder)}) OR ({is_list})"
    if operator in ("in", "starts_with") and all(len(needle) < MOST_INDEXED for needle in _needles(value)):
        text = head_of(text)
    if operator in ("equals", "starts_with", "ends_with", "in"):
        return f"{is_text} AND {_text(text, text, operator, value, builder)}"
    if operator in ("contains_any", "contains_all"):
        held = builder.param(list(value), "text[]")
        return f"jsonb_typeof({node}) = 'array' AND {node} {'?|' if operator == 'contains_any' else '?&'} {held}"
    if operator in SIZES:
        size = f"(CASE WHEN jsonb_typeof({node}) = 'array' THEN jsonb_array_length({node}) END)"
        return compared(size, SIZES[operator], value, builder)
    instant = instant_of(node, text)
    if operator in ANNIVERSARY:
        # A whole day is the same day in every zone.
        zone = f"CASE WHEN char_length({text}) = 10 THEN 'UTC' ELSE {_zone(builder)} END"
        return _anniversary(f"({instant} AT TIME ZONE {zone})", operator, value, builder)
    return _date(instant, operator, value, builder)


def _needles(value: Any) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _holds(part: Mapping[str, object], builder: Builder) -> str:
    return f"{CONTACT}.attributes @> {builder.param(json.dumps(part), 'jsonb')}"


def _text(text: str, folded: str, operator: str, value: Any, builder: Builder) -> str:
    """`folded` is the expression for equality; the partial matches never regard case."""
    fold = (lambda item: f"lower({item})") if folded != text else (lambda item: item)
    if operator == "equals":
        return f"{folded} = {fold(builder.param(value))}"
    if operator == "in":
        return f"{folded} = ANY (ARRAY[{', '.join(fold(builder.param(item)) for item in value)}])"
    part = f"lower({builder.param(value)})"
    if operator == "contains":
        return f"position({part} IN lower({text})) > 0"
    if operator == "starts_with":
        return f"starts_with(lower({text}), {part})"
    return f"right(lower({text}), char_length({part})) = {part}"


def _zone(builder: Builder) -> str:
    """The workspace's time zone; PostgreSQL looks it up once for a statement."""
    return f"(SELECT w.timezone FROM workspaces_workspace w WHERE w.id = {builder.workspace()})"  # noqa: S608  # nosec B608


def _anniversary(local: str, operator: str, value: Any, builder: Builder) -> str:
    """`local` is a timestamp expression in the zone that counts; the day is the workspace's."""
    today = f"({builder.moment(builder.now)} AT TIME ZONE {_zone(builder)})::date"
    within = builder.param(value if operator == "anniversary_within" else 0, "integer")
    return f"contacts_days_to_anniversary({local}::date, {today}) <= {within}"


def _date(instant: str, operator: str, value: str, builder: Builder) -> str:
    """`instant` is a timestamptz expression. Days are days in UTC; `after` a day means after its end."""
    if operator in ("before", "after", "on"):
        first, end = moment_range(value)
        if operator == "before":
            return f"{instant} < {builder.moment(first)}"
        if operator == "after":
            return f"{instant} >= {builder.moment(end)}"
        return f"{instant} >= {builder.moment(first)} AND {instant} < {builder.moment(end)}"
    window = window_delta(value)
    if operator == "older_than":
        return f"{instant} < {builder.moment(builder.now - window)}"
    if operator == "later_than":
        return f"{instant} > {builder.moment(builder.now + window)}"
    first, last = (
        (builder.now - window, builder.now) if operator == "within_last" else (builder.now, builder.now + window)
    )
    return f"{instant} BETWEEN {builder.moment(first)} AND {builder.moment(last)}"


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
    between = f"BETWEEN {builder.moment(first)} AND {builder.moment(last)}"
    if field in BUILT_IN:
        return f"{CONTACT}.{field} {between}"
    key = builder.param(field)
    text = f"({CONTACT}.attributes ->> {key})"
    # Texts of dates are in the order of their days, give or take one for the offset. Most are passed over by that:
    # comparing texts is quicker by far than making instants of them.
    days = [(moment.astimezone(UTC).date() + _ONE_DAY * step).isoformat() for moment, step in ((first, -1), (last, 2))]
    low, high = (builder.param(day) for day in days)
    near = f'{text} COLLATE "C" >= {low} AND {text} COLLATE "C" < {high}'
    is_text = f"jsonb_typeof({CONTACT}.attributes -> {key}) = 'string'"
    return f"{near} AND {is_text} AND contacts_instant({text}) {between}"
