"""Which links of a stream's messages were followed, by how many people, and how often by machines."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from workspaces.sql import load


@dataclass(frozen=True, slots=True)
class FollowedLink:
    """One address: contacts who followed it, how often they did in all, and how often machines did."""

    url: str
    contacts: int
    clicks: int
    machine_clicks: int


@dataclass(frozen=True, slots=True)
class LinkReport:
    """The links that most contacts followed, and how many more there are."""

    links: tuple[FollowedLink, ...]
    others: int


def stream_links(*, workspace_id: UUID, stream_id: UUID, limit: int) -> LinkReport:
    """At most `limit` links, the most followed first; one query of the counters of links, not of clicks."""
    params: dict[str, Any] = {"workspace": workspace_id, "stream": stream_id, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.selectors", "stream_links"), params)
        rows = cursor.fetchall()
    total = rows[0][4] if rows else 0
    return LinkReport(tuple(FollowedLink(*row[:4]) for row in rows), total - len(rows))
