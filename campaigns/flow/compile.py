"""Compile a validated flow into a plan. Called once for a published version; the result can be cached by version id."""

import hashlib
import json
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import Any
from uuid import UUID

from campaigns.flow.document import Flow
from campaigns.flow.graph import Graph, GraphNode
from campaigns.flow.plan import PINNED_CHANNEL, Pins, Plan
from campaigns.nodes.base import Category, CompiledNode
from campaigns.nodes.parts import RefKind


class CannotCompile(ValueError):
    """The flow has errors that validation tells; it should not have been published."""


def compile(flow: Flow, *, pins: Pins) -> Plan:
    """The plan of a flow without errors. Raises CannotCompile naming the first node that stands in the way."""
    graph = Graph(flow)
    order = _order(graph)
    nodes = tuple(_compiled(graph, graph.nodes[key], rank, pins) for rank, key in enumerate(order))
    return Plan(nodes, _hash(flow, pins))


def _order(graph: Graph) -> list[str]:
    """Topological, where resting nodes count as two: an end for those who come, a start for those who go on."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for key in graph.nodes:
        sorter.add(key)
    for key, node in graph.nodes.items():
        if not node.rests_first:
            for target in graph.targets(key):
                sorter.add(target, key)
    try:
        return list(sorter.static_order())
    except CycleError as error:
        raise CannotCompile(f"loop without a wait: {' → '.join(reversed(error.args[1]))}") from None


def _compiled(graph: Graph, node: GraphNode, rank: int, pins: Pins) -> CompiledNode[Any]:
    if node.type is None or node.config is None:
        raise CannotCompile(f"node {node.key} has an unknown type or an unfinished config")
    references = node.type.references(node.config)
    templates = [ref.id for ref in references if ref.kind is RefKind.TEMPLATE]
    sender: UUID | None = getattr(node.config, "sender", None)
    if sender is None and node.type.category is Category.MESSAGE and _channel(node) == PINNED_CHANNEL:
        sender = pins.default_sender
    return CompiledNode(
        key=node.key,
        type=node.type,
        config=node.config,
        targets=_targets(graph, node),
        rank=rank,
        name=node.node.name,
        versions=MappingProxyType({template: _version(node, template, pins) for template in templates}),
        sender=sender,
    )


def _channel(node: GraphNode) -> str:
    return getattr(node.config, "channel", PINNED_CHANNEL)


def _targets(graph: Graph, node: GraphNode) -> MappingProxyType[str, str]:
    targets = {}
    for port in node.ports() or ():
        target = graph.target_of(node.key, port.name)
        if target is None:
            raise CannotCompile(f"port {port.name} of node {node.key} leads nowhere")
        targets[port.name] = target
    return MappingProxyType(targets)


def _version(node: GraphNode, template_id: UUID, pins: Pins) -> UUID:
    try:
        return pins.templates[template_id]
    except KeyError:
        raise CannotCompile(f"node {node.key}: no version is pinned for template {template_id}") from None


def _hash(flow: Flow, pins: Pins) -> str:
    content = {
        "flow": flow.document(),
        "sender": str(pins.default_sender),
        "templates": sorted((str(template), str(version)) for template, version in pins.templates.items()),
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
