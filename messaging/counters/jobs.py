"""Counters of messages and links: compacting them, which changes no sum, and comparing them with a recount."""

from uuid import UUID

from messaging.models import LinkCounter
from workspaces.clock import database_now
from workspaces.counting import Difference, counters_differ, deltas_fold, hours_fold
from workspaces.sql import load

_SQL = "messaging.counters"


def compact() -> int:
    """Folds all deltas, and old hours of the timeline into days; how many counter rows went away."""
    gone = deltas_fold(load(_SQL, "fold_counters")) + deltas_fold(load(_SQL, "fold_links"))
    nothing = {"messages": 0, "contacts": 0, "clicks": 0, "machine_clicks": 0}
    LinkCounter.objects.across_workspaces().filter(folded=True, **nothing).delete()
    hours_fold(load(_SQL, "fold_hours"), database_now())
    return gone


def recount(stream_id: UUID, *, repair: bool = False) -> list[Difference]:
    """Which counters of the stream differ from its messages; `repair` appends what is missing. Delivery may go on."""
    asked = {"stream": stream_id, "repair": repair, "now": database_now()}
    return [*counters_differ(load(_SQL, "recount"), asked), *counters_differ(load(_SQL, "recount_links"), asked)]
