"""Compacting the counters: many deltas of one counter become one row, and the sum stays what it was."""

from django.db import connection

from workspaces.clock import database_now
from workspaces.sql import load


def compact() -> int:
    """Folds the deltas of every counter that has more than one row; how many rows went away. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.engine", "compact_counters"), {"now": database_now()})
        removed, written = cursor.fetchone()
    return int(removed) - int(written)
