"""What a rule looked at when it decided: the values that were kept then, beside the words of its conditions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from campaigns.nodes.condition import Condition
from campaigns.nodes.switch import Switch
from campaigns.nodes.trigger_event import TriggerEvent
from campaigns.nodes.wait import Wait
from contacts import rules
from contacts.selectors import segment_names
from workspaces.errors import InvalidInput

Rule = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """One condition of a rule and the contact's value at that moment; `words` say both."""

    condition: str
    actual: Any

    @property
    def words(self) -> str:
        """`plan is “pro” – found “free”`."""
        return f"{self.condition} – found {rules.value_words(self.actual)}"


def seen_of(rule: Rule | None, values: object, names: Mapping[str, str]) -> tuple[Seen, ...]:
    """The values beside the rule's conditions; empty where they can't be of this rule, which was changed since."""
    if rule is None or not isinstance(values, list):
        return ()
    try:
        words = rules.leaf_words(rules.parse(rule), names)[: rules.MOST_VALUES]
    except InvalidInput:
        return ()
    if len(words) != len(values):
        return ()
    return tuple(Seen(condition, value) for condition, value in zip(words, values, strict=True))


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules by which one flow version decides, and the names of what they speak of."""

    nodes: Mapping[str, Mapping[str, Rule]]
    exits: Sequence[Rule]
    names: Mapping[str, str]

    def seen(self, node: str, port: str, detail: Mapping[str, Any]) -> tuple[Seen, ...]:
        """What stands in the detail of a journal line, in words."""
        values = detail.get("values")
        number = detail.get("rule")
        if isinstance(number, int):
            rule = self.exits[number - 1] if 0 < number <= len(self.exits) else None
            return seen_of(rule, values, self.names)
        branches = self.nodes.get(node, {})
        if isinstance(values, Mapping):
            return tuple(
                Seen(f"{branch}: {each.condition}", each.actual)
                for branch, found in values.items()
                for each in seen_of(branches.get(branch), found, self.names)
            )
        return seen_of(branches.get(port) or branches.get(""), values, self.names)


def rules_of(
    document: Mapping[str, Any], exits: Sequence[Rule], node_names: Mapping[str, str], workspace_id: UUID
) -> Rules:
    """The rules of a stored document; one query where they speak of segments."""
    nodes = {node["id"]: _rules(node) for node in document.get("nodes", ())}
    every = [*exits, *(rule for found in nodes.values() for rule in found.values())]
    segments = {segment for rule in every for segment in rules.segment_ids(rule)}
    names = {**node_names, **segment_names(workspace=workspace_id, ids=segments)}
    return Rules({key: found for key, found in nodes.items() if found}, exits, names)


def _rules(node: Mapping[str, Any]) -> dict[str, Rule]:
    """The node's rules by the port that they lead to; "" for a rule that decides over all ports."""
    config = node.get("config", {})
    if node["type"] == Condition.key:
        return {"": config["rule"]}
    if node["type"] == Switch.key:
        return {branch["port"]: branch["rule"] for branch in config["branches"]}
    if node["type"] == TriggerEvent.key and config.get("filter"):
        return {"": config["filter"]}
    if node["type"] == Wait.key and config.get("rule"):
        return {"": config["rule"]}
    return {}


def words_of(seen: Iterable[Seen]) -> str:
    """All of it in one sentence."""
    return "; ".join(each.words for each in seen)
