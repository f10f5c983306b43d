"""The campaign's daily limit: room is taken at the claim and given back by what was not sent after all.

A row per campaign and day counts what was taken. Claims of one limited campaign wait for each other at that row, so no
two of them find the same room; the claim's transaction takes it, so a claim that fails takes none.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from messaging.delivery.batch import Batch, Candidate, StreamInfo
from messaging.policies.base import Decision, HoldUntil, Policy
from messaging.policies.local_time import next_day
from workspaces.sql import load

_SQL = "messaging.policies"


@dataclass(frozen=True, slots=True)
class _Day:
    stream: StreamInfo
    limit: int
    date: date
    next_start: datetime


class DailyLimitPolicy(Policy):
    """Holds what is over the campaign's `daily_limit` until the next day begins.

    At most so many messages of a campaign, of any type and channel, are accepted, on their way or of unknown outcome
    per day of the workspace's calendar. What turns out not to have been sent gives its room back. Asked last, as a
    message that another policy holds must not take room from one that could go.
    """

    key = "daily_limit"
    reasons = ("daily_limit",)

    def evaluate(self, batch: Batch) -> Mapping[int, Decision]:
        """Two statements where any stream of the batch has a limit: lock the days' rows, take room."""
        rows: dict[UUID, list[Candidate]] = defaultdict(list)
        days = {stream.id: _day(stream, batch.now) for stream in batch.streams.values() if stream.daily_limit}
        for row in sorted(batch.rows, key=lambda row: (row.created_at, row.id)) if days else ():
            if row.stream_id in days:
                rows[row.stream_id].append(row)
        if not rows:
            return {}
        asked = [days[stream_id] for stream_id in sorted(rows)]
        used = _lock(asked)
        held: dict[int, Decision] = {}
        taken: dict[UUID, int] = {}
        for day in asked:
            room = max(0, day.limit - used[day.stream.id])
            for row in rows[day.stream.id][:room]:
                row.counted_on = day.date
            for row in rows[day.stream.id][room:]:
                held[row.id] = HoldUntil(day.next_start, "daily_limit", f"{day.limit} a day")
            taken[day.stream.id] = min(room, len(rows[day.stream.id]))
        _take([(day, taken[day.stream.id]) for day in asked if taken[day.stream.id]])
        return held


def _day(stream: StreamInfo, now: datetime) -> _Day:
    zone = ZoneInfo(stream.timezone)
    return _Day(stream, stream.daily_limit or 0, now.astimezone(zone).date(), next_day(now, zone))


def _lock(days: list[_Day]) -> dict[UUID, int]:
    """How much room each campaign's day has given away; nobody else takes any until the claim commits."""
    params: dict[str, Any] = {
        "workspaces": [day.stream.workspace_id for day in days],
        "streams": [day.stream.id for day in days],
        "days": [day.date for day in days],
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "lock_days"), params)
        return dict(cursor.fetchall())


def _take(taken: list[tuple[_Day, int]]) -> None:
    if taken:
        params: dict[str, Any] = {
            "streams": [day.stream.id for day, _ in taken],
            "days": [day.date for day, _ in taken],
            "numbers": [number for _, number in taken],
        }
        with connection.cursor() as cursor:
            cursor.execute(load(_SQL, "take_room"), params)
