"""A virtual clock for everything that asks PostgreSQL for the time, engine and services alike.

A schema that is searched before pg_catalog shadows its clock functions. The clock starts far in the future, so that a
moment which came from anywhere else than the database (DESIGN §8.14) lies before everything and is noticed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection

_START = timedelta(days=400)
_FUNCTION = """
CREATE OR REPLACE FUNCTION machine_clock.{name}() RETURNS timestamptz LANGUAGE sql VOLATILE AS
$$ SELECT pg_catalog.clock_timestamp() + current_setting('machine.ahead')::interval $$;
"""
_NAMES = ("clock_timestamp", "statement_timestamp", "now")


@contextmanager
def virtual_clock() -> Iterator[None]:
    """While it is entered, this connection's clock can be moved."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS machine_clock")
        # Roles that may not look into it would be told the time by pg_catalog, without a word.
        cursor.execute("GRANT USAGE ON SCHEMA machine_clock TO PUBLIC")
        for name in _NAMES:
            cursor.execute(_FUNCTION.format(name=name))
        cursor.execute("SET search_path = machine_clock, pg_catalog, public")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET search_path")
            cursor.execute("DROP SCHEMA machine_clock CASCADE")


def clock_set(ahead: timedelta) -> None:
    """Lets the clock be that much ahead of its start."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('machine.ahead', %s, false)", [f"{(_START + ahead).total_seconds()} seconds"])
