"""The funnel: how many executions came to each node, where they went on to, how many rest or ended there, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from campaigns.flow import Flow, FlowNode, parse
from campaigns.lifecycle.versions import campaign_flow
from campaigns.models import Campaign, CounterOutcome
from campaigns.nodes import registry
from campaigns.nodes.config_errors import config_read
from campaigns.reasons import reason_words
from campaigns.reports.counts import Counts, NodeCounts, campaign_counts, count_of
from campaigns.reports.messages import MessageStats, node_stats


@dataclass(frozen=True, slots=True)
class PortCount:
    """How many left by one port, and where it leads."""

    name: str
    label: str
    target: str
    count: int


@dataclass(frozen=True, slots=True)
class EndCount:
    """How many ended at a node for one reason: `outcome` is completed, failed or skipped, `words` tell the reason."""

    outcome: str
    reason: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class NodeFunnel:
    """One node's numbers, in visits: `entered` = passed + waiting + processing + completed + failed + skipped.

    `ends` tells the last three by reason. `conversions` are those attributed to the node's messages. `messages` is None
    for nodes that send nothing.
    """

    node: str
    type: str
    type_label: str
    name: str
    summary: str
    entered: int
    passed: int
    waiting: int
    processing: int
    completed: int
    failed: int
    skipped: int
    conversions: int
    ports: tuple[PortCount, ...]
    ends: tuple[EndCount, ...]
    messages: MessageStats | None


def campaign_funnel(campaign: Campaign) -> list[NodeFunnel]:
    """The nodes of the live version (else of the draft) in the order of the way; two queries besides the version's."""
    version = campaign_flow(campaign)
    if version is None:
        return []
    return funnel_of(parse(version.document), campaign_counts(campaign), node_stats(campaign))


def funnel_of(flow: Flow, counts: Counts, messages: Mapping[str, MessageStats]) -> list[NodeFunnel]:
    """The same from what was read before."""
    return [_funnel(node, flow, counts.get(node.id, {}), messages) for node in nodes_in_order(flow)]


def nodes_in_order(flow: Flow) -> Iterable[FlowNode]:
    """Breadth-first from the triggers, then whatever no way leads to."""
    nodes = {node.id: node for node in flow.nodes}
    entered = {edge.target for edge in flow.edges}
    order = [key for key in nodes if key not in entered]
    seen = set(order)
    for key in order:
        for edge in flow.edges:
            if edge.source == key and edge.target not in seen:
                seen.add(edge.target)
                order.append(edge.target)
    return [nodes[key] for key in (*order, *(key for key in nodes if key not in seen))]


def _funnel(node: FlowNode, flow: Flow, counts: NodeCounts, messages: Mapping[str, MessageStats]) -> NodeFunnel:
    node_type = registry.get(node.type)
    config = config_read(node_type, node.config)[0]
    labels = {port.name: port.label for port in node_type.ports(config)} if config is not None else {}
    ports = _ports(node, flow, labels, counts)
    passed = sum(port.count for port in ports)
    rest = [count_of(counts, outcome) for outcome in _RESTING]
    return NodeFunnel(
        node=node.id,
        type=node.type,
        type_label=node_type.label,
        name=node.name or node_type.label,
        summary=node_type.summary(config) if config is not None else "",
        entered=passed + sum(rest),
        passed=passed,
        waiting=rest[0],
        processing=rest[1],
        completed=rest[2],
        failed=rest[3],
        skipped=rest[4],
        conversions=count_of(counts, CounterOutcome.CONVERTED),
        ports=ports,
        ends=_ends(counts),
        messages=messages.get(node.id, MessageStats()) if node_type.category == "message" else None,
    )


def _ports(node: FlowNode, flow: Flow, labels: Mapping[str, str], counts: NodeCounts) -> tuple[PortCount, ...]:
    """The node's own ports, and those that older versions of it had and somebody left by."""
    targets = {edge.port: edge.target for edge in flow.edges if edge.source == node.id}
    left = {port: total for (outcome, port, _), total in counts.items() if outcome == CounterOutcome.PASSED}
    names = dict.fromkeys([*labels, *targets, *left])
    return tuple(PortCount(name, labels.get(name) or name, targets.get(name, ""), left.get(name, 0)) for name in names)


def _ends(counts: NodeCounts) -> tuple[EndCount, ...]:
    ends = [
        EndCount(outcome, reason, reason_words(reason) if reason else "", total)
        for (outcome, _, reason), total in counts.items()
        if outcome in _ENDED
    ]
    return tuple(sorted(ends, key=lambda end: (-end.count, end.outcome, end.reason)))


_ENDED = (CounterOutcome.COMPLETED, CounterOutcome.FAILED, CounterOutcome.SKIPPED)
_RESTING = (CounterOutcome.WAITING, CounterOutcome.PARKED, *_ENDED)
