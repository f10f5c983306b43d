"""Counting requests."""

import math
from dataclasses import dataclass

from django.db import connection

from workspaces.sql import load


@dataclass(frozen=True, slots=True)
class RateState:
    """Where a caller stands in the present window; `resets_at` is in seconds since 1970."""

    limit: int
    remaining: int
    resets_at: int
    retry_after: int
    exceeded: bool


def request_count(*, subject: str, limit: int, seconds: int) -> RateState:
    """Counts one request of `subject`: at most `limit` in each window of `seconds`. One statement, by primary key."""
    with connection.cursor() as cursor:
        cursor.execute(load("workspaces", "rate_window_hit"), {"subject": subject, "seconds": seconds})
        hits, resets_at, now = cursor.fetchone()
    return RateState(
        limit=limit,
        remaining=max(0, limit - hits),
        resets_at=resets_at,
        retry_after=max(1, math.ceil(resets_at - now)),
        exceeded=hits > limit,
    )
