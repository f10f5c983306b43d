"""The numbers on the canvas: where contacts are, which ways they took, what became of messages, and what failed.

From counters and their timelines alone: a million executions cost what a thousand do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from campaigns.models import Campaign, CounterOutcome
from campaigns.nodes import registry
from campaigns.nodes.base import Category
from campaigns.reasons import reason_words
from campaigns.reports.counts import Counts, NodeCounts, campaign_counts, count_of
from campaigns.reports.days import DayRange
from campaigns.reports.messages import METRIC_NAMES, MessageStats, node_stats
from messaging.counters.reads import stream_nodes
from workspaces.sql import load

_PASSAGES = (CounterOutcome.PASSED, CounterOutcome.COMPLETED)


@dataclass(frozen=True, slots=True)
class EndReason:
    """How many ways ended at a node for one reason, and the reason in words."""

    reason: str
    words: str
    contacts: int


@dataclass(frozen=True, slots=True)
class LiveNode:
    """A node's numbers. `waiting` are here now; the rest are passages.

    `passed`, `ports` and `messages` are of the days that were asked for. `failed`, `skipped` and their reasons are of
    all time. `ports` are empty for days that were folded before times were kept by port, where the node has several.
    `messages` is None for nodes that send nothing.
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
    passages: Counts | None = None
    senders = _senders(campaign) | messages.keys()
    if not days.is_open:
        start, end = days.moments(campaign.workspace.timezone)
        passages, messages = _passages(campaign, start, end), _messages(campaign, start, end)
    nodes = dict.fromkeys([*_keys(campaign), *counts, *messages])
    sent = {node: messages.get(node, MessageStats()) for node in senders}
    timed = counts if passages is None else passages
    return {node: _live(counts.get(node, {}), timed.get(node, {}), sent.get(node)) for node in nodes if node}


def _live(counts: NodeCounts, timed: NodeCounts, messages: MessageStats | None) -> LiveNode:
    """From the counters of all time, and the passages of the days that were asked for."""
    return LiveNode(
        waiting=count_of(counts, CounterOutcome.WAITING) + count_of(counts, CounterOutcome.PARKED),
        passed=count_of(timed, CounterOutcome.PASSED) + count_of(timed, CounterOutcome.COMPLETED),
        failed=count_of(counts, CounterOutcome.FAILED),
        skipped=count_of(counts, CounterOutcome.SKIPPED),
        ports=_ports(counts, timed),
        messages=messages,
        failures=_reasons(counts, CounterOutcome.FAILED),
        skips=_reasons(counts, CounterOutcome.SKIPPED),
    )


def _ports(counts: NodeCounts, timed: NodeCounts) -> dict[str, int]:
    """Each port that somebody ever left by. Passages that were folded without one belong to the only one there is."""
    known = [port for outcome, port, _ in counts if outcome == CounterOutcome.PASSED]
    unknown = count_of(timed, CounterOutcome.PASSED, port="")
    if unknown and len(known) != 1:
        return {}
    return {port: count_of(timed, CounterOutcome.PASSED, port=port) + unknown for port in known}


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


def _passages(campaign: Campaign, start: datetime, end: datetime) -> Counts:
    parameters: dict[str, Any] = {
        "workspace": campaign.workspace_id,
        "campaign": campaign.pk,
        "outcomes": [str(outcome) for outcome in _PASSAGES],
        "start": start,
        "end": end,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.reports", "node_passages"), parameters)
        rows = cursor.fetchall()
    found: dict[str, dict[tuple[str, str, str], int]] = {}
    for node, outcome, port, total in rows:
        found.setdefault(node, {})[outcome, port, ""] = total
    return found


def _messages(campaign: Campaign, start: datetime, end: datetime) -> dict[str, MessageStats]:
    found: dict[str, dict[str, int]] = {}
    for node, metric, number in stream_nodes(
        workspace_id=campaign.workspace_id, stream_id=campaign.pk, start=start, end=end
    ):
        found.setdefault(node, {})[METRIC_NAMES.get(metric, metric)] = number
    return {node: MessageStats(**counts) for node, counts in found.items()}
