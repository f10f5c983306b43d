"""One `migrate` at a time: two that begin together would make the same tables."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from workspaces.wall.pooling import keeps_sessions

KEY = 7_301_995
# Asked again and again: whoever waits inside a statement keeps indexes from being built beside it.
_LOOK_SECONDS = 0.2


@contextmanager
def alone(database: BaseDatabaseWrapper) -> Iterator[bool]:
    """Waits for whoever else is inside, on this database; says whether it had to. The lock ends with the session."""
    if not keeps_sessions(database):
        # The lock would stay with whatever session it was taken in.
        yield False
        return
    waited = False
    with database.cursor() as cursor:
        while not _taken(cursor):
            waited = True
            time.sleep(_LOOK_SECONDS)
    try:
        yield waited
    finally:
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])


def _taken(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
    return bool(cursor.fetchone()[0])
