"""Whether a connection of ours is a session of PostgreSQL: the wall is a setting of it, and a pooler may change it."""

from contextlib import closing
from typing import TYPE_CHECKING, Any

from psycopg import Connection

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


def keeps_sessions(database: "BaseDatabaseWrapper") -> bool:
    """False behind a pooler that gives each transaction another session, as PgBouncer's pool_mode=transaction does."""
    database.ensure_connection()
    ours: Connection[Any] = database.connection
    # A pooler tells the client a process id of its own making, and needs no more connections where there is none.
    return ours.info.backend_pid == _session(ours) or _keeps(database)


def _keeps(database: "BaseDatabaseWrapper") -> bool:
    """Has another connection's transaction take the session that an idle one has just used, and asks again."""
    with closing(_opened(database, autocommit=True)) as idle, closing(_opened(database, autocommit=False)) as busy:
        before = _session(idle)
        _session(busy)
        return _session(idle) == before


def _opened(database: "BaseDatabaseWrapper", *, autocommit: bool) -> Connection[Any]:
    opened: Connection[Any] = database.get_new_connection(database.get_connection_params())
    opened.autocommit = autocommit
    return opened


def _session(connection: Connection[Any]) -> int:
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    return int(row[0]) if row else 0
