"""The timeline: what happened in each hour, day, week or month of a period, from counters."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from campaigns.models import Campaign, CounterOutcome
from campaigns.reports.messages import METRIC_NAMES, MessageStats, stats_sum
from campaigns.reports.periods import Period
from messaging.counters.reads import stream_timeline, workspace_timeline
from messaging.models import MessageMetric
from workspaces.models import Workspace
from workspaces.sql import load

_OUTCOMES: Mapping[str, str] = {
    CounterOutcome.ENROLLED: "entered",
    CounterOutcome.COMPLETED: "completed",
    CounterOutcome.FAILED: "failed",
    CounterOutcome.SKIPPED: "skipped",
    CounterOutcome.CONVERTED: "conversions",
}


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """What happened from `start` until before `end`; messages by the time of each fact, so that none is `queued`."""

    start: datetime
    end: datetime
    entered: int
    completed: int
    failed: int
    skipped: int
    conversions: int
    messages: MessageStats


def campaign_timeline(campaign: Campaign, period: Period) -> list[TimelinePoint]:
    """A point for each stretch of the period, also where nothing happened; two queries."""
    executions = _placed(_executions(campaign, period), period, _OUTCOMES)
    told = stream_timeline(
        workspace_id=campaign.workspace_id,
        stream_id=campaign.pk,
        start=period.start,
        end=period.end,
        grain=period.grain,
        zone=period.zone.key,
    )
    messages = _placed(told, period, METRIC_NAMES)
    return [
        _point(start, end, executions.get(place, {}), MessageStats(**messages.get(place, {})))
        for place, (start, end) in enumerate(period.spans())
    ]


def sends_timeline(workspace: Workspace, period: Period) -> list[int]:
    """How many messages of all campaigns the providers accepted, for each stretch of the period; one query."""
    told = workspace_timeline(
        workspace_id=workspace.pk,
        metrics=[MessageMetric.ACCEPTED],
        start=period.start,
        end=period.end,
        grain=period.grain,
        zone=period.zone.key,
    )
    placed = _placed(told, period, METRIC_NAMES)
    return [placed.get(place, {}).get("sent", 0) for place in range(len(period.starts))]


def timeline_sum(points: Iterable[TimelinePoint], period: Period) -> TimelinePoint:
    """All points together."""
    known = list(points)
    numbers = {name: sum(getattr(point, name) for point in known) for name in _OUTCOMES.values()}
    return _point(period.start, period.end, numbers, stats_sum(point.messages for point in known))


def _executions(campaign: Campaign, period: Period) -> list[tuple[str, datetime, int]]:
    parameters: dict[str, Any] = {
        "workspace": campaign.workspace_id,
        "campaign": campaign.pk,
        "outcomes": [str(outcome) for outcome in _OUTCOMES],
        "start": period.start,
        "end": period.end,
        "grain": period.grain,
        "zone": period.zone.key,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.reports", "node_timeline"), parameters)
        return [(outcome, bucket, number) for outcome, bucket, number in cursor.fetchall()]


def _placed(
    rows: Iterable[tuple[str, datetime, int]], period: Period, names: Mapping[str, str]
) -> dict[int, dict[str, int]]:
    """{place in the period: {name: number}}. A week that began before the period belongs to the first place."""
    placed: dict[int, dict[str, int]] = {}
    for key, bucket, number in rows:
        place = max(bisect_right(period.starts, bucket) - 1, 0)
        point = placed.setdefault(place, {})
        name = names.get(key, key)
        point[name] = point.get(name, 0) + number
    return placed


def _point(start: datetime, end: datetime, numbers: Mapping[str, int], messages: MessageStats) -> TimelinePoint:
    counts = {name: numbers.get(name, 0) for name in _OUTCOMES.values()}
    return TimelinePoint(start=start, end=end, messages=messages, **counts)
