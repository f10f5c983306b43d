"""The rule language for those who build rules by hand: each condition type with the JSON Schema of its leaf.

The schemas carry hints for forms: `x-editor` picks an input, `x-labels` names the values of a choice, `x-operands` says
which value an operator takes, `x-kinds` which operators fit a kind of value, `x-order` and `x-subject` make a sentence
of the leaf, and `x-words` one of a property. With some operators a property is said otherwise (`x-words-with`), has to
be there (`x-needed-with`) or is not asked for (`x-not-with`); `x-said` has the words of a choice for sentences. A new
condition type describes itself; no builder has to know it.
"""

from dataclasses import dataclass
from typing import Any

from contacts.rules import registry
from contacts.rules.tree import MAX_DEPTH, MAX_LEAVES


@dataclass(frozen=True, slots=True)
class ConditionDescription:
    """One condition type; `flow_only` says that only rules of a campaign's flow can ask it."""

    key: str
    label: str
    description: str
    flow_only: bool
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LanguageDescription:
    """The limits of a rule, and every type of condition in the order in which they are offered."""

    max_depth: int
    max_leaves: int
    conditions: tuple[ConditionDescription, ...]


def describe() -> LanguageDescription:
    """The rule language as it is registered now."""
    return LanguageDescription(
        MAX_DEPTH,
        MAX_LEAVES,
        tuple(
            ConditionDescription(
                each.key,
                each.label,
                each.description,
                each.flow_only,
                each.Leaf.model_json_schema(mode="validation"),
            )
            for each in registry.all_types()
        ),
    )
