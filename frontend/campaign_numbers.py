"""A campaign's numbers as its page shows them: progress, messages, funnel, A/B tests. Arranges, counts nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.models import Campaign, ExecutionState
from campaigns.selectors import (
    CampaignProgress,
    Experiment,
    MessageStats,
    NodeFunnel,
    campaign_funnel,
    campaign_overview,
    campaign_progress,
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
    here_state: str


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
    overview = campaign_overview(campaign)
    return Numbers(
        progress=_progress(campaign_progress(campaign)),
        facts=message_facts(overview.messages),
        funnel=[_funnel_row(node) for node in reading_order(overview.funnel)],
        tests=[_test(experiment) for experiment in overview.experiments],
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


def here_state(node: NodeFunnel) -> str:
    """The state by which those who are at the node now are found among its contacts; "" where it takes two."""
    counts = {ExecutionState.PENDING: node.waiting, ExecutionState.PROCESSING: node.processing}
    found = [state for state, count in counts.items() if count]
    return found[0].value if len(found) == 1 else ""


def node_title(node: NodeFunnel) -> str:
    """What people call the node: its name, or what it does."""
    return node.name if node.name != node.type_label or not node.summary else node.summary


def step_titles(campaign: Campaign, *, enterable: bool = False) -> dict[str, str]:
    """{node: what people call it}, as one would tell the flow; `enterable`: without the triggers."""
    return titles_of(campaign_funnel(campaign), enterable=enterable)


def titles_of(funnel: Sequence[NodeFunnel], *, enterable: bool = False) -> dict[str, str]:
    """The same of a funnel that was read before."""
    nodes = reading_order(funnel)
    return {node.node: node_title(node) for node in nodes if not (enterable and node.type.startswith("trigger_"))}


def _progress(progress: CampaignProgress) -> Progress:
    counts = progress.by_state()
    states = [StateCount(key, word.label, _COLOURS[key], counts[key]) for key, word in EXECUTION_STATE.items()]
    return Progress(progress.finished, max(progress.audience, progress.enrolled), states)


def message_facts(stats: MessageStats) -> list[Fact]:
    """What is always told of messages, and what is rare and told where it happened."""
    always = [
        Fact("On their way", stats.queued),
        Fact("Sent", stats.sent),
        Fact("Opened", stats.opened, of=stats.sent),
        Fact("Clicked", stats.clicked, of=stats.sent),
        Fact("Skipped", stats.skipped),
    ]
    rare = [
        Fact("Opened by machines", stats.auto_opened, of=stats.sent),
        Fact("Clicked by machines", stats.auto_clicked, of=stats.sent),
        Fact("Put away unread", stats.dismissed, of=stats.sent),
        Fact("Bounced", stats.bounced, of=stats.sent),
        Fact("Refused", stats.rejected),
        Fact("Outcome unknown", stats.unknown),
        Fact("Unsubscribed", stats.unsubscribed, of=stats.sent),
        Fact("Complaints", stats.complained, of=stats.sent),
    ]
    return always + [fact for fact in rare if fact.count]


def _funnel_row(node: NodeFunnel) -> FunnelRow:
    return FunnelRow(node.node, node_title(node), node.entered, node.waiting + node.processing, here_state(node))


def _test(experiment: Experiment) -> TestTable:
    variants = [
        VariantRow(variant.name, variant.weight, variant.contacts, variant.messages)
        for variant in experiment.variants
        if variant.weight is not None
    ]
    return TestTable(experiment.node, experiment.name, variants)
