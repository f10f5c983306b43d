"""The pages of the reference as text: node types, rule conditions, policies, channels, providers, and their index."""

import inspect
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from campaigns.nodes import registry as nodes
from campaigns.nodes.base import Category, NodeType
from campaigns.reasons import reason_words
from contacts import rules
from contacts.rules import ConditionType
from messaging.channels.registry import CHANNELS
from messaging.policies.registry import POLICIES
from messaging.providers.registry import PROVIDERS
from scripts.reference.schema_tables import model_tables
from tests.campaigns.nodes.data import NODES

_NOTE = "<!-- Written by `python -m scripts.reference`; edit the docstrings instead. -->"


def pages() -> dict[str, str]:
    """Every page of the reference: text by path below docs/reference."""
    written = {
        "Node types": {f"nodes/{each.key}.md": _node(each) for each in nodes.all_types()},
        "Rule conditions": {f"rules/{each.key}.md": _condition(each) for each in rules.all_types()},
        "Delivery policies": {f"policies/{each.key}.md": _policy(each) for each in POLICIES},
        "Channels": {f"channels/{each.key}.md": _channel(each) for each in CHANNELS.values()},
        "Providers": {f"providers/{each.key}.md": _provider(each) for each in PROVIDERS.values()},
    }
    index = {"README.md": _index(written)}
    return index | {path: text for group in written.values() for path, text in group.items()}


def _index(groups: Mapping[str, Mapping[str, str]]) -> str:
    parts = ["Every node type, rule condition, delivery policy, channel and provider, each on a page of its own."]
    for title, group in groups.items():
        lines = [f"- [{_title(text)}]({path})" for path, text in group.items()]
        parts.append("\n".join((f"## {title}", "", *lines)))
    return _page("Reference", parts)


def _node(node_type: NodeType[Any]) -> str:
    return _page(
        f"{node_type.label} (`{node_type.key}`)",
        [
            node_type.description,
            _doc(node_type),
            f"## Ports\n\n{_ports(node_type)}",
            f"## Config\n\n{_doc(node_type.Config)}",
            model_tables(node_type.Config),
            f"## Example\n\n{_example(node_type)}",
            *_reasons(node_type.reasons),
            *_traits(node_type),
        ],
    )


def _ports(node_type: NodeType[Any]) -> str:
    if node_type.fixed_ports is None:
        return _doc(node_type.ports)
    if not node_type.fixed_ports:
        return "None: the contact's way ends here."
    names = [f"`{port.name}`" + (f" ({port.label})" if port.label else "") for port in node_type.fixed_ports]
    return ", ".join(names) + "."


def _example(node_type: NodeType[Any]) -> str:
    config = NODES[node_type.key].good[0].config
    node = {"id": "n1", "type": node_type.key} | ({"config": config} if config else {})
    summary = node_type.summary(node_type.Config.model_validate(config))
    return f"```json\n{json.dumps(node, ensure_ascii=False)}\n```\n\nThe builder's canvas says: `{summary}`."


def _traits(node_type: NodeType[Any]) -> Iterator[str]:
    if node_type.category is Category.TRIGGER:
        yield "No edge leads to a trigger."
    if node_type.rests_first:
        yield "Whoever comes here rests here first, so a flow may loop through it."
    if node_type.writes_contact:
        yield "It changes the contact: the campaign's exit rules are asked again behind it."


def _condition(condition: ConditionType[Any]) -> str:
    return _page(
        f"{condition.label} (`{condition.key}`)",
        [
            _opening(condition),
            _doc(condition.Leaf),
            f"## Fields\n\n{model_tables(condition.Leaf, leave_out=frozenset({'type'}))}",
            f"## How it is answered\n\n{_doc(condition)}",
        ],
    )


def _opening(condition: ConditionType[Any]) -> str:
    """The first paragraph of its module: an example, and what it asks."""
    return inspect.cleandoc(sys.modules[type(condition).__module__].__doc__ or "").partition("\n\n")[0]


def _policy(policy: Any) -> str:
    return _page(f"Policy `{policy.key}`", [_doc(policy), *_reasons(policy.reasons)])


def _channel(channel: Any) -> str:
    return _page(f"Channel `{channel.key}`", [_doc(channel)])


def _provider(provider: Any) -> str:
    channels = ", ".join(f"`{channel}`" for channel in sorted(provider.channels))
    return _page(
        f"{provider.label} (`{provider.key}`)",
        [
            _doc(provider),
            f"Sends over: {channels}.",
            f"## Settings\n\n{_doc(provider.Config)}\n\n{model_tables(provider.Config)}",
            f"## Credentials\n\n{_doc(provider.Credentials)}\n\n{model_tables(provider.Credentials)}",
        ],
    )


def _reasons(codes: Iterable[str]) -> Iterator[str]:
    rows = [f"| `{code}` | {reason_words(code)} |" for code in codes]
    if rows:
        yield "\n".join(("## Reasons", "", "| code | |", "|---|---|", *rows))


def _doc(documented: object) -> str:
    """The docstring; of an instance, that of its own class."""
    found = documented if inspect.isclass(documented) or inspect.isroutine(documented) else type(documented)
    return inspect.cleandoc(found.__doc__ or "")


def _title(page: str) -> str:
    return page.split("\n", 1)[0].removeprefix("# ")


def _page(title: str, parts: Iterable[str]) -> str:
    return "\n\n".join((f"# {title}", _NOTE, *(part for part in parts if part))) + "\n"
