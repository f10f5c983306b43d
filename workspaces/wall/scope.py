"""Whose rows statements may reach, for the present request or task. The database backend applies it before each one.

Knows nothing of the database: `workspaces.wall.backend` does.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

RowT = TypeVar("RowT", bound=tuple[Any, ...])
# Roles of PostgreSQL whose policies compare with one workspace, with several, or let every row through.
ONE, SEVERAL, ALL = "campanile_workspace", "campanile_workspaces", "campanile_everywhere"


@dataclass(frozen=True, slots=True)
class Scope:
    """A role of PostgreSQL, none for the one that connects; and the workspaces that its policies let through."""

    role: str
    workspaces: str


# The owner of the tables, whom no policy concerns: it may change tables, and copy into them.
OWNER = Scope("", "")
# The rows of every workspace, and no more rights over them than others have.
EVERYWHERE = Scope(ALL, "*")
# Until it is known whose request it is: the workspace that nobody has.
NOWHERE = Scope(ONE, str(UUID(int=0)))


class OutOfScope(RuntimeError):
    """Rows of another workspace were about to be written."""


_scope: ContextVar[Scope | None] = ContextVar("campanile_scope", default=None)
_of_process = OWNER


def current() -> Scope:
    """The scope of the present request or task, else that of the process."""
    return _scope.get() or _of_process


def confine_process() -> None:
    """From here on this process reaches no tenant's row but inside a scope: web servers and workers."""
    global _of_process
    _of_process = NOWHERE


@contextmanager
def within(scope: Scope) -> Iterator[None]:
    """Statements of the block run in this scope, or in the one that `narrow` chooses; afterwards in that of before."""
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def everywhere() -> Iterator[None]:
    """Statements of the block reach all workspaces: for what is asked before a workspace is known, and for stages.

    Also a decorator. A queryset that leaves the block unread is read in the scope of whoever reads it.
    """
    with within(EVERYWHERE):
        yield


@contextmanager
def as_owner() -> Iterator[None]:
    """Statements of the block are the owner's: COPY into tables of tenants, partitions and indexes, and what PostgreSQL
    tells of sessions and statistics to nobody else. Also a decorator."""
    with within(OWNER):
        yield


@contextmanager
def only_in(workspace_id: UUID) -> Iterator[None]:
    """Statements of the block reach this workspace's rows alone."""
    with within(_of([workspace_id])):
        yield


def narrow(*workspace_ids: UUID) -> None:
    """The rest of the request reaches these workspaces only. Nothing where all are meant: staff, commands, tests."""
    if not _reaches_all(current()):
        _scope.set(_of(workspace_ids))


def widen() -> None:
    """The rest of the request reaches every workspace: staff in the admin."""
    _scope.set(EVERYWHERE)


def require(workspace_id: UUID) -> None:
    """Raises OutOfScope for another workspace than those in scope: for what PostgreSQL's policies can't see to."""
    scope = current()
    if not _reaches_all(scope) and str(workspace_id) not in scope.workspaces.split(","):
        raise OutOfScope(f"{workspace_id} is not in scope")


def require_all(rows: Iterable[RowT]) -> Iterable[RowT]:
    """The same rows, each beginning with its workspace's id. Raises OutOfScope as `require` does."""
    if _reaches_all(current()):
        return rows
    kept = list(rows)
    for workspace_id in {row[0] for row in kept}:
        require(workspace_id)
    return kept


def _reaches_all(scope: Scope) -> bool:
    return scope in (OWNER, EVERYWHERE)


def _of(workspace_ids: Sequence[UUID]) -> Scope:
    if not workspace_ids:
        return NOWHERE
    return Scope(ONE if len(workspace_ids) == 1 else SEVERAL, ",".join(map(str, workspace_ids)))
