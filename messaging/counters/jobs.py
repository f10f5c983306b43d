"""Counters of messages: compacting them, which changes no sum, and comparing them with a count of the messages."""

from uuid import UUID

from workspaces.clock import database_now
from workspaces.counting import Difference, counters_differ, deltas_fold, hours_fold
from workspaces.sql import load

_SQL = "messaging.counters"


def compact() -> int:
    """Folds all deltas, and old hours of the timeline into days; how many counter rows went away."""
    gone = deltas_fold(load(_SQL, "fold_counters"))
    hours_fold(load(_SQL, "fold_hours"), database_now())
    return gone


def recount(stream_id: UUID, *, repair: bool = False) -> list[Difference]:
    """Which counters of the stream differ from its messages; `repair` appends what is missing. Delivery may go on."""
    return counters_differ(load(_SQL, "recount"), {"stream": stream_id, "repair": repair, "now": database_now()})
