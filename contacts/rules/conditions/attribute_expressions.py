"""The expressions by which rules read attributes, and by which indexes hold them, so that they match.

Not a condition type. Whoever changes an expression here changes what indexes are good for.
"""

from collections.abc import Mapping, Sequence

from contacts.models import AttributeKind

# How much of a text its index holds; longer ones would not fit into an index's page.
MOST_INDEXED = 200


def number_of(node: str) -> str:
    """The value as numeric, NULL for what is no number; `node` is the jsonb expression."""
    return f"(CASE WHEN jsonb_typeof({node}) = 'number' THEN {node}::numeric END)"


def instant_of(node: str, text: str) -> str:
    """The value as timestamptz, NULL for what is no date; `text` is the same value as text."""
    return f"(CASE WHEN jsonb_typeof({node}) = 'string' THEN contacts_instant({text}) END)"


def head_of(text: str) -> str:
    """The beginning of a text. A shorter needle finds in it exactly what it finds in the whole."""
    return f"left({text}, {MOST_INDEXED})"


# What is indexed by kind: expressions over `node` and `text`, each with its operator class. Truths and lists are
# answered by the common index on all attributes.
INDEXED: Mapping[str, Sequence[tuple[str, str]]] = {
    AttributeKind.TEXT: (
        (head_of("{text}"), "text_pattern_ops"),
        (f"lower({head_of('{text}')})", "text_pattern_ops"),
    ),
    AttributeKind.NUMBER: ((number_of("{node}"), "numeric_ops"),),
    AttributeKind.DATE: ((instant_of("{node}", "{text}"), "timestamptz_ops"),),
}
