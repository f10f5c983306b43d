"""COPY into tables of tenants, which PostgreSQL refuses to whomever policies concern."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import connection

from workspaces.wall.scope import as_owner


class CopyCursor(Protocol):
    """A psycopg cursor, or Django's wrapper around one."""

    def copy(self, statement: Any) -> Any: ...


@contextmanager
def copying(cursor: CopyCursor, statement: str) -> Iterator[Any]:
    """psycopg's COPY, as the tables' owner; the caller has asked `require` whether the rows are in scope."""
    with as_owner():
        _go()
        with cursor.copy(statement) as copy:
            yield copy
    # Whatever else is done on the same cursor is back behind the wall.
    _go()


def _go() -> None:
    """Into the present scope: a new cursor goes there."""
    connection.cursor().close()
