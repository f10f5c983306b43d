"""What is wrong with a flow, in a marketer's words: steps by their names instead of ids. Judges nothing."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from campaigns.flow import node_named, parse
from campaigns.nodes.parts import Issue

_OF_STEP = re.compile(r"Node '(?P<id>[^']+)': (?P<rest>.*)", re.DOTALL)
_QUOTED = re.compile(r"'(?P<id>[A-Za-z0-9_-]{1,64})'")


def step_names(document: Mapping[str, Any]) -> dict[str, str]:
    """{node: what people call it}."""
    return {node.id: node_named(node).name for node in parse(document).nodes}


def fault_lines(issues: Iterable[Issue], names: Mapping[str, str]) -> list[str]:
    """`“Your cart is waiting”: “Template” is still empty.`, one for each issue, in their order."""
    return [_line(issue.node_id, issue.message, names) for issue in issues]


def refusal_lines(messages: Iterable[str], names: Mapping[str, str]) -> list[str]:
    """The same of the messages with which a launch or a publication was refused."""
    parts = [(_OF_STEP.fullmatch(message), message) for message in messages]
    return [_line(found["id"], found["rest"], names) if found else _line(None, each, names) for found, each in parts]


def _line(node: str | None, message: str, names: Mapping[str, str]) -> str:
    words = _named(message, names)
    return f"“{names.get(node, node)}”: {words}" if node else words


def _named(message: str, names: Mapping[str, str]) -> str:
    return _QUOTED.sub(lambda found: f"“{names[found['id']]}”" if found["id"] in names else found[0], message)
