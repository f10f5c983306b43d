"""A rule in the words of a marketer, for pages, journals and confirmations."""

import json
from collections.abc import Mapping
from typing import Any

from contacts.rules import registry
from contacts.rules.tree import Group, Leaf, Rule


def plain_words(rule: Rule, names: Mapping[str, str] | None = None) -> str:
    """`plan is “pro” and (tagged “vip” or not in “Customers”)`.

    `names` maps ids, as they stand in the rule, to the names of what they belong to.
    """
    return _group(rule, names or {}, top=True)


def leaf_words(rule: Rule, names: Mapping[str, str] | None = None) -> list[str]:
    """The words of each condition, in the order of the document."""
    return [registry.type_of(leaf).words(leaf, names or {}) for leaf in rule.leaves()]


def value_words(value: Any) -> str:
    """A value that a condition looked at: `“pro”`, `12`, `yes`, `“a”, “b”`, and `nothing` for what isn't there."""
    if value is None or value in ("", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value_words(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return f"“{value}”" if isinstance(value, str) else str(value)


def _group(group: Group, names: Mapping[str, str], *, top: bool) -> str:
    parts = [_node(child, names) for child in group.rules]
    joined = f" {group.condition.lower()} ".join(parts)
    if group.negate:
        return f"not ({joined})"
    return joined if top or len(parts) == 1 else f"({joined})"


def _node(node: Group | Leaf, names: Mapping[str, str]) -> str:
    if isinstance(node, Group):
        return _group(node, names, top=False)
    return registry.type_of(node).words(node, names)
