"""The funnel: how many executions came to each node, where they went on to, and how many rest or ended there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Sum

from campaigns.flow import Flow, FlowNode, parse
from campaigns.lifecycle.versions import campaign_flow
from campaigns.models import Campaign, CounterOutcome, NodeCounter
from campaigns.nodes import registry
from campaigns.nodes.config_errors import config_read
from campaigns.reports.messages import MessageStats, node_stats

Counts = dict[tuple[str, str], int]  # (outcome, port) → count


@dataclass(frozen=True, slots=True)
class PortCount:
    """How many left by one port, and where it leads."""

    name: str
    label: str
    target: str
    count: int


@dataclass(frozen=True, slots=True)
class NodeFunnel:
    """One node's numbers, in visits: `entered` = passed + waiting + processing + completed + failed + skipped.

    `messages` is None for nodes that send nothing.
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
    ports: tuple[PortCount, ...]
    messages: MessageStats | None


def campaign_funnel(campaign: Campaign) -> list[NodeFunnel]:
    """The nodes of the live version (else of the draft) in the order of the way; two queries besides the version's."""
    version = campaign_flow(campaign)
    if version is None:
        return []
    flow = parse(version.document)
    counts = _counts(campaign)
    messages = node_stats(campaign)
    return [_funnel(node, flow, counts.get(node.id, {}), messages) for node in _in_order(flow)]


def _counts(campaign: Campaign) -> Mapping[str, Counts]:
    counters = NodeCounter.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    nodes: dict[str, Counts] = {}
    totals = counters.values_list("node", "outcome", "port").annotate(total=Sum("delta")).order_by()
    for node, outcome, port, total in totals:
        nodes.setdefault(node, {})[outcome, port] = total
    return nodes


def _in_order(flow: Flow) -> Iterable[FlowNode]:
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


def _funnel(node: FlowNode, flow: Flow, counts: Counts, messages: Mapping[str, MessageStats]) -> NodeFunnel:
    node_type = registry.get(node.type)
    config = config_read(node_type, node.config)[0]
    targets = {edge.port: edge.target for edge in flow.edges if edge.source == node.id}
    labels = {port.name: port.label for port in node_type.ports(config)} if config is not None else {}
    names = dict.fromkeys([*labels, *targets, *(port for outcome, port in counts if port)])

    def of(outcome: CounterOutcome) -> int:
        return counts.get((outcome.value, ""), 0)

    ports = tuple(
        PortCount(name, labels.get(name) or name, targets.get(name, ""), counts.get(("passed", name), 0))
        for name in names
    )
    passed = sum(port.count for port in ports)
    rest = [of(outcome) for outcome in _RESTING]
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
        ports=ports,
        messages=messages.get(node.id, MessageStats()) if node_type.category == "message" else None,
    )


_RESTING = (
    CounterOutcome.WAITING,
    CounterOutcome.PARKED,
    CounterOutcome.COMPLETED,
    CounterOutcome.FAILED,
    CounterOutcome.SKIPPED,
)
