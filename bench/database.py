"""A database of its own for the benchmarks, on the same durable server as `make run` uses, made afresh for each run."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from workspaces.wall.scope import as_owner

_NAME = "campanile_bench"
_INDEXES = """
SELECT relname, regexp_replace(pg_get_indexdef(indexrelid), ' INDEX .* USING ', ' INDEX {name} ON {table} USING ')
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE indrelid = %(table)s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


@contextmanager
def fresh_database() -> Iterator[None]:
    """Points Django at a new, migrated database; drops it at the end."""
    _recreate()
    connection.close()
    connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = _NAME
    call_command("migrate", verbosity=0)
    try:
        yield
    finally:
        connection.close()
        connections.settings["default"]["NAME"] = connection.settings_dict["NAME"] = "postgres"
        execute_autocommit("DROP DATABASE {} WITH (FORCE)", _NAME)


def _recreate() -> None:
    execute_autocommit("DROP DATABASE IF EXISTS {} WITH (FORCE)", _NAME)
    execute_autocommit("CREATE DATABASE {}", _NAME)


def execute_autocommit(statement: str, *names: str) -> None:
    """Runs a statement that can't stand in a transaction; `{}` are identifiers."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)).as_string(cursor.connection))


def insert_contacts(workspace_id: UUID, count: int, *, domain: str = "example.com") -> None:
    """`count` contacts with e-mail address, plan (free, pro, team in turn), time zone and consent to marketing mail."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH added AS (
                INSERT INTO contacts_contact (
                    id, workspace_id, email, first_name, last_name, timezone, attributes, created_at, changed_at
                )
                SELECT uuidv7(), %(workspace)s, 'person' || n || '@' || %(domain)s, 'First' || n, 'Last' || n,
                       'Europe/Vienna',
                       jsonb_build_object('plan', (ARRAY['free', 'pro', 'team'])[1 + n %% 3]),
                       now(), now()
                FROM generate_series(1, %(count)s) AS n
                RETURNING id
            )
            INSERT INTO contacts_consent (workspace_id, contact_id, channel, message_type, state, changed_at)
            SELECT %(workspace)s, id, 'email', 'marketing', 'granted', now() FROM added
            """,
            {"workspace": workspace_id, "count": count, "domain": domain},
        )
    analyze("contacts_contact", "contacts_consent")


def analyze(*tables: str) -> None:
    """Vacuums and gathers statistics, so that plans are those of a table in use."""
    with as_owner():
        for name in tables:
            execute_autocommit("VACUUM ANALYZE {}", name)


def scalar(statement: str, parameters: dict[str, Any] | None = None) -> Any:
    """The first column of the first row."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return row[0] if row else None


def without_indexes(table: str) -> Mapping[str, str]:
    """Drops the table's indexes but those of its constraints; by name their definitions with gaps for names."""
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES, {"table": table})
        indexes = dict(cursor.fetchall())
    for name in indexes:
        execute_autocommit("DROP INDEX {}", name)
    return indexes


def make_index(name: str, table: str, definition: str) -> None:
    """Makes an index anew; `definition` has gaps for its name and the table's."""
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(definition.format(name=name, table=table))
