"""A/B tests compared: each variant's conversions, its uplift against the control, and whether one may conclude yet.

docs/reports.md says how the numbers are made and how to read them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from campaigns.flow import Flow, FlowNode
from campaigns.models import CounterOutcome
from campaigns.nodes import registry
from campaigns.nodes.ab_test import HOLDOUT, AbTest, AbTestConfig
from campaigns.nodes.config_errors import config_read
from campaigns.reports.beta import LEVEL, Posterior, chance_above, chances_of_best, posterior, uplift_interval
from campaigns.reports.counts import Counts, NodeCounts, count_of
from campaigns.reports.messages import MessageStats, stats_sum

# Below these nothing is concluded: so few contacts or conversions that one more could turn the answer round.
MIN_CONTACTS = 100
MIN_CONVERSIONS = 25


class Caution(StrEnum):
    """Why one should not conclude yet."""

    NO_GOAL = "no_goal"
    TOO_FEW_CONTACTS = "too_few_contacts"
    TOO_FEW_CONVERSIONS = "too_few_conversions"
    INTERVAL_SPANS_ZERO = "interval_spans_zero"
    TOO_CLOSE = "too_close"


CAUTIONS: Mapping[Caution, str] = {
    Caution.NO_GOAL: "The campaign has no goal, so there are no conversions to compare.",
    Caution.TOO_FEW_CONTACTS: f"A variant has fewer than {MIN_CONTACTS} contacts.",
    Caution.TOO_FEW_CONVERSIONS: f"There are fewer than {MIN_CONVERSIONS} conversions in all.",
    Caution.INTERVAL_SPANS_ZERO: "The difference to the control could still be none: its interval spans zero.",
    Caution.TOO_CLOSE: f"No variant is the best with a probability of {LEVEL:.0%}: the leading ones are too close.",
}


@dataclass(frozen=True, slots=True)
class Uplift:
    """Relative to the control's rate: 0.1 is a tenth more. The interval holds it with a probability of 95 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class VariantResult:
    """One variant, or those held out (port "", weight None).

    Rates and probabilities are 0 to 1; `rate` is None while nobody came. `uplift` is None for the control, and while
    the control has no conversions. `messages` are those that only this variant's contacts get.
    """

    port: str
    name: str
    weight: int | None
    is_control: bool
    contacts: int
    conversions: int
    rate: float | None
    rate_low: float
    rate_high: float
    uplift: Uplift | None
    best: float
    messages: MessageStats


@dataclass(frozen=True, slots=True)
class Experiment:
    """One A/B test. Conclude that `leader` (a port) is best where there are no cautions."""

    node: str
    name: str
    variants: tuple[VariantResult, ...]
    leader: str
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class _Arm:
    port: str
    name: str
    weight: int | None
    contacts: int
    conversions: int


def experiments_of(
    flow: Flow, counts: Counts, messages: Mapping[str, MessageStats], *, has_goal: bool
) -> list[Experiment]:
    """Each A/B test of the flow whose config can be read, in the flow's order."""
    found = []
    for node in flow.nodes:
        config = config_read(registry.get(node.type), node.config)[0] if node.type == AbTest.key else None
        if isinstance(config, AbTestConfig):
            arms = _arms(config, counts.get(node.id, {}))
            found.append(_experiment(node, arms, _own_messages(flow, node, messages), has_goal=has_goal))
    return found


def _arms(config: AbTestConfig, counts: NodeCounts) -> list[_Arm]:
    """The control first: those held out where there is a holdout, else the first variant."""
    arms = [
        _Arm(
            variant.port,
            variant.name or variant.port,
            variant.weight,
            count_of(counts, CounterOutcome.PASSED, port=variant.port),
            count_of(counts, CounterOutcome.GOAL_WAY, port=variant.port),
        )
        for variant in config.variants
    ]
    held = count_of(counts, CounterOutcome.COMPLETED, reason=HOLDOUT)
    if config.holdout or held:
        converted = count_of(counts, CounterOutcome.GOAL_WAY, port="")
        arms.insert(0, _Arm("", "Held out", None, held, converted))
    return arms


def _experiment(
    node: FlowNode, arms: Sequence[_Arm], messages: Mapping[str, MessageStats], *, has_goal: bool
) -> Experiment:
    known = [posterior(arm.conversions, arm.contacts) for arm in arms]
    best = chances_of_best(known)
    variants = tuple(
        _result(arm, one, arms[0], known[0], chance, messages.get(arm.port, MessageStats()))
        for arm, one, chance in zip(arms, known, best, strict=True)
    )
    leader = best.index(max(best))
    return Experiment(
        node=node.id,
        name=node.name or AbTest.label,
        variants=variants,
        leader=arms[leader].port,
        cautions=tuple(_cautions(arms, known, best, leader)) if has_goal else (Caution.NO_GOAL,),
    )


def _result(
    arm: _Arm, one: Posterior, control: _Arm, base: Posterior, best: float, messages: MessageStats
) -> VariantResult:
    uplift = None
    if arm is not control and arm.contacts and control.conversions:
        low, high = uplift_interval(one, base)
        value = (arm.conversions / arm.contacts) / (control.conversions / control.contacts) - 1
        uplift = Uplift(value, low, high)
    low, high = one.interval()
    return VariantResult(
        port=arm.port,
        name=arm.name,
        weight=arm.weight,
        is_control=arm is control,
        contacts=arm.contacts,
        conversions=arm.conversions,
        rate=arm.conversions / arm.contacts if arm.contacts else None,
        rate_low=low,
        rate_high=high,
        uplift=uplift,
        best=best,
        messages=messages,
    )


def _cautions(
    arms: Sequence[_Arm], known: Sequence[Posterior], best: Sequence[float], leader: int
) -> Iterable[Caution]:
    if any(arm.contacts < MIN_CONTACTS for arm in arms):
        yield Caution.TOO_FEW_CONTACTS
    if sum(arm.conversions for arm in arms) < MIN_CONVERSIONS:
        yield Caution.TOO_FEW_CONVERSIONS
    # Of a leading control, the variant that comes next to it.
    rival = leader or max(range(1, len(arms)), key=lambda place: best[place])
    if (1 - LEVEL) / 2 < chance_above(known[rival], known[0]) < (1 + LEVEL) / 2:
        yield Caution.INTERVAL_SPANS_ZERO
    elif best[leader] < LEVEL:
        yield Caution.TOO_CLOSE


def _own_messages(flow: Flow, test: FlowNode, messages: Mapping[str, MessageStats]) -> dict[str, MessageStats]:
    """{port: the messages of nodes that only this port leads to}."""
    targets = {edge.port: edge.target for edge in flow.edges if edge.source == test.id}
    after: dict[str, list[str]] = {}
    for edge in flow.edges:
        after.setdefault(edge.source, []).append(edge.target)
    ways = {port: _reachable(target, after) for port, target in targets.items()}
    return {
        port: stats_sum(
            messages[node]
            for node in way
            if node in messages and not any(node in other for name, other in ways.items() if name != port)
        )
        for port, way in ways.items()
    }


def _reachable(start: str, after: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    pending = [start]
    while pending:
        key = pending.pop()
        if key not in found:
            found.add(key)
            pending.extend(after.get(key, ()))
    return found
