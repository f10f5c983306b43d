"""How a segment grew: who entered and left, by day of the workspace's zone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from contacts.models import Segment
from workspaces.sql import load


@dataclass(frozen=True, slots=True)
class GrowthDay:
    """One day: how many entered and left, and how many were in it when it ended (or now, for the last one)."""

    day: date
    entered: int
    left: int
    members: int


def segment_growth(*, segment: Segment, now: datetime, days: int) -> list[GrowthDay]:
    """The last `days` days up to today, oldest first; days on which nothing happened are there, too."""
    zone = ZoneInfo(segment.workspace.timezone)
    today = now.astimezone(zone).date()
    first = today - timedelta(days=days - 1)
    params: dict[str, Any] = {
        "segment": segment.pk,
        "since": datetime.combine(first, datetime.min.time(), zone),
        "zone": str(zone),
    }
    with connection.cursor() as cursor:
        cursor.execute(load("contacts.segments", "growth"), params)
        counts = {day: (entered, left) for day, entered, left in cursor.fetchall()}
    grown: list[GrowthDay] = []
    members = segment.member_count
    for back in range(days):
        day = today - timedelta(days=back)
        entered, left = counts.get(day, (0, 0))
        grown.append(GrowthDay(day, entered, left, members))
        members -= entered - left
    return grown[::-1]
