"""Poolers, played: what they do to connections is told by the session that each statement meets.

Tried with PgBouncer 1.18 in both modes; a package of the system is nothing that every machine of developers has.
"""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from workspaces.wall.pooling import keeps_sessions


class Pooler:
    """Hands its sessions to connections: kept for good, or for a transaction each, the one used last first."""

    def __init__(self, *, keeps: bool) -> None:
        self._keeps, self._idle, self._made = keeps, list[int](), 0
        self.opened, self.closed = 0, 0

    def ensure_connection(self) -> None:
        """There is one."""

    def get_connection_params(self) -> dict[str, Any]:
        return {}

    def get_new_connection(self, params: dict[str, Any]) -> "Pooled":
        self.opened += 1
        return Pooled(self)

    @property
    def connection(self) -> "Pooled":
        return Pooled(self)

    def take(self) -> int:
        self._made += not self._idle
        return self._idle.pop() if self._idle else self._made

    def give(self, session: int) -> None:
        if not self._keeps:
            self._idle.append(session)


class Pooled:
    """A connection of psycopg's, as far as it is used."""

    info = SimpleNamespace(backend_pid=-1)
    autocommit = True

    def __init__(self, pooler: Pooler) -> None:
        self._pooler = pooler
        self._session: int | None = None

    def execute(self, statement: str) -> SimpleNamespace:
        session = self._session or self._pooler.take()
        if self.autocommit:
            self._pooler.give(session)
        if self._pooler._keeps or not self.autocommit:
            self._session = session
        return SimpleNamespace(fetchone=lambda: (session,))

    def close(self) -> None:
        self._pooler.closed += 1


@pytest.mark.parametrize("keeps", [True, False])
def test_a_pooler_by_transactions_is_told_from_one_by_sessions(keeps: bool) -> None:
    pooler = Pooler(keeps=keeps)
    assert keeps_sessions(pooler) is keeps  # type: ignore[arg-type]
    assert (pooler.opened, pooler.closed) == (2, 2)


def test_postgresql_itself_is_asked_once(db: None, django_assert_num_queries: Any) -> None:
    assert keeps_sessions(connection)
