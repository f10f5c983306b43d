"""The numbers on the canvas: where contacts are, which ways they took, what became of messages, and what failed.

From counters and their timelines alone: a million executions cost what a thousand do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from campaigns.models import Campaign, CounterOutcome
from campaigns.nodes import registry
from campaigns.nodes.base import Category
from campaigns.reasons import reason_words
from campaigns.reports.counts import NodeCounts, campaign_counts, count_of
from campaigns.reports.messages import METRIC_NAMES, MessageStats, node_stats
from messaging.counters.reads import stream_nodes
from workspaces.errors import InvalidInput
from workspaces.sql import load

_FIRST, _LAST = date(2000, 1, 1), date(2100, 1, 1)
_PASSAGES = (CounterOutcome.PASSED, CounterOutcome.COMPLETED)


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days of the workspace's time zone, both included; None: from the beginning, until now."""

    first: date | None = None
    last: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is all of time."""
        return self.first is None and self.last is None


@dataclass(frozen=True, slots=True)
class EndReason:
    """How many ways ended at a node for one reason, and the reason in words."""

    reason: str
    words: str
    contacts: int


@dataclass(frozen=True, slots=True)
class LiveNode:
    """A node's numbers. `waiting` are here now; the rest are passages.

    `passed` and `messages` are of the days that were asked for. So are `ports`, which are empty then unless the node
    has one port only: times are kept by node. `failed`, `skipped` and their reasons are of all time. `messages` is
    None for nodes that send nothing.
    """

    waiting: int = 0
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    ports: Mapping[str, int] = field(default_factory=dict)
    messages: MessageStats | None = None
    failures: tuple[EndReason, ...] = ()
    skips: tuple[EndReason, ...] = ()


def live_counts(campaign: Campaign, days: DayRange) -> dict[str, LiveNode]:
    """{node: numbers} of the live version's nodes and of those of older ones that somebody passed.

    Two queries, two more for some days only. Raises InvalidInput for days in the wrong order or out of reach.
    """
    counts, messages = campaign_counts(campaign), node_stats(campaign)
    passages: Mapping[str, int] | None = None
    senders = _senders(campaign) | messages.keys()
    if not days.is_open:
        start, end = _moments(days, campaign.workspace.timezone)
        passages, messages = _passages(campaign, start, end), _messages(campaign, start, end)
    nodes = dict.fromkeys([*_keys(campaign), *counts, *messages])
    sent = {node: messages.get(node, MessageStats()) for node in senders}
    return {node: _live(node, counts.get(node, {}), passages, sent.get(node)) for node in nodes if node}


def _live(node: str, counts: NodeCounts, passages: Mapping[str, int] | None, messages: MessageStats | None) -> LiveNode:
    ports = {port: total for (outcome, port, _), total in counts.items() if outcome == CounterOutcome.PASSED}
    ended = count_of(counts, CounterOutcome.COMPLETED)
    passed = sum(ports.values()) + ended
    if passages is not None:
        passed = passages.get(node, 0)
        ports = dict.fromkeys(ports, passed) if len(ports) == 1 and not ended else {}
    return LiveNode(
        waiting=count_of(counts, CounterOutcome.WAITING) + count_of(counts, CounterOutcome.PARKED),
        passed=passed,
        failed=count_of(counts, CounterOutcome.FAILED),
        skipped=count_of(counts, CounterOutcome.SKIPPED),
        ports=ports,
        messages=messages,
        failures=_reasons(counts, CounterOutcome.FAILED),
        skips=_reasons(counts, CounterOutcome.SKIPPED),
    )


def _reasons(counts: NodeCounts, outcome: CounterOutcome) -> tuple[EndReason, ...]:
    """The commonest first."""
    found = [
        EndReason(reason, reason_words(reason) if reason else "", total)
        for (ended, _, reason), total in counts.items()
        if ended == outcome and total > 0
    ]
    return tuple(sorted(found, key=lambda each: (-each.contacts, each.reason)))


def _keys(campaign: Campaign) -> list[str]:
    return [node["id"] for node in _nodes(campaign)]


def _senders(campaign: Campaign) -> set[str]:
    types = {each.key for each in registry.all_types() if each.category is Category.MESSAGE}
    return {node["id"] for node in _nodes(campaign) if node["type"] in types}


def _nodes(campaign: Campaign) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = campaign.live_version.document["nodes"] if campaign.live_version else []
    return found


def _moments(days: DayRange, timezone: str) -> tuple[datetime, datetime]:
    first, last = days.first or _FIRST, days.last or _LAST
    for name, day in (("from", first), ("to", last)):
        if not _FIRST <= day <= _LAST:
            raise InvalidInput.of(name, f"must be from {_FIRST} to {_LAST}")
    if last < first:
        raise InvalidInput.of("to", "must not be before from")
    zone = ZoneInfo(timezone)
    return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)


def _passages(campaign: Campaign, start: datetime, end: datetime) -> dict[str, int]:
    parameters: dict[str, Any] = {
        "workspace": campaign.workspace_id,
        "campaign": campaign.pk,
        "outcomes": [str(outcome) for outcome in _PASSAGES],
        "start": start,
        "end": end,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.reports", "node_passages"), parameters)
        return dict(cursor.fetchall())


def _messages(campaign: Campaign, start: datetime, end: datetime) -> dict[str, MessageStats]:
    found: dict[str, dict[str, int]] = {}
    for node, metric, number in stream_nodes(
        workspace_id=campaign.workspace_id, stream_id=campaign.pk, start=start, end=end
    ):
        found.setdefault(node, {})[METRIC_NAMES.get(metric, metric)] = number
    return {node: MessageStats(**counts) for node, counts in found.items()}
