"""A flow as a graph: indexes, parsed configs, ways between nodes. Shared by validation and compilation."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from campaigns.flow.document import Flow, FlowNode
from campaigns.nodes import registry
from campaigns.nodes.base import Category, NodeConfig, NodeType
from campaigns.nodes.config_errors import ConfigError, config_read
from campaigns.nodes.parts import Port


@dataclass(frozen=True, slots=True, eq=False)
class GraphNode:
    """A node with its type and config; these are None where they are unknown or wrong (`errors` then says why)."""

    place: int
    node: FlowNode
    type: NodeType[Any] | None
    config: NodeConfig | None
    errors: tuple[ConfigError, ...]

    @property
    def key(self) -> str:
        """The node's key."""
        return self.node.id

    @property
    def is_trigger(self) -> bool:
        """Whether contacts get in here."""
        return self.type is not None and self.type.category is Category.TRIGGER

    @property
    def rests_first(self) -> bool:
        """Whether fresh arrivals always rest here, so that a loop may pass."""
        return self.type is not None and self.type.rests_first

    def ports(self) -> list[Port] | None:
        """The node's ports, or None where they can't be known."""
        return None if self.type is None or self.config is None else list(self.type.ports(self.config))


class Graph:
    """The flow, indexed. Implements `FlowView` for the node types."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.nodes = {node.id: _graph_node(place, node) for place, node in enumerate(flow.nodes)}
        # node → port → the places of its edges; more than one is an error that validation tells
        self.ways: dict[str, dict[str, list[int]]] = {key: {} for key in self.nodes}
        for place, edge in enumerate(flow.edges):
            self.ways[edge.source].setdefault(edge.port, []).append(place)

    def type_of(self, key: str) -> str | None:
        """The type key of the node with that key; None when the flow has no such node."""
        found = self.nodes.get(key)
        return found.node.type if found else None

    def target_of(self, key: str, port: str) -> str | None:
        """The key of the node that the port leads to; None when it is open."""
        places = self.ways.get(key, {}).get(port)
        return self.flow.edges[places[0]].target if places else None

    def targets(self, key: str) -> list[str]:
        """The nodes that edges from this node lead to, in the order of the edges."""
        return [self.flow.edges[place].target for places in self.ways[key].values() for place in places]

    def _true_targets(self, node: GraphNode) -> list[str]:
        """Like `targets`, without edges that leave by a port which the node doesn't have."""
        ports = node.ports()
        if ports is None:
            return self.targets(node.key)
        targets = (self.target_of(node.key, port.name) for port in ports)
        return [target for target in targets if target is not None]

    def reachable(self, starts: Iterable[str]) -> set[str]:
        """The keys of `starts` and of every node that a way from one of them leads to."""
        found = set(starts)
        stack = list(found)
        while stack:
            for target in self.targets(stack.pop()):
                if target not in found:
                    found.add(target)
                    stack.append(target)
        return found

    def loops(self, limit: int = 10) -> Iterable[list[str]]:
        """Up to `limit` loops that pass no resting node, each as the keys on it in the order of the way."""
        onward = {key: [] if node.rests_first else self._true_targets(node) for key, node in self.nodes.items()}
        done: set[str] = set()
        for start in onward:
            if start not in done:
                for loop in _loops_from(start, onward, done):
                    yield loop
                    limit -= 1
                    if not limit:
                        return


def _graph_node(place: int, node: FlowNode) -> GraphNode:
    node_type = registry.find(node.type)
    if node_type is None:
        return GraphNode(place, node, None, None, ())
    config, errors = config_read(node_type, node.config)
    return GraphNode(place, node, node_type, config, tuple(errors))


def _loops_from(start: str, onward: dict[str, list[str]], done: set[str]) -> Iterable[list[str]]:
    """Depth-first search: an edge back to a node on the present way closes a loop."""
    way, on_way = [start], {start: 0}
    branches = [iter(onward[start])]
    while branches:
        target = next(branches[-1], None)
        if target is None:
            branches.pop()
            key = way.pop()
            del on_way[key]
            done.add(key)
        elif target in on_way:
            yield way[on_way[target] :]
        elif target not in done:
            on_way[target] = len(way)
            way.append(target)
            branches.append(iter(onward[target]))
