"""A `segment_query` of the e-mail API, and the rule that it stands for: no database, and nothing is judged here.

A group is `{"condition", "type": "builder", "rules"}`. A rule in it is a group, a condition of the rule language, or,
as a text, the id of a segment that contacts are in.
"""

from collections.abc import Mapping
from typing import Any

from workspaces.ids import InvalidId, decode, encode, plain

BUILDER = "builder"
_SEGMENT, _LEAF = "seg", "segment"


def rule_of_query(query: Mapping[str, Any]) -> dict[str, Any] | None:
    """The rule; None where nothing is asked."""
    return _group(query) if query.get("rules") else None


def query_of_rule(rule: Mapping[str, Any] | None) -> dict[str, Any]:
    """The query that `rule_of_query` makes this rule of."""
    if rule is None:
        return {"condition": "AND", "type": BUILDER, "rules": []}
    return _shown(rule) if "rules" in rule else {"condition": "AND", "type": BUILDER, "rules": [_shown(rule)]}


def _group(query: Mapping[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in query.items() if key != "type"}
    return rest | {"rules": [_rule(each) for each in query["rules"]]}


def _rule(given: Any) -> Any:
    if isinstance(given, str):
        return {"type": _LEAF, "operator": "in", "value": _segment(given)}
    if isinstance(given, dict) and isinstance(given.get("rules"), list):
        return _group(given)
    return given


def _segment(text: str) -> str:
    """As rules spell it; what is no id is left for them to refuse."""
    try:
        return encode(_SEGMENT, decode(_SEGMENT, text))
    except InvalidId:
        return text


def _shown(rule: Mapping[str, Any]) -> Any:
    if "rules" in rule:
        rest = {key: value for key, value in rule.items() if key not in ("condition", "rules", "not")}
        negated = {"not": True} if rule.get("not") else {}
        inner = [_shown(each) for each in rule["rules"]]
        return {"condition": rule["condition"], "type": BUILDER, **negated, **rest, "rules": inner}
    if rule.get("type") == _LEAF and rule.get("operator") == "in" and set(rule) == {"type", "operator", "value"}:
        return str(plain(rule["value"]) if "_" in rule["value"] else rule["value"])
    return dict(rule)
