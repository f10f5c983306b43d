"""A dry run: the very statements of an import, over temporary tables that stand in front of the real ones.

PostgreSQL looks a name up among a connection's temporary tables first. So while a rehearsal lasts, `contacts_contact`
is a table of this connection, into which the contacts that a chunk speaks of are copied before it is stored. What an
import would do is told exactly, row by row and over all chunks, and nobody else sees, waits for or cleans up after it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection

from workspaces.sql import load

_SHADOWED = ("contacts_contact", "contacts_contactchange", "contacts_scorechange", "contacts_importedcontact")


@contextmanager
def rehearsing() -> Iterator[None]:
    """Puts empty tables in front of the real ones until the end, on this connection alone. Not within a transaction
    that is to be kept: what is written to those names meanwhile is dropped."""
    _drop()
    with connection.cursor() as cursor:
        cursor.execute(load("contacts.imports", "rehearsal"))
    try:
        yield
    finally:
        _drop()


def bring(cursor: Any, params: Mapping[str, Any]) -> None:
    """Copies the real contacts that the staged rows speak of in front, unless they are there already."""
    cursor.execute(load("contacts.imports", "rehearsal_bring"), params)


def _drop() -> None:
    """Names the temporary schema, so that a real table can never be meant."""
    if connection.connection is None or connection.connection.closed:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in _SHADOWED)}")
