"""Django's PostgreSQL backend, except that every cursor first goes into the present scope.

The role and the workspaces are settings of the session, changed when the scope has changed since the last statement:
one statement for each change, none where nothing changed. What a rollback takes back is set anew.
"""

from typing import Any

from django.db.backends.postgresql import base as postgresql
from psycopg.pq import TransactionStatus

from workspaces.wall.scope import OWNER, Scope, current
from workspaces.wall.state import stands

_NOT_NOW = (TransactionStatus.INERROR, TransactionStatus.ACTIVE)
_ENTER = "SELECT set_config('role', %s, false), set_config('campanile.workspace', %s, false)"


class DatabaseWrapper(postgresql.DatabaseWrapper):
    """Knows which scope its session is in; None where a rollback may have brought an earlier one back."""

    _entered: Scope | None = OWNER
    _is_provisional = False

    def connect(self) -> None:
        """A session begins as the role that connects."""
        self._entered, self._is_provisional = OWNER, False
        super().connect()

    def _cursor(self, name: str | None = None) -> Any:
        self.ensure_connection()
        if current() != self._entered:
            self._enter(current())
        return super()._cursor(name)  # type: ignore[misc]

    def _enter(self, scope: Scope) -> None:
        # In a failed transaction nothing runs but its rollback. In the middle of a statement nothing does: what comes
        # then is refused by `working_meanwhile`, while the driver would wait for its own lock for ever.
        if self.connection.info.transaction_status in _NOT_NOW or not stands(self):
            return
        role = scope.role or self.settings_dict["OPTIONS"].get("assume_role", "none")
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(_ENTER, [role, scope.workspaces])
        self._entered = scope
        self._is_provisional = self.in_atomic_block or not self.autocommit

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._is_provisional = False

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self._forget()
        self._is_provisional = False

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._forget()

    def _forget(self) -> None:
        if self._is_provisional:
            self._entered = None
