"""Dying between two statements, as PostgreSQL sees a `kill -9`: what was not committed is gone, nothing else happens.

Each stage's transaction is a savepoint of the example's own one. An exception that no handler catches stands for the
death; from then on every statement is refused but those with which PostgreSQL itself would clean up.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_CLEANING_UP = ("ROLLBACK TO SAVEPOINT", "RELEASE SAVEPOINT")


class Killed(BaseException):
    """The process is dead. Not an Exception: nobody survives it by catching one."""


class Mortality:
    """Counts the statements of what runs inside `life`, and ends it at the one that was chosen."""

    def __init__(self) -> None:
        self._left: int | None = None
        self._dead = False
        self.deaths = 0

    @contextmanager
    def life(self, statements: int | None) -> Iterator[None]:
        """Dies after so many statements (None: not at all), or when `die` is called. The death is not raised."""
        self._left, self._dead = statements, False
        try:
            with connection.execute_wrapper(self._wrap):
                yield
        except Killed:
            self.deaths += 1

    def die(self) -> None:
        """The process dies here."""
        self._dead = True
        raise Killed

    def _wrap(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if self._dead:
            if sql.startswith(_CLEANING_UP):
                return execute(sql, params, many, context)
            raise Killed
        if self._left is not None:
            if self._left == 0:
                self.die()
            self._left -= 1
        return execute(sql, params, many, context)
