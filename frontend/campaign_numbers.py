"""A campaign's numbers as its page shows them: progress, messages, funnel, A/B tests. Arranges, counts nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from campaigns.models import Campaign
from campaigns.selectors import (
    CampaignProgress,
    MessageStats,
    NodeFunnel,
    campaign_flow,
    campaign_funnel,
    campaign_progress,
    campaign_stats,
)
from frontend.words import EXECUTION_STATE

_COLOURS = {
    "pending": "text-neutral",
    "processing": "text-primary",
    "completed": "text-success",
    "failed": "text-error",
    "skipped": "text-warning",
}


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many executions are in one state, with its label and bar colour."""

    key: str
    label: str
    colour: str
    count: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Finished of all that are expected, and the states."""

    finished: int
    total: int
    states: Sequence[StateCount]


@dataclass(frozen=True, slots=True)
class Fact:
    """One number about messages; its share is of `of` where that is not zero."""

    label: str
    count: int
    of: int = 0


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One node: how many came, and how many are there now."""

    node: str
    title: str
    entered: int
    here: int


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One variant of a test with the messages that only its contacts get."""

    name: str
    weight: int
    contacts: int
    messages: MessageStats


@dataclass(frozen=True, slots=True)
class TestTable:
    """One A/B test."""

    node: str
    title: str
    variants: Sequence[VariantRow]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything that moves on the page."""

    progress: Progress
    facts: Sequence[Fact]
    funnel: Sequence[FunnelRow]
    tests: Sequence[TestTable]


def numbers_of(campaign: Campaign) -> Numbers:
    """The numbers as they are now, in a handful of queries whatever the campaign's size."""
    funnel = reading_order(campaign_funnel(campaign))
    return Numbers(
        progress=_progress(campaign_progress(campaign)),
        facts=_facts(campaign_stats(campaign)),
        funnel=[_funnel_row(node) for node in funnel],
        tests=_tests(campaign, funnel),
    )


def reading_order(funnel: Sequence[NodeFunnel]) -> list[NodeFunnel]:
    """The nodes as one would tell them: each branch to its end before the next, a join after all its branches."""
    nodes = {node.node: node for node in funnel}
    order: list[NodeFunnel] = []
    seen: set[str] = set()
    # Reverse postorder from the triggers, kept on a stack of its own: flows may be a thousand nodes deep.
    led_to = {port.target for node in funnel for port in node.ports}
    starts = sorted(nodes, key=lambda key: key not in led_to)
    stack = [(key, False) for key in starts]
    while stack:
        key, is_done = stack.pop()
        if is_done:
            order.append(nodes[key])
        elif key in nodes and key not in seen:
            seen.add(key)
            stack.append((key, True))
            stack.extend((port.target, False) for port in nodes[key].ports)
    return order[::-1]


def node_title(node: NodeFunnel) -> str:
    """What people call the node: its name, or what it does."""
    return node.name if node.name != node.type_label or not node.summary else node.summary


def _progress(progress: CampaignProgress) -> Progress:
    counts = progress.by_state()
    states = [StateCount(key, word.label, _COLOURS[key], counts[key]) for key, word in EXECUTION_STATE.items()]
    return Progress(progress.finished, max(progress.audience, progress.enrolled), states)


def _facts(stats: MessageStats) -> list[Fact]:
    always = [
        Fact("On their way", stats.queued),
        Fact("Sent", stats.sent),
        Fact("Opened", stats.opened, of=stats.sent),
        Fact("Clicked", stats.clicked, of=stats.sent),
        Fact("Skipped", stats.skipped),
    ]
    rare = [
        Fact("Bounced", stats.bounced, of=stats.sent),
        Fact("Refused", stats.rejected),
        Fact("Outcome unknown", stats.unknown),
        Fact("Unsubscribed", stats.unsubscribed, of=stats.sent),
        Fact("Complaints", stats.complained, of=stats.sent),
    ]
    return always + [fact for fact in rare if fact.count]


def _funnel_row(node: NodeFunnel) -> FunnelRow:
    return FunnelRow(node.node, node_title(node), node.entered, node.waiting + node.processing)


def _tests(campaign: Campaign, funnel: Sequence[NodeFunnel]) -> list[TestTable]:
    tests = [node for node in funnel if node.type == "ab_test"]
    version = campaign_flow(campaign) if tests else None
    if version is None:
        return []
    configs = {node["id"]: node.get("config", {}) for node in version.document["nodes"]}
    return [TestTable(test.node, node_title(test), _variants(test, configs[test.node], funnel)) for test in tests]


def _variants(test: NodeFunnel, config: Mapping[str, Any], funnel: Sequence[NodeFunnel]) -> list[VariantRow]:
    # A draft's variants may still lack what publishing will ask for.
    weights = {variant.get("port", ""): variant.get("weight", 0) for variant in config.get("variants") or ()}
    nodes = {node.node: node for node in funnel}
    ways = {port.name: _reachable(port.target, nodes) for port in test.ports}
    rows = []
    for port in test.ports:
        others: set[str] = set().union(*(way for name, way in ways.items() if name != port.name))
        own = [nodes[key].messages for key in ways[port.name] - others]
        rows.append(VariantRow(port.label, weights.get(port.name, 0), port.count, _sum(own)))
    return rows


def _reachable(start: str, nodes: Mapping[str, NodeFunnel]) -> set[str]:
    found: set[str] = set()
    pending = [start]
    while pending:
        key = pending.pop()
        if key in nodes and key not in found:
            found.add(key)
            pending.extend(port.target for port in nodes[key].ports)
    return found


def _sum(stats: Iterable[MessageStats | None]) -> MessageStats:
    known = [entry for entry in stats if entry is not None]
    return MessageStats(
        **{field.name: sum(getattr(entry, field.name) for entry in known) for field in fields(MessageStats)}
    )
