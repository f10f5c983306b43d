"""A flow changed one node at a time, as the channel service does it, and whole after each change.

No ORM here.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from campaigns.flow.document import Flow, FlowEdge, FlowNode
from campaigns.flow.graph import Graph
from campaigns.nodes import registry
from campaigns.nodes.base import Category
from workspaces.errors import Conflict

_END = "end"
# Ends a way by itself, so that nothing could be put behind it.
_LEADS_AWAY = "jump"


def is_touchpoint(node: FlowNode) -> bool:
    """Whether it is a message or an action, and no way in or out."""
    node_type = registry.find(node.type)
    return node_type is not None and node_type.category is not Category.TRIGGER and node.type != _END


def touchpoint_types() -> list[str]:
    """The node types that can be put at the end of a flow."""
    return [
        each.key
        for each in registry.all_types()
        if each.category is not Category.TRIGGER and each.key not in (_END, _LEADS_AWAY)
    ]


def node_appended(flow: Flow, node: FlowNode) -> Flow:
    """The node between the end and what led to it. Raises Conflict where the flow ends in several places."""
    flow = _with_end(flow)
    graph = Graph(flow)
    ends = [key for key, each in graph.nodes.items() if each.node.type == _END]
    if len(ends) > 1:
        raise Conflict(f"The flow ends in {len(ends)} places: put the touchpoint in with the flow builder.")
    (end,) = ends
    edges = [edge.model_copy(update={"target": node.id}) if edge.target == end else edge for edge in flow.edges]
    place = next(place for place, each in enumerate(flow.nodes) if each.id == end)
    nodes = (*flow.nodes[:place], node, *flow.nodes[place:])
    return Flow(nodes=nodes, edges=(*edges, *_ways(node, end)))


def node_changed(flow: Flow, key: str, changes: Mapping[str, Any]) -> Flow:
    """The node with another name or config; its ways stay. Ports that another config has no longer lose theirs."""
    nodes = tuple(node.model_copy(update=dict(changes)) if node.id == key else node for node in flow.nodes)
    changed = Flow(nodes=nodes, edges=flow.edges)
    ports = Graph(changed).nodes[key].ports()
    if ports is None:
        return changed
    names = {port.name for port in ports}
    kept = tuple(edge for edge in flow.edges if edge.source != key or edge.port in names)
    return Flow(nodes=nodes, edges=kept)


def node_removed(flow: Flow, key: str) -> Flow:
    """The flow without the node; what led to it leads to what came after. Raises Conflict where ways part at it."""
    after = {edge.target for edge in flow.edges if edge.source == key and edge.target != key}
    if len(after) > 1:
        raise Conflict("Ways part at this touchpoint: take it out with the flow builder.")
    following = next(iter(after), None)
    edges = []
    for edge in flow.edges:
        if edge.source == key or (edge.target == key and following is None):
            continue
        edges.append(edge.model_copy(update={"target": following}) if edge.target == key else edge)
    return Flow(nodes=tuple(node for node in flow.nodes if node.id != key), edges=tuple(edges))


def _with_end(flow: Flow) -> Flow:
    """A flow that can be put on at its end: an empty one gets a start, one that is open in one place an end."""
    if not flow.nodes:
        start = FlowNode(id="start", type="trigger_manual")
        return Flow(nodes=(start, FlowNode(id=_END, type=_END)), edges=(FlowEdge(source="start", target=_END),))
    if any(node.type == _END for node in flow.nodes):
        return flow
    loose = list(_open_ports(flow))
    if len(loose) != 1:
        words = "nowhere" if not loose else f"in {len(loose)} places"
        raise Conflict(f"The flow is open {words}: put the touchpoint in with the flow builder.")
    end = next(key for key in ("end", "channel-end") if key not in {node.id for node in flow.nodes})
    edge = FlowEdge(source=loose[0][0], target=end, port=loose[0][1])
    return Flow(nodes=(*flow.nodes, FlowNode(id=end, type=_END)), edges=(*flow.edges, edge))


def _open_ports(flow: Flow) -> Iterator[tuple[str, str]]:
    graph = Graph(flow)
    for key, node in graph.nodes.items():
        for port in node.ports() or ():
            if graph.target_of(key, port.name) is None:
                yield key, port.name


def _ways(node: FlowNode, end: str) -> list[FlowEdge]:
    """All ports of the node lead to the end."""
    ports = Graph(Flow(nodes=(node,))).nodes[node.id].ports()
    names = ["next"] if ports is None else [port.name for port in ports]
    return [FlowEdge(source=node.id, target=end, port=name) for name in names]
