"""How each operator of the attribute condition compiles. Not a condition type.

JSON holds whatever was written to it, so each comparison first asks for the JSON type it needs: a number stored as
text answers no, and no cast can raise. Equality is containment (`@>`), which the GIN index on attributes answers.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from contacts.models import AttributeKind
from contacts.rules.builder import CONTACT, Builder, negated
from contacts.rules.conditions.attribute_dates import column_date_sql, json_date_sql
from contacts.rules.conditions.attribute_expressions import MOST_INDEXED, head_of, number_of
from contacts.rules.conditions.attribute_kinds import BUILT_IN, OPERATORS, OPPOSITE, SIZES
from contacts.rules.conditions.numbers import NUMBER_OPERATORS, compared

# The letters with which JSON begins and ends that is no text.
_JSON_BEGINS, _JSON_ENDS = frozenset("-0123456789tfn[{"), frozenset("0123456789el]}")


def column_sql(field: str, operator: str, value: Any, builder: Builder) -> str:
    """An operator over one of the contact's own columns; `field` is a key of BUILT_IN."""
    if operator in OPPOSITE:
        return negated(column_sql(field, OPPOSITE[operator], value, builder))
    if operator not in OPERATORS[BUILT_IN[field]]:
        return "false"
    column = f"{CONTACT}.{field}"
    if BUILT_IN[field] is AttributeKind.DATE:
        return f"{column} IS NOT NULL" if operator == "is_set" else column_date_sql(column, operator, value, builder)
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
        part = f"{_text(text, text, operator, value, builder)} AND jsonb_typeof({node}) = 'string'"
        return f"({part}) OR {_holds({key: [value]}, builder)}"
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
        return f"({_text(text, text, operator, value, builder)} AND {is_text}) OR ({is_list})"
    if operator in ("equals", "starts_with", "ends_with", "in"):
        indexed = operator in ("in", "starts_with") and all(len(each) < MOST_INDEXED for each in _needles(value))
        # What an index holds takes longer where there is none than the whole text does, so that is asked first.
        whole = [text] if operator == "starts_with" or not indexed else []
        asked = [*whole, head_of(text)] if indexed else whole
        met = " AND ".join(_text(each, each, operator, value, builder) for each in asked)
        return f"{is_text} AND {met}" if _meets_others(operator, value) else met
    if operator in ("contains_any", "contains_all"):
        held = builder.param(list(value), "text[]")
        return f"jsonb_typeof({node}) = 'array' AND {node} {'?|' if operator == 'contains_any' else '?&'} {held}"
    if operator in SIZES:
        size = f"(CASE WHEN jsonb_typeof({node}) = 'array' THEN jsonb_array_length({node}) END)"
        return compared(size, SIZES[operator], value, builder)
    return json_date_sql(node, text, operator, value, builder)


def _meets_others(operator: str, value: Any) -> bool:
    """Whether a number, a truth, a list or an object, written as JSON, might meet the operator as a text does."""
    if operator == "ends_with":
        return value[-1].lower() in _JSON_ENDS
    return any(needle[0].lower() in _JSON_BEGINS for needle in _needles(value))


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
