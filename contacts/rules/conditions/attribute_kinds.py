"""Which fields a contact has of its own, and which operators fit which kind of attribute. Not a condition type."""

from collections.abc import Mapping

from contacts.models import AttributeKind
from contacts.rules.conditions.numbers import NUMBER_OPERATORS, NumberOperator

BUILT_IN: Mapping[str, AttributeKind] = {
    "email": AttributeKind.TEXT,
    "phone": AttributeKind.TEXT,
    "first_name": AttributeKind.TEXT,
    "last_name": AttributeKind.TEXT,
    "timezone": AttributeKind.TEXT,
    "external_id": AttributeKind.TEXT,
    "created_at": AttributeKind.DATE,
}
PRESENCE = ("is_set", "is_not_set")
PARTIAL = ("contains", "not_contains")
RELATIVE = ("within_last", "within_next", "older_than", "later_than")
ANNIVERSARY = ("anniversary_today", "anniversary_within")
# Operators whose answer changes as time goes by.
MOVING = (*RELATIVE, *ANNIVERSARY)
# Of lists: with several entries at once, and by how many there are (as a comparison of numbers).
ENTRIES = ("contains_any", "contains_all", "contains_none")
SIZES: Mapping[str, NumberOperator] = {"size_is": "=", "size_at_least": ">=", "size_at_most": "<="}
OPERATORS: Mapping[AttributeKind, tuple[str, ...]] = {
    AttributeKind.TEXT: (
        *("equals", "not_equals", *PARTIAL, "starts_with", "ends_with", "in", "not_in"),
        *PRESENCE,
    ),
    AttributeKind.NUMBER: (*NUMBER_OPERATORS, *PRESENCE),
    AttributeKind.BOOLEAN: ("is", *PRESENCE),
    AttributeKind.DATE: ("before", "after", "on", *MOVING, *PRESENCE),
    AttributeKind.LIST: (*PARTIAL, *ENTRIES, *SIZES, *PRESENCE),
}
OPPOSITE = {
    "not_equals": "equals",
    "not_contains": "contains",
    "contains_none": "contains_any",
    "not_in": "in",
    "is_not_set": "is_set",
    "!=": "=",
}
