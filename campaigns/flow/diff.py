"""What changed from one version of a flow to another: nodes by their keys, and the ways between them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from campaigns.flow.document import Flow, FlowNode
from campaigns.flow.moving import node_config
from campaigns.nodes import registry
from campaigns.nodes.base import NodeConfig


@dataclass(frozen=True, slots=True)
class NodeNamed:
    """A node as a list shows it; `name` is what people call it, otherwise its type's label."""

    node: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class NodeChanged:
    """A node that is in both versions, and what of it differs: type, name, config; `keys` are those of the config."""

    node: NodeNamed
    what: tuple[str, ...]
    keys: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """What differs as a form has it: type, name, and the keys of the config."""
        return (*(part for part in self.what if part != "config"), *self.keys)


@dataclass(frozen=True, slots=True)
class FlowDiff:
    """The difference in the order of the documents; `ways` counts edges that came, went, or lead elsewhere."""

    added: tuple[NodeNamed, ...] = ()
    removed: tuple[NodeNamed, ...] = ()
    changed: tuple[NodeChanged, ...] = ()
    ways: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether both are the same flow."""
        return not (self.added or self.removed or self.changed or self.ways)


def flow_diff(old: Flow, new: Flow) -> FlowDiff:
    """What leads from `old` to `new`."""
    before = {node.id: node for node in old.nodes}
    after = {node.id: node for node in new.nodes}
    both = [(before[key], node) for key, node in after.items() if key in before]
    changed = [(old, new, what) for old, new in both if (what := _differences(old, new))]
    return FlowDiff(
        added=tuple(node_named(node) for key, node in after.items() if key not in before),
        removed=tuple(node_named(node) for key, node in before.items() if key not in after),
        changed=tuple(NodeChanged(node_named(new), what, _keys(old, new)) for old, new, what in changed),
        ways=_ways(old, new),
    )


def node_named(node: FlowNode) -> NodeNamed:
    """What people call a node."""
    node_type = registry.find(node.type)
    return NodeNamed(node.id, node.type, node.name or (node_type.label if node_type else node.id))


def _differences(old: FlowNode, new: FlowNode) -> tuple[str, ...]:
    parts = {
        "type": old.type != new.type,
        "name": old.name != new.name,
        "config": old.type == new.type and node_config(old) != node_config(new),
    }
    return tuple(part for part, differs in parts.items() if differs)


def _keys(old: FlowNode, new: FlowNode) -> tuple[str, ...]:
    """The keys of the config that differ; all of both where the type does, as nothing of them means the same."""
    before, after = _values(old), _values(new)
    names = dict.fromkeys([*before, *after])
    return tuple(name for name in names if old.type != new.type or before.get(name) != after.get(name))


def _values(node: FlowNode) -> Mapping[str, Any]:
    config = node_config(node)
    return config.model_dump(mode="json", by_alias=True) if isinstance(config, NodeConfig) else config


def _ways(old: Flow, new: Flow) -> int:
    """Ways of nodes that are in both; those that came or went with a node are told by the node."""
    both = {node.id for node in old.nodes} & {node.id for node in new.nodes}
    before, after = (
        {(edge.source, edge.port): edge.target for edge in flow.edges if edge.source in both} for flow in (old, new)
    )
    return sum(before.get(way) != after.get(way) for way in {*before, *after})
