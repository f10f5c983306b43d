"""What changed from one version of a flow to another: nodes by their keys, and the ways between them. Pure."""

from dataclasses import dataclass

from campaigns.flow.document import Flow, FlowNode
from campaigns.flow.moving import node_config
from campaigns.nodes import registry


@dataclass(frozen=True, slots=True)
class NodeNamed:
    """A node as a list shows it; `name` is what people call it, otherwise its type's label."""

    node: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class NodeChanged:
    """A node that is in both versions, and what of it differs: type, name, config."""

    node: NodeNamed
    what: tuple[str, ...]


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
    pairs = ((before[key], node) for key, node in after.items() if key in before)
    return FlowDiff(
        added=tuple(node_named(node) for key, node in after.items() if key not in before),
        removed=tuple(node_named(node) for key, node in before.items() if key not in after),
        changed=tuple(NodeChanged(node_named(new), what) for old, new in pairs if (what := _differences(old, new))),
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


def _ways(old: Flow, new: Flow) -> int:
    """Ways of nodes that are in both; those that came or went with a node are told by the node."""
    both = {node.id for node in old.nodes} & {node.id for node in new.nodes}
    before, after = (
        {(edge.source, edge.port): edge.target for edge in flow.edges if edge.source in both} for flow in (old, new)
    )
    return sum(before.get(way) != after.get(way) for way in {*before, *after})
