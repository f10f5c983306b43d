"""Trying again what met another transaction crosswise: the database gave one of the two up, and nothing was written."""

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, transaction
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

CROSSED = (DeadlockDetected, SerializationFailure, LockNotAvailable)
_TRIES = 4
T = TypeVar("T")


def uncrossed(work: Callable[[], T]) -> T:
    """What `work` answers, in a transaction (or a savepoint) of its own, tried up to four times.

    A savepoint that is rolled back gives up the locks that were taken in it. Raises what the last try raised.
    """
    for tries_left in reversed(range(_TRIES)):
        try:
            with transaction.atomic():
                return work()
        except OperationalError as error:
            if not isinstance(error.__cause__, CROSSED) or not tries_left:
                raise
    raise AssertionError("unreachable")
