"""Whether the wall stands in this database: what it is made of, and what the setting ROW_SECURITY says."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from workspaces.sql import load
from workspaces.wall.pooling import keeps_sessions
from workspaces.wall.scope import ALL, ONE, SEVERAL

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

ON, OFF, AUTO = "on", "off", "auto"
ROLES = {"roles": [ONE, SEVERAL, ALL]}
_log = structlog.get_logger(__name__)
# By database: it is looked at once in a process.
_known: dict[str, bool] = {}


@dataclass(frozen=True, slots=True)
class Parts:
    """What the wall is made of, as far as it is there."""

    roles: bool
    tables: int
    open_tables: tuple[str, ...]
    leaky: tuple[str, ...]
    sessions: bool = True

    @property
    def lacking(self) -> str:
        """What keeps it from standing at all, as a sentence; empty where it can stand."""
        if not self.sessions:
            return "A pooler gives each transaction another session; it has to keep one for each connection."
        if not self.roles:
            return f"The roles {ONE}, {SEVERAL} and {ALL} are missing, or this login is no member of them."
        if self.open_tables:
            return f"Tables without policies: {', '.join(self.open_tables)}; run manage.py migrate."
        return ""

    @property
    def slow(self) -> str:
        """What makes searches behind it slow, as a sentence; empty where nothing does."""
        return f"{len(self.leaky)} functions that indexes need are not marked LEAKPROOF." if self.leaky else ""


def parts(database: "BaseDatabaseWrapper") -> Parts:
    """What is there, whatever the setting says."""
    database.ensure_connection()
    with database.wrap_database_errors, database.connection.cursor() as cursor:
        roles = cursor.execute(load("workspaces.wall", "roles"), ROLES).fetchone()[0]
        tables = cursor.execute(load("workspaces.wall", "tables"), ROLES).fetchall()
        leaky = cursor.execute(load("workspaces.wall", "leaky")).fetchall()
    return Parts(
        roles=roles == len(ROLES["roles"]),
        tables=len(tables),
        open_tables=tuple(name for name, _, walled in tables if not walled),
        leaky=tuple(name for (name,) in leaky),
        sessions=keeps_sessions(database),
    )


def stands(database: "BaseDatabaseWrapper") -> bool:
    """Whether statements are to be kept in scope. Raises ImproperlyConfigured where they are to be and can't."""
    if settings.ROW_SECURITY == OFF:
        return False
    name = database.settings_dict["NAME"]
    if name not in _known:
        _known[name] = _looked_at(parts(database))
    return _known[name]


def _looked_at(found: Parts) -> bool:
    if settings.ROW_SECURITY == ON:
        if found.lacking:
            raise ImproperlyConfigured(f"ROW_SECURITY is on. {found.lacking}")
        return True
    lacking = found.lacking or found.slow
    if lacking:
        _log.warning("row_security_off", why=lacking)
    return not lacking


def forget() -> None:
    """Look again: the database has changed."""
    _known.clear()
