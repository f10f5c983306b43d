"""What a simulation must leave as it was: the rows of every table, the sequences, and what others could wait for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

# Checksums of whole tables: the order of rows in them doesn't matter.
_ROWS = "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {schema}.{table} t"
# On anything that others see, more than reading it; and advisory locks.
_LOCKS = """
SELECT l.locktype, coalesce(c.relname, ''), l.mode
FROM pg_locks l
LEFT JOIN pg_class c ON c.oid = l.relation
WHERE l.pid = pg_backend_pid() AND l.granted
  AND (l.locktype = 'advisory' OR l.locktype = 'relation' AND l.mode <> 'AccessShareLock' AND c.relpersistence <> 't')
  AND coalesce(c.relnamespace::regnamespace::text, '') NOT IN ('pg_catalog', 'pg_toast')
"""


def database_state() -> dict[str, Any]:
    """Row counts and checksums of all tables, and how far the sequences have counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname = 'public'")
        state: dict[str, Any] = {}
        for schema, table in cursor.fetchall():
            cursor.execute(_ROWS.format(schema=schema, table=connection.ops.quote_name(table)))
            state[table] = cursor.fetchone()
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
        state["sequences"] = dict(cursor.fetchall())
        state["on_commit"] = len(connection.run_on_commit)
    return state


@contextmanager
def locks_held() -> Iterator[set[tuple[str, str, str]]]:
    """Locks that this connection takes inside on what others see, looked at after every statement."""
    found: set[tuple[str, str, str]] = set()
    before = _locks()

    def look(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, params, many, context)
        if not sql.startswith(("ROLLBACK", "RELEASE", "SAVEPOINT")) and not connection.needs_rollback:
            found.update(_locks() - before)
        return result

    with connection.execute_wrapper(look):
        yield found


def _locks() -> set[tuple[str, str, str]]:
    # On a cursor of its own, which no wrapper sees.
    with connection.connection.cursor() as cursor:
        cursor.execute(_LOCKS)
        return set(cursor.fetchall())
