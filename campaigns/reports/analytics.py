"""Everything that reports tell of one campaign, from one reading of its counters."""

from dataclasses import dataclass

from campaigns.flow import Flow, parse
from campaigns.lifecycle.versions import campaign_flow
from campaigns.models import Campaign, CounterOutcome
from campaigns.reports.counts import Counts, campaign_counts, count_of
from campaigns.reports.experiments import Experiment, experiments_of
from campaigns.reports.funnel import NodeFunnel, funnel_of
from campaigns.reports.goals import GoalReport, goal_of
from campaigns.reports.messages import MessageStats, node_stats, stats_sum
from campaigns.reports.periods import Period
from campaigns.reports.timeline import TimelinePoint, campaign_timeline, timeline_sum
from campaigns.settings import settings_of


@dataclass(frozen=True, slots=True)
class Overview:
    """What came of a campaign since its beginning; nodes are those of the live version, else of the draft."""

    entered: int
    messages: MessageStats
    funnel: tuple[NodeFunnel, ...]
    experiments: tuple[Experiment, ...]


@dataclass(frozen=True, slots=True)
class Analytics(Overview):
    """Besides, the goal, and of a period each stretch and all of them together."""

    goal: GoalReport | None
    period: Period
    timeline: tuple[TimelinePoint, ...]
    total: TimelinePoint


@dataclass(frozen=True, slots=True)
class _Read:
    """What reports are made from."""

    flow: Flow
    counts: Counts
    messages: dict[str, MessageStats]


def campaign_overview(campaign: Campaign) -> Overview:
    """Two queries of counters, besides the flow's."""
    return _overview(campaign, _read(campaign))


def campaign_analytics(campaign: Campaign, period: Period) -> Analytics:
    """Four queries of counters, besides the flow's and segments' names; their cost does not grow with contacts."""
    read = _read(campaign)
    overview = _overview(campaign, read)
    timeline = campaign_timeline(campaign, period)
    return Analytics(
        entered=overview.entered,
        messages=overview.messages,
        funnel=overview.funnel,
        experiments=overview.experiments,
        goal=goal_of(campaign, read.flow, read.counts, read.messages, overview.entered),
        period=period,
        timeline=tuple(timeline),
        total=timeline_sum(timeline, period),
    )


def _read(campaign: Campaign) -> _Read:
    version = campaign_flow(campaign)
    flow = parse(version.document) if version is not None else Flow()
    return _Read(flow, campaign_counts(campaign), node_stats(campaign))


def _overview(campaign: Campaign, read: _Read) -> Overview:
    has_goal = settings_of(campaign).goal is not None
    return Overview(
        entered=sum(count_of(of_node, CounterOutcome.ENROLLED) for of_node in read.counts.values()),
        messages=stats_sum(read.messages.values()),
        funnel=tuple(funnel_of(read.flow, read.counts, read.messages)),
        experiments=tuple(experiments_of(read.flow, read.counts, read.messages, has_goal=has_goal)),
    )
