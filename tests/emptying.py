"""How tables are emptied after a test that commits. Django truncates all of them, which makes five files anew for each
table and index, and fills content types and rights in again; most tests leave a few rows in a few tables.
"""

from functools import cache
from typing import Any

from django.db import OperationalError, connection, transaction
from django.test import TransactionTestCase

# What a migration fills in and no test changes.
KEPT = {"django_content_type", "auth_permission"}
# More than that is given back, so that later tests don't read over what is dead.
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
        cursor.execute(_filled())
        filled = [name for (name,) in cursor.fetchall()]
        # No foreign key is checked and no trigger runs: journals refuse to be deleted from, counters would count.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in filled:
            cursor.execute(f"DELETE FROM {name}")
        large = _large(cursor, filled)
    if large:
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM {', '.join(large)}")


@cache
def _tables() -> list[str]:
    """All tables of models, quoted."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [connection.ops.quote_name(name) for name in sorted(set(names) - KEPT)]


@cache
def _filled() -> str:
    """Asks for the tables that have a row."""
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in _tables())


def _large(cursor: Any, names: list[str]) -> list[str]:
    """Those of the tables, and of their partitions, whose file has grown."""
    cursor.execute(
        "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r' AND pg_relation_size(oid) > %s"
        " AND oid IN (SELECT relid FROM unnest(%s::text[]) AS name, pg_partition_tree(name::regclass)"
        "             UNION ALL SELECT name::regclass FROM unnest(%s::text[]) AS name)",
        [MOST_DEAD, names, names],
    )
    return [name for (name,) in cursor.fetchall()]
