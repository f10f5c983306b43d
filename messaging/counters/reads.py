"""Reads of message counters over time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from workspaces.sql import load


def stream_timeline(
    *, workspace_id: UUID, stream_id: UUID, start: datetime, end: datetime, grain: str, zone: str
) -> list[tuple[str, datetime, int]]:
    """(metric, beginning of the hour, day, week or month in the zone, number) of what is not nothing."""
    parameters: dict[str, Any] = {
        "workspace": workspace_id,
        "stream": stream_id,
        "start": start,
        "end": end,
        "grain": grain,
        "zone": zone,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.counters", "timeline"), parameters)
        return [(metric, bucket, number) for metric, bucket, number in cursor.fetchall()]


def workspace_timeline(
    *, workspace_id: UUID, metrics: Sequence[str], start: datetime, end: datetime, grain: str, zone: str
) -> list[tuple[str, datetime, int]]:
    """The same over all streams of a workspace, of these metrics only."""
    parameters: dict[str, Any] = {
        "workspace": workspace_id,
        "metrics": list(metrics),
        "start": start,
        "end": end,
        "grain": grain,
        "zone": zone,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.counters", "workspace_timeline"), parameters)
        return [(metric, bucket, number) for metric, bucket, number in cursor.fetchall()]


def stream_nodes(*, workspace_id: UUID, stream_id: UUID, start: datetime, end: datetime) -> list[tuple[str, str, int]]:
    """(node, metric, number) of what happened to a stream's messages in that time, where it is not nothing."""
    parameters: dict[str, Any] = {"workspace": workspace_id, "stream": stream_id, "start": start, "end": end}
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.counters", "node_metrics"), parameters)
        return [(node, metric, number) for node, metric, number in cursor.fetchall()]
