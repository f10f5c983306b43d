"""Rules as seed 000 spells them, `{operator, conditions[]}` with `timeWindow`, to and from the rule language's words.

Only names are translated. What they mean, and what is wrong with them, the rule language says; its places are spelled
as the caller's.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from contacts.rules import MAX_DEPTH
from workspaces.errors import FieldError, InvalidInput

_GROUP = {"operator": "condition", "conditions": "rules"}
_LEAF = {"timeWindow": "window"}
_PLACES = (
    (re.compile(r"^rule(?=$|[.\[])"), "rules"),
    (re.compile(r"\.rules(?=$|\[)"), ".conditions"),
    (re.compile(r"\.condition$"), ".operator"),
    (re.compile(r"\.window$"), ".timeWindow"),
)


def rule_in(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The document in the rule language's words. Raises InvalidInput for names that are ours and not the caller's."""
    return _in(rules, "rules", 1)


def rule_out(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A stored rule in the caller's words."""
    names = {inner: outer for outer, inner in (_GROUP if "rules" in rule else _LEAF).items()}
    told = {names.get(name, name): value for name, value in rule.items()}
    if "rules" in rule:
        told["conditions"] = [rule_out(child) for child in rule["rules"]]
    return told


@contextmanager
def places_out() -> Iterator[None]:
    """Spells the places of what is refused as the caller does."""
    try:
        yield
    except InvalidInput as error:
        details = [FieldError(_place(each.field), each.message, each.code) for each in error.details]
        message = f"{details[0].field}: {details[0].message}" if details else error.message
        raise InvalidInput(message, details) from error


def _in(node: Any, path: str, depth: int) -> Any:
    # What is nested deeper is refused by the rule language, whatever it is called.
    if not isinstance(node, Mapping) or depth > MAX_DEPTH + 1:
        return node
    is_group = depth == 1 or "conditions" in node
    names = _GROUP if is_group else _LEAF
    for name in node.keys() & (set(names.values()) - names.keys()):
        raise InvalidInput.of(f"{path}.{name}", "unknown field", "unknown_field")
    inner = {names.get(name, name): value for name, value in node.items()}
    if is_group and isinstance(inner.get("rules"), list):
        inner["rules"] = [
            _in(child, f"{path}.conditions[{place}]", depth + 1) for place, child in enumerate(inner["rules"])
        ]
    return inner


def _place(path: str) -> str:
    for pattern, outer in _PLACES:
        path = pattern.sub(outer, path)
    return path
