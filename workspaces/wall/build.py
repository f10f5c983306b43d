"""Builds the wall from the catalogue: roles, rights, a policy for every table of tenants. Run by `migrate`, each time.

Only what is missing is made, so that it costs nothing where all stands. A new table of tenants gets its policies by
the migration run that makes it.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Cursor, errors, sql

from workspaces.sql import load
from workspaces.wall.scope import ALL, ONE, SEVERAL, as_owner
from workspaces.wall.state import ROLES, Parts, forget, parts

_SEVERAL = (
    "{column} = ANY ((SELECT string_to_array(current_setting('campanile.workspace', true), ',')::uuid[])::uuid[])"
)
# What each role's policies compare a row's workspace with, where it is read and where it is written. The first is no
# subquery: so the planner sees that it is the constant that our own statements name, checks it once, and goes on as if
# there were no policy. What is written is compared row by row: there a subquery reads the setting once for all.
_LETS_THROUGH = {
    ONE: (
        "{column} = current_setting('campanile.workspace', true)::uuid",
        "{column} = (SELECT current_setting('campanile.workspace', true)::uuid)",
    ),
    SEVERAL: (_SEVERAL, _SEVERAL),
    # Folded away by the planner: as if there were no policy.
    ALL: ("true", "true"),
}
_KEY = 7_301_994
_TRIES = 5
# Roles belong to the whole server, where somebody else may make them at the same moment.
_MADE_MEANWHILE = (errors.DuplicateObject, errors.UniqueViolation, errors.InternalError_)


def wall_build(database: BaseDatabaseWrapper) -> Parts:
    """Makes what is missing, as far as this login may; what is there afterwards."""
    with as_owner(), database.cursor():
        driver = database.connection
    with driver.cursor() as cursor:
        _make_roles(cursor)
    with as_owner(), transaction.atomic(using=database.alias), driver.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_KEY])
        found = parts(database)
        if found.roles:
            _let_in(cursor)
            _make_policies(cursor)
        if _is_superuser(cursor):
            for name in found.leaky:
                cursor.execute(sql.SQL("ALTER FUNCTION {} LEAKPROOF").format(sql.SQL(name)))
    forget()
    return parts(database)


def _make_roles(cursor: Cursor[Any]) -> None:
    """Where the login may not, somebody else has to: docs/tenancy.md has the statements."""
    for name in ROLES["roles"]:
        for _ in range(_TRIES):
            try:
                _make_role(cursor, name)
            except _MADE_MEANWHILE:
                continue
            except errors.InsufficientPrivilege:
                return
            break


def _make_role(cursor: Cursor[Any], name: str) -> None:
    role = sql.Identifier(name)
    found = cursor.execute("SELECT pg_has_role(oid, 'MEMBER') FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    if found is None:
        cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
    if found is None or not found[0]:
        cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))


def _let_in(cursor: Cursor[Any]) -> None:
    """All roles may do with rows what the application does; partitions are reached through their tables."""
    rows = cursor.execute(load("workspaces.wall", "shut"), ROLES).fetchall()
    schema, roles = _schema(cursor), sql.SQL(", ").join(map(sql.Identifier, ROLES["roles"]))
    if not rows:
        return
    cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, roles))
    tables = sql.SQL(", ").join(sql.Identifier(name) for (name,) in rows)
    cursor.execute(sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}").format(tables, roles))
    cursor.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {} TO {}").format(schema, roles))


def _make_policies(cursor: Cursor[Any]) -> None:
    for table, column, stands in cursor.execute(load("workspaces.wall", "tables"), ROLES).fetchall():
        if not stands:
            for statement in _statements(table, column):
                cursor.execute(statement)


def _statements(table: str, column: str) -> Sequence[sql.Composed]:
    names = {"table": sql.Identifier(table), "column": sql.Identifier(column)}
    made = [sql.SQL("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY").format(**names)]
    for role, (using, check) in _LETS_THROUGH.items():
        names |= {"role": sql.Identifier(role)}
        made.append(sql.SQL("DROP POLICY IF EXISTS {role} ON {table}").format(**names))
        policy = f"CREATE POLICY {{role}} ON {{table}} TO {{role}} USING ({using}) WITH CHECK ({check})"
        made.append(sql.SQL(policy).format(**names))
    return made


def _schema(cursor: Cursor[Any]) -> sql.Identifier:
    found = cursor.execute("SELECT current_schema()").fetchone()
    return sql.Identifier(found[0] if found else "public")


def _is_superuser(cursor: Cursor[Any]) -> bool:
    found = cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(found and found[0])
