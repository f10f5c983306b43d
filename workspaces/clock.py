"""Time as a parameter: the database's clock when live, a virtual one in tests and in the simulator."""

from datetime import datetime, timedelta
from typing import Protocol

from django.db import connection


class Clock(Protocol):
    """Whatever can say what time it is, as an aware datetime."""

    def now(self) -> datetime: ...


class DatabaseClock:
    """The database server's clock, so that machines with a drifting clock decide alike (DESIGN §8.14)."""

    def now(self) -> datetime:
        return database_now()


class VirtualClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, step: timedelta) -> datetime:
        """Moves the clock on by `step` and returns the new time."""
        self._now += step
        return self._now


def database_now() -> datetime:
    """The database's wall clock. Not `now()`, which stands still inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    now: datetime = row[0]
    return now
