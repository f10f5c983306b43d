"""How tables are emptied after a test that commits. Django truncates all of them, which makes five files anew for each
table and index, and fills content types and rights in again; most tests leave a few rows in a few tables.
"""

from functools import cache

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase

# What a migration fills in and no test changes.
KEPT = {"django_content_type", "auth_permission"}
# In bytes. More than that is given back: what is dead would cost later tests time, and their plans other indexes.
MOST_DEAD = 64 * 1024
TRIES = 3


def empty_tables(_: TransactionTestCase | None = None) -> None:
    """Delete every row but those that are kept. What a closed page has left behind may hold a lock for a moment."""
    for left in reversed(range(TRIES)):
        try:
            return _empty()
        except OperationalError:
            if not left:
                raise
    return None


def _empty() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # Waits for whoever still writes, as TRUNCATE would.
        cursor.execute(f"LOCK TABLE {', '.join(_tables())} IN EXCLUSIVE MODE")
        # No foreign key is checked and no trigger runs: journals refuse to be deleted from, counters would count.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(_filled())
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {name}")
    with connection.cursor() as cursor:
        _sweep(cursor)


def make_fresh() -> None:
    """Before a test has done anything: the planner knows no more of any table than on the first day.

    What earlier tests rolled back is swept away. Autovacuum sees nothing of what a test writes that commits nothing,
    and would count its rows as none: it stays out.
    """
    sweeper = connection.copy()
    try:
        with sweeper.cursor() as cursor:
            _sweep(cursor)
    finally:
        sweeper.close()
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {', '.join(_tables())} IN SHARE UPDATE EXCLUSIVE MODE")


def _sweep(cursor: CursorWrapper) -> None:
    cursor.execute(_LARGE, [MOST_DEAD])
    if large := ", ".join(name for (name,) in cursor.fetchall()):
        cursor.execute(f"VACUUM (FULL) {large}")
    cursor.execute(_FORGET)


# Tables of which the file, or that of an index, has grown.
_LARGE = """
SELECT DISTINCT t.oid::regclass::text
FROM pg_class t
LEFT JOIN pg_index i ON i.indrelid = t.oid
WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace
    AND greatest(pg_relation_size(t.oid), pg_relation_size(i.indexrelid)) > %s
"""
# The planner takes a table whose size it knows nothing of for ten pages; plans are tried from there.
_FORGET = """
SELECT pg_clear_relation_stats('public', relname::text)
FROM pg_class
WHERE relkind IN ('r', 'p', 'i', 'I') AND relnamespace = 'public'::regnamespace AND reltuples <> -1
"""


@cache
def _tables() -> list[str]:
    """All tables of models, quoted."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [connection.ops.quote_name(name) for name in sorted(set(names) - KEPT)]


@cache
def _filled() -> str:
    """Asks for the tables that have a row."""
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in _tables())
