"""Tests of one value inside a JSON document: an event's properties, or what set an execution off. Not a condition type.

A value that is missing, null or of another type than the operator needs answers no, also to the negative operators:
"amount is not 5" means that there is an amount, and another one. Only `is_not_set` is met by what isn't there.
"""

from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, StrictStr
from pydantic_core import PydanticCustomError

from contacts.rules.builder import Builder, bounded, negated
from contacts.rules.conditions import hints
from contacts.rules.conditions.attribute_kinds import OPPOSITE
from contacts.rules.conditions.attribute_sql import json_sql
from contacts.rules.conditions.comparing import Comparison
from contacts.rules.conditions.operators import operator_words

MAX_PATH = 200
_MAX_PARTS = 10
# The JSON types that a negative operator needs.
_KINDS = {"!=": "'number'", "not_contains": "'string', 'array'", "contains_none": "'array'"}


def _path(text: str) -> str:
    parts = text.split(".")
    if "\x00" in text or len(parts) > _MAX_PARTS or not all(parts):
        raise PydanticCustomError("path", "expected names joined by dots, at most {limit}", {"limit": _MAX_PARTS})
    return text


PropertyPath = Annotated[StrictStr, Field(min_length=1, max_length=MAX_PATH), AfterValidator(_path)]


class PropertyTest(Comparison):
    """`{"field": "cart.total", "operator": ">=", "value": 50}`; a dotted field looks inside objects and lists."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra=hints.sentence("field", "operator", "value")
    )

    field: PropertyPath = Field(title="Property", json_schema_extra={"x-editor": "property"})

    def words(self) -> str:
        """`cart.total is at least 50`."""
        return f"{self.field} {operator_words(self.operator, self.value)}"


def property_value(document: str, field: str, builder: Builder) -> str:
    """The value at the path, or its beginning, as a jsonb expression; `document` is a jsonb expression."""
    path = builder.param(field.split("."), "text[]")
    return bounded(f"({document} #> {path})", f"({document} #>> {path})")


def property_sql(document: str, field: str, operator: str, value: Any, builder: Builder) -> str:
    """The test as SQL over `document`, a jsonb expression."""
    path = builder.param(field.split("."), "text[]")
    node, text = f"({document} #> {path})", f"({document} #>> {path})"
    if operator not in OPPOSITE:
        return json_sql(node, text, operator, value, builder)
    opposite = negated(json_sql(node, text, OPPOSITE[operator], value, builder))
    if operator == "is_not_set":
        return opposite
    kinds = _KINDS.get(operator, "'string'")
    return f"jsonb_typeof({node}) IN ({kinds}) AND {opposite}"
