"""`{"type": "attribute", "field": "plan", "operator": "equals", "value": "pro"}`: a field of the contact.

`field` is one of the contact's own fields (BUILT_IN) or the key of a custom attribute. Which operators fit depends on
the attribute's kind (`attribute_kinds`); how each one compiles lies in `attribute_sql`.
"""

import difflib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from contacts.rules.builder import CONTACT, TIME, Builder, bounded
from contacts.rules.conditions import hints
from contacts.rules.conditions.attribute_dates import crossing_sql
from contacts.rules.conditions.attribute_kinds import BUILT_IN, MOVING, OPERATORS, OPPOSITE, RELATIVE
from contacts.rules.conditions.attribute_sql import column_sql, custom_sql
from contacts.rules.conditions.comparing import Comparison
from contacts.rules.conditions.memory import MISSING, date_meets, meets
from contacts.rules.conditions.operators import operator_words
from contacts.rules.facts import Facts, shown
from contacts.rules.registry import ConditionType, Problem, register
from contacts.rules.scope import Scope
from contacts.rules.tree import Leaf
from contacts.rules.values import Name


class AttributeLeaf(Comparison, Leaf):
    """`field` is one of the contact's own fields, or the key of a custom attribute.

    The own fields are `email`, `phone`, `first_name`, `last_name`, `timezone`, `external_id` (text) and `created_at`
    (date). The attribute's kind decides the operators, and the operator the value:

    | kind | operators | value |
    |---|---|---|
    | text | `equals`, `not_equals`, `contains`, `not_contains`, `starts_with`, `ends_with` | text |
    | | `in`, `not_in` | list of texts, up to 1,000 |
    | number | `=`, `!=`, `<`, `<=`, `>`, `>=` | number |
    | | `between` | two numbers, both included |
    | boolean | `is` | `true` or `false` |
    | date | `before`, `after` | a day (`2026-01-31`) or a date-time (`2026-01-31T09:00:00Z`) |
    | | `on` | a day |
    | | `within_last`, `within_next`, `older_than`, `later_than` | a duration: `30m`, `12h`, `7d`, `4w` |
    | | `anniversary_today` | none |
    | | `anniversary_within` | a number of days, 1 to 365, today included |
    | list | `contains`, `not_contains` | text: one whole entry of the list |
    | | `contains_any`, `contains_all`, `contains_none` | list of texts, up to 1,000 |
    | | `size_is`, `size_at_least`, `size_at_most` | how many entries; what is no list has no size |
    | every kind | `is_set`, `is_not_set` | none |

    - `equals` and `in` compare exactly, capitals included (that is what the index answers); for `email` capitals don't
      count. `contains`, `starts_with` and `ends_with` never regard capitals.
    - Days are days in UTC: `after` a day means after its end, `before` a day before its beginning. A date-time without
      an offset is UTC. Stored dates are ISO 8601 texts; a text that is no date, `2026-02-30` for one, matches no date
      operator.
    - Anniversaries look at month and day, today being the day in the workspace's time zone. 29 February is kept on the
      28th in years without one.
    - `is_set` is false for what is missing, `null`, an empty text or an empty list.
    """

    model_config = ConfigDict(json_schema_extra=hints.sentence("field", "operator", "value"))

    type: Literal["attribute"]
    field: Name = Field(title="Field", json_schema_extra={"x-editor": "contact-field"})


@register
class AttributeCondition(ConditionType[AttributeLeaf]):
    """Equality of custom attributes is answered by the GIN index on attributes."""

    key = "attribute"
    label = "Attribute"
    description = "A field of the contact or one of your attributes, such as plan or country."
    Leaf = AttributeLeaf

    def validate(self, leaf: AttributeLeaf, scope: Scope) -> Iterable[Problem]:
        kind = BUILT_IN.get(leaf.field) or scope.attributes.get(leaf.field)
        if kind is None:
            yield Problem("field", "unknown_attribute", _unknown(leaf.field, scope))
        elif leaf.operator not in OPERATORS[kind]:
            fitting_operators = ", ".join(OPERATORS[kind])
            yield Problem(
                "operator", "operator_mismatch", f"{leaf.field} is a {kind} attribute; use one of {fitting_operators}"
            )

    def compile(self, leaf: AttributeLeaf, builder: Builder) -> str:
        if leaf.field in BUILT_IN:
            return column_sql(leaf.field, leaf.operator, leaf.value, builder)
        return custom_sql(leaf.field, leaf.operator, leaf.value, builder)

    def actual(self, leaf: AttributeLeaf, builder: Builder) -> str:
        if leaf.field in BUILT_IN:
            return f"to_jsonb({CONTACT}.{leaf.field})"
        key = builder.param(leaf.field)
        return bounded(f"{CONTACT}.attributes -> {key}", f"{CONTACT}.attributes ->> {key}")

    def holds(self, leaf: AttributeLeaf, facts: Facts) -> bool:
        if leaf.field not in BUILT_IN:
            return meets(facts.attributes.get(leaf.field, MISSING), leaf.operator, leaf.value, facts)
        return _own_meets(leaf, facts)

    def saw(self, leaf: AttributeLeaf, facts: Facts) -> Any:
        if leaf.field not in BUILT_IN:
            return shown(facts.attributes.get(leaf.field))
        value = facts.own[leaf.field]
        return value.isoformat() if isinstance(value, datetime) else value

    def dependencies(self, leaf: AttributeLeaf) -> frozenset[str]:
        field = f"contact:{leaf.field}" if leaf.field in BUILT_IN else f"attribute:{leaf.field}"
        return frozenset({field, TIME} if leaf.operator in MOVING else {field})

    def words(self, leaf: AttributeLeaf, names: Mapping[str, str]) -> str:
        return f"{leaf.field.replace('_', ' ')} {operator_words(leaf.operator, leaf.value)}"

    def volatile(self, leaf: AttributeLeaf) -> bool:
        return leaf.operator in MOVING

    def crossing(self, leaf: AttributeLeaf, builder: Builder, since: datetime) -> str | None:
        if leaf.operator not in RELATIVE:
            # Of an anniversary every midnight of every zone is an end; a scan does as well.
            return super().crossing(leaf, builder, since)
        return crossing_sql(leaf.field, leaf.operator, leaf.value, builder, since)


def _own_meets(leaf: AttributeLeaf, facts: Facts) -> bool:
    """One of the contact's own columns; an operator of another kind answers no, its opposite yes."""
    if leaf.operator in OPPOSITE:
        return not _own_meets(leaf.model_copy(update={"operator": OPPOSITE[leaf.operator]}), facts)
    value = facts.own[leaf.field]
    if leaf.operator not in OPERATORS[BUILT_IN[leaf.field]]:
        return False
    if leaf.operator == "is_set":
        return value not in (None, "")
    if isinstance(value, datetime):
        return date_meets(value, leaf.operator, leaf.value, facts)
    return value is not None and meets(value, leaf.operator, leaf.value, facts, folded=leaf.field == "email")


def _unknown(field: str, scope: Scope) -> str:
    known = [*BUILT_IN, *scope.attributes]
    close = difflib.get_close_matches(field, known, n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"there is no attribute {field!r}{hint}"
