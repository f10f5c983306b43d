"""Compacting the counters, which changes no sum, and comparing them with a count of the rows."""

from uuid import UUID

from workspaces.clock import database_now
from workspaces.counting import Difference, counters_differ, deltas_fold, hours_fold
from workspaces.sql import load

_SQL = "campaigns.engine"


def compact() -> int:
    """Folds all deltas, and old hours of the timeline into days; how many counter rows went away."""
    gone = deltas_fold(load(_SQL, "fold_counters"))
    hours_fold(load(_SQL, "fold_hours"), database_now())
    return gone


def recount(campaign_id: UUID, *, repair: bool = False) -> list[Difference]:
    """Which counters of the campaign differ from its rows; `repair` appends what is missing. May run beside passes."""
    parameters = {"campaign": campaign_id, "repair": repair, "now": database_now()}
    return counters_differ(load(_SQL, "recount_counters"), parameters)
