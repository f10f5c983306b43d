"""Counting in two tables per app: totals, which are deltas folded into one row per counter, and a timeline of them.

Hours and days of a timeline are those of the workspace's time zone. ADR 0009 says why, and why so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models

# Before that, a timeline tells only days apart.
HOURS_KEPT = timedelta(days=7)
# Rows of one statement, so that a compaction after a long pause holds no locks for long.
_BATCH = 50_000


class Span(models.IntegerChoices):
    """How long the time is that a row of a timeline stands for."""

    HOUR = 1, "Hour"  # → DAY by a compaction after `HOURS_KEPT`
    DAY = 2, "Day"  # stays


@dataclass(frozen=True, slots=True)
class Difference:
    """A counter that is not what its rows come to: `missing` is what it lacks, negative where it has too much."""

    node: str
    counter: str
    missing: int


def deltas_fold(statement: str) -> int:
    """Runs a statement that folds up to `limit` deltas, until none is left; how many rows went away.

    The statement answers how many deltas it took and how many totals it made that were not there before.
    """
    gone, taken = 0, _BATCH
    while taken == _BATCH:
        with connection.cursor() as cursor:
            cursor.execute(statement, {"limit": _BATCH})
            taken, made = cursor.fetchone()
        gone += taken - made
    return gone


def hours_fold(statement: str, now: datetime) -> int:
    """Runs a statement that folds up to `limit` hours from before `before` into days, until none is left; how many."""
    gone, taken = 0, _BATCH
    while taken == _BATCH:
        with connection.cursor() as cursor:
            cursor.execute(statement, {"before": now - HOURS_KEPT, "limit": _BATCH})
            (taken,) = cursor.fetchone()
        gone += taken
    return gone


def counters_differ(statement: str, parameters: Mapping[str, Any]) -> list[Difference]:
    """What a statement finds that compares counters with a count of their rows, and repairs them where `repair` is set.

    It answers node, counter and difference of each that is wrong.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [Difference(*row) for row in cursor.fetchall()]
