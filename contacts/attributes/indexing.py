"""Indexes of single attributes: built and dropped beside the running system, and how far a build has come.

One index or two for each marked attribute of a workspace, over just its contacts (`attribute_expressions` says which).
`bring_in_line` compares what is wanted with what PostgreSQL has, so a build that died is begun anew, and indexes of
attributes that are gone go, too. It runs outside of transactions, as CONCURRENTLY demands; one at a time.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.db import DatabaseError, connection
from psycopg import sql

from contacts.models import AttributeDefinition, IndexState
from contacts.rules.conditions.attribute_expressions import INDEXED
from workspaces.sql import load
from workspaces.wall.scope import as_owner

BUILD = "contacts.tasks.build_attribute_indexes"
_PREFIX = "contact_attribute_"
_NAME = re.compile(rf"{_PREFIX}(\d+)_[a-z]+_\d")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One index that there should be."""

    name: str
    statement: sql.Composed
    definition: AttributeDefinition


def bring_in_line() -> int:
    """Builds the indexes that are wanted and not there, drops the others. Returns how many it built or dropped.

    0 as well when somebody else is at it.
    """
    with _alone() as alone:
        return _work() if alone else 0


def build_progress(workspace_id: UUID) -> dict[int, int]:
    """How far builds that run now have come, in per cent, by attribute."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(load("contacts.attributes", "index_progress"), {"prefix": f"{_PREFIX}%"})
        found = dict(cursor.fetchall())
    building = AttributeDefinition.objects.in_workspace(workspace_id).filter(index_state=IndexState.BUILDING)
    return {
        definition.pk: found[wanted.name]
        for definition in building
        for wanted in _indexes_of(definition)
        if wanted.name in found
    }


def _work() -> int:
    marked = AttributeDefinition.objects.across_workspaces().filter(is_indexed=True, kind__in=list(INDEXED))
    wanted = {
        each.name: each
        for definition in marked.exclude(index_state=IndexState.FAILED)
        for each in _indexes_of(definition)
    }
    existing = _existing()
    gone = [name for name, valid in existing.items() if name not in wanted or not valid]
    for name in gone:
        _execute(sql.SQL("DROP INDEX CONCURRENTLY IF EXISTS {}").format(sql.Identifier(name)))
    _settle_removed()
    missing = [each for name, each in wanted.items() if not existing.get(name)]
    built = sum(_built(each) for each in missing)
    for definition in {each.definition.pk: each.definition for each in wanted.values()}.values():
        _settle(definition.pk, IndexState.READY, only=(IndexState.WAITING, IndexState.BUILDING))
    if built:
        # So that the planner knows how values are spread.
        _execute(sql.SQL("ANALYZE contacts_contact").format())
    return len(gone) + built


def _built(wanted: _Wanted) -> bool:
    pk = wanted.definition.pk
    _settle(pk, IndexState.BUILDING, only=(IndexState.WAITING, IndexState.BUILDING))
    try:
        _execute(wanted.statement)
    except DatabaseError as error:
        _log.exception("attribute_index_failed", attribute=wanted.definition.key, index=wanted.name)
        text = str(error).strip().splitlines()[0][:500]
        AttributeDefinition.objects.across_workspaces().filter(pk=pk).update(
            index_state=IndexState.FAILED, index_error=text
        )
        return False
    return True


def _settle(pk: int, state: IndexState, *, only: tuple[IndexState, ...]) -> None:
    rows = AttributeDefinition.objects.across_workspaces().filter(pk=pk, is_indexed=True, index_state__in=only)
    rows.update(index_state=state, index_error="")


def _settle_removed() -> None:
    rows = AttributeDefinition.objects.across_workspaces().filter(is_indexed=False, index_state=IndexState.REMOVING)
    rows.update(index_state=IndexState.NONE, index_error="")


def _indexes_of(definition: AttributeDefinition) -> Iterator[_Wanted]:
    """The indexes of one attribute. Another kind makes other names, so that a changed kind is built anew."""
    key = sql.SQL("{}::text").format(sql.Literal(definition.key))
    node = sql.SQL("(attributes -> {})").format(key)
    text = sql.SQL("(attributes ->> {})").format(key)
    for number, (expression, operators) in enumerate(INDEXED.get(definition.kind, ())):
        name = f"{_PREFIX}{definition.pk}_{definition.kind}_{number}"
        statement = sql.SQL(
            "CREATE INDEX CONCURRENTLY {name} ON contacts_contact ({expression} {operators})"
            " WHERE workspace_id = {workspace}::uuid"
        ).format(
            name=sql.Identifier(name),
            # The expressions are this code's own; the key goes in as a literal.
            expression=sql.SQL(expression).format(node=node, text=text),
            operators=sql.SQL(operators),
            workspace=sql.Literal(str(definition.workspace_id)),
        )
        yield _Wanted(name, statement, definition)


def _existing() -> dict[str, bool]:
    """The indexes of attributes that there are, and whether each is complete."""
    with connection.cursor() as cursor:
        cursor.execute(load("contacts.attributes", "indexes"), {"prefix": f"{_PREFIX}%"})
        return {name: valid for name, valid in cursor.fetchall() if _NAME.fullmatch(name)}


def _execute(statement: sql.Composed) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(cursor.connection))


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else works on indexes; a lock of the session, as the work spans many transactions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended('attribute indexes', 0))")
        alone = bool(cursor.fetchone()[0])
        try:
            yield alone
        finally:
            if alone:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended('attribute indexes', 0))")
