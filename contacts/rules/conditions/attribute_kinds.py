"""Which fields a contact has of its own, and which operators fit which kind of attribute. Not a condition type."""

from collections.abc import Mapping

from contacts.models import AttributeKind
from contacts.rules.conditions.numbers import NUMBER_OPERATORS

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
RELATIVE = ("within_last", "within_next", "older_than")
OPERATORS: Mapping[AttributeKind, tuple[str, ...]] = {
    AttributeKind.TEXT: (
        *("equals", "not_equals", *PARTIAL, "starts_with", "ends_with", "in", "not_in"),
        *PRESENCE,
    ),
    AttributeKind.NUMBER: (*NUMBER_OPERATORS, *PRESENCE),
    AttributeKind.BOOLEAN: ("is", *PRESENCE),
    AttributeKind.DATE: ("before", "after", "on", *RELATIVE, *PRESENCE),
    AttributeKind.LIST: (*PARTIAL, *PRESENCE),
}
OPPOSITE = {"not_equals": "equals", "not_contains": "contains", "not_in": "in", "is_not_set": "is_set", "!=": "="}
