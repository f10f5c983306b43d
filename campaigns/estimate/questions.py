"""The rules that an estimate asks of every contact, each once; and which of a flow's rules can't be asked before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contacts import rules
from workspaces.channels import MessageType
from workspaces.errors import InvalidInput

# Of one statement; ways behind further rules are shared out.
MOST_RULES = 24
# What sets a way off, and what happens on it, is not known before.
_LATER = frozenset({"trigger", "webhook"})

Rule = Mapping[str, Any]


@dataclass(slots=True)
class Questions:
    """Collects rules; each gets a number, which is its place in the answers. `unknown`: some could not be asked."""

    asked: list[rules.Rule] = field(default_factory=list)
    unknown: bool = False
    _numbers: dict[str, int] = field(default_factory=dict)

    def ask(self, rule: Rule | None) -> int | None:
        """The rule's number; None for one that is unfinished, that looks at what is yet to happen, or is too many."""
        tree = _answerable(rule)
        if tree is None:
            self.unknown = True
            return None
        text = json.dumps(rules.dump(tree), sort_keys=True)
        if text not in self._numbers:
            if len(self.asked) == MOST_RULES:
                self.unknown = True
                return None
            self._numbers[text] = len(self.asked)
            self.asked.append(tree)
        return self._numbers[text]

    def ask_sendable(self, channel: str, message_type: str, topic: str | None = None) -> int | None:
        """Whether a message would go out: a usable address that is not suppressed, and the consent it takes."""
        reachable = {"type": "channel", "field": channel, "operator": "is", "value": "reachable"}
        marketing = message_type == MessageType.MARKETING
        general = {"type": "consent", "field": f"{channel}.{message_type}"}
        answers: list[Rule] = [general] if topic is None else [general, {**general, "topic": topic}]
        rules: list[Rule] = [reachable]
        if topic is not None or not marketing:
            rules += [{**each, "operator": "is_not", "value": "denied"} for each in answers]
        if marketing:
            yes = [{**each, "operator": "is", "value": "granted"} for each in answers]
            rules += yes if topic is None else [{"condition": "OR", "rules": yes}]
        return self.ask({"condition": "AND", "rules": rules})


def _answerable(rule: Rule | None) -> rules.Rule | None:
    if rule is None:
        return None
    try:
        tree = rules.parse(rule)
    except InvalidInput:
        return None
    return None if any(_is_later(leaf.model_dump()) for leaf in tree.leaves()) else tree


def _is_later(leaf: Mapping[str, Any]) -> bool:
    which = leaf.get("value")
    if leaf["type"] == "engagement" and isinstance(which, Mapping):
        return bool(which.get("node")) and not which.get("campaign")
    return leaf["type"] in _LATER
