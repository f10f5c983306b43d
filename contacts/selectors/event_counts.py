"""How many events of each name came, and when: read from the counts that are kept with them, never from the events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Sum

from contacts.models import EventCount
from workspaces.models import Workspace


@dataclass(frozen=True, slots=True)
class EventNameCount:
    """About how many events of a name came since a day: those that were erased are counted still."""

    name: str
    count: int
    last_at: datetime


def event_name_counts(workspace: Workspace, *, since: date, limit: int = 100) -> list[EventNameCount]:
    """The names that came since then (a day, UTC), most frequent first. One query over a line for each name and day."""
    rows = EventCount.objects.in_workspace(workspace).filter(day__gte=since).values("name")
    counted = rows.annotate(total=Sum("count"), latest=Max("last_at")).order_by("-total", "name")
    return [EventNameCount(row["name"], row["total"], row["latest"]) for row in counted[:limit]]


def events_by_day(workspace: Workspace, *, since: date, name: str = "") -> Mapping[date, int]:
    """How many came on each day (UTC) since then, all or those of a name; days on which none came are left out."""
    rows = EventCount.objects.in_workspace(workspace).filter(day__gte=since)
    if name:
        rows = rows.filter(name=name)
    return dict(rows.values("day").annotate(total=Sum("count")).values_list("day", "total"))


def events_came(workspace: Workspace) -> bool:
    """Whether any event ever came that is counted still."""
    return EventCount.objects.in_workspace(workspace).exists()
