"""A campaign's results as their page shows them: charts, tables and sentences. Arranges, counts nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.selectors import (
    CAUTIONS,
    Analytics,
    Caution,
    EndCount,
    Experiment,
    GoalReport,
    NodeFunnel,
    Period,
    PortCount,
    TimelinePoint,
    VariantResult,
)
from frontend.campaign_numbers import Fact, here_state, message_facts, node_title, reading_order
from frontend.charts import Chart, chart_of, days_of, when
from frontend.words import EXECUTION_STATE


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline's table."""

    when: str
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class End:
    """How many ended at a node, and why."""

    label: str
    words: str
    count: int
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """One node of the funnel. Ports are told where there is a choice."""

    node: str
    title: str
    entered: int
    here: int
    here_state: str
    ports: Sequence[PortCount]
    ends: Sequence[End]


@dataclass(frozen=True, slots=True)
class Arm:
    """One row of a comparison; the interval is drawn between `low` and `high` of 100 units."""

    variant: VariantResult
    low: float
    high: float
    middle: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One A/B test and what to make of it: a verdict, or reasons not to conclude yet.

    Without a goal conversions aren't `compared`: messages are all there is to tell. Which variant is best is `told`
    once each of them has contacts.
    """

    node: str
    title: str
    arms: Sequence[Arm]
    compared: bool
    told: bool
    verdict: str
    cautions: Sequence[str]


@dataclass(frozen=True, slots=True)
class Results:
    """Everything on the page."""

    entered: int
    days: str
    zone: str
    charts: Sequence[Chart]
    headings: Sequence[str]
    lines: Sequence[Line]
    facts: Sequence[Fact]
    funnel: Sequence[Step]
    tests: Sequence[Comparison]
    goal: GoalReport | None


def results_of(told: Analytics) -> Results:
    """The page's content."""
    series = _series(told.timeline)
    return Results(
        entered=told.entered,
        days=days_of(told.period),
        zone=told.period.zone.key,
        charts=[chart_of(label, numbers, told.period) for label, numbers in series if any(numbers)],
        headings=[label for label, _ in series],
        lines=_lines(told.period, [numbers for _, numbers in series]),
        facts=message_facts(told.messages),
        funnel=[_step(node) for node in reading_order(told.funnel)],
        tests=[_comparison(test) for test in told.experiments],
        goal=told.goal,
    )


def _series(points: Sequence[TimelinePoint]) -> list[tuple[str, list[int]]]:
    return [
        ("Entered", [point.entered for point in points]),
        ("Sent", [point.messages.sent for point in points]),
        ("Opened", [point.messages.opened for point in points]),
        ("Clicked", [point.messages.clicked for point in points]),
        ("Conversions", [point.conversions for point in points]),
    ]


def _lines(period: Period, series: Sequence[Sequence[int]]) -> list[Line]:
    """Those on which something happened, newest first."""
    found = [
        Line(when(start, period), numbers)
        for start, numbers in zip(period.starts, zip(*series, strict=True), strict=True)
        if any(numbers)
    ]
    return found[::-1]


def _step(node: NodeFunnel) -> Step:
    ports = node.ports if len(node.ports) > 1 or any(port.name != "next" for port in node.ports) else ()
    return Step(
        node=node.node,
        title=node_title(node),
        entered=node.entered,
        here=node.waiting + node.processing,
        here_state=here_state(node),
        ports=ports,
        ends=[_end(end) for end in node.ends],
    )


def _end(end: EndCount) -> End:
    return End(EXECUTION_STATE[end.outcome].label, end.words, end.count, end.outcome, end.reason)


def _comparison(test: Experiment) -> Comparison:
    widest = max(variant.rate_high for variant in test.variants)
    return Comparison(
        node=test.node,
        title=test.name,
        arms=[_arm(variant, 100 / widest) for variant in test.variants],
        compared=Caution.NO_GOAL not in test.cautions,
        told=all(variant.contacts for variant in test.variants),
        verdict="" if test.cautions else _verdict(test),
        cautions=[CAUTIONS[caution] for caution in test.cautions],
    )


def _arm(variant: VariantResult, scale: float) -> Arm:
    low, high = round(variant.rate_low * scale, 2), round(variant.rate_high * scale, 2)
    return Arm(variant, low, round(high - low, 2), round((variant.rate or 0) * scale, 2))


def _verdict(test: Experiment) -> str:
    leader = next(variant for variant in test.variants if variant.port == test.leader)
    if leader.is_control:
        return f"{leader.name} is the best: nothing else comes up to the control."
    return f"{leader.name} is the best."
