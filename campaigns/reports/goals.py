"""Goal conversions: how many, of how many who entered, and which messages they are attributed to."""

from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.flow import Flow
from campaigns.models import Campaign, CounterOutcome
from campaigns.nodes import registry
from campaigns.reports.counts import Counts, count_of
from campaigns.reports.messages import MessageStats
from campaigns.settings import CampaignGoalSettings, settings_of
from contacts import rules
from contacts.selectors import segment_names


@dataclass(frozen=True, slots=True)
class Attribution:
    """The conversions whose last message before was one of this node's; node "" is "before any message"."""

    node: str
    name: str
    conversions: int
    sent: int


@dataclass(frozen=True, slots=True)
class GoalReport:
    """What counts as success, how often it came about, after which messages. `rate` is None while nobody entered."""

    words: str
    window_days: int
    exits: bool
    entered: int
    conversions: int
    rate: float | None
    attributions: tuple[Attribution, ...]


def goal_of(
    campaign: Campaign, flow: Flow, counts: Counts, messages: Mapping[str, MessageStats], entered: int
) -> GoalReport | None:
    """None for a campaign without a goal that never had one. One query where its rule names segments."""
    goal = settings_of(campaign).goal
    attributions = _attributions(flow, counts, messages)
    if goal is None and not attributions:
        return None
    conversions = sum(each.conversions for each in attributions)
    return GoalReport(
        words=_words(campaign, goal) if goal else "",
        window_days=goal.window_days if goal else 0,
        exits=goal.exit_on_goal if goal else False,
        entered=entered,
        conversions=conversions,
        rate=conversions / entered if entered else None,
        attributions=attributions,
    )


def _attributions(flow: Flow, counts: Counts, messages: Mapping[str, MessageStats]) -> tuple[Attribution, ...]:
    names = {node.id: node.name or registry.get(node.type).label for node in flow.nodes}
    found = [
        Attribution(node, names.get(node, node), number, messages.get(node, MessageStats()).sent)
        for node, of_node in counts.items()
        if (number := count_of(of_node, CounterOutcome.CONVERTED))
    ]
    return tuple(sorted(found, key=lambda each: (-each.conversions, each.node)))


def _words(campaign: Campaign, goal: CampaignGoalSettings) -> str:
    rule = goal.rule if goal.rule is not None else goal.filter
    words = ""
    if rule is not None:
        names = segment_names(workspace=campaign.workspace_id, ids=rules.segment_ids(rule))
        words = rules.plain_words(rules.parse(rule), names)
    if goal.event is None:
        return words
    return f"does “{goal.event}”" + (f" where {words}" if words else "")
