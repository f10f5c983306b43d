"""Copies of a contact's rows that stand in for the tables, so that a simulation can neither write nor lock anything.

Temporary tables are found before the tables of the same name, by the ORM and the SQL files alike. Once they are made,
the transaction is read-only: PostgreSQL itself then refuses every write, row lock and sequence outside of them.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import UniqueConstraint

from campaigns.models import (
    Campaign,
    Conversion,
    Execution,
    NodeCounter,
    Step,
    WaitSubscription,
    WebhookCall,
)
from contacts.models import (
    AttributeDefinition,
    Contact,
    ContactChange,
    ScoreChange,
    Segment,
    SegmentMembership,
    SegmentTransition,
)
from messaging.models import InboxThread, Message, MessageStream, Sender, SenderUsage, StreamDay, StreamIteration
from workspaces.models import BalanceAccount

# Of one statement: a rule over a contact's own rows takes milliseconds.
STATEMENT_MILLISECONDS = 2_000
# New rows are numbered from here on: no row of the tables, to which copies refer, has such a number.
_FIRST_ID = 1 << 62
_LIKE = "INCLUDING CONSTRAINTS INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING IDENTITY"


class ShadowMissing(RuntimeError):
    """The database's search path finds the tables before the copies; nothing may run then."""


@dataclass(frozen=True, slots=True)
class _Copied:
    """A table and which of its rows a simulation may see: a condition, or "" for none of them."""

    model: type[models.Model]
    rows: str = ""


_OF_CONTACT = "contact_id = %(contact)s"
_OF_WORKSPACE = "workspace_id = %(workspace)s"
# Everything that nodes, policies and the engine write; a new one fails the simulation of its node type's test data.
_TABLES = (
    _Copied(Contact, "id = %(contact)s"),
    _Copied(ContactChange),
    _Copied(ScoreChange),
    _Copied(AttributeDefinition, _OF_WORKSPACE),
    _Copied(Segment, _OF_WORKSPACE),
    _Copied(SegmentMembership, _OF_CONTACT),
    _Copied(SegmentTransition),
    _Copied(Campaign, "id = ANY (%(campaigns)s::uuid[])"),
    _Copied(Execution, _OF_CONTACT),
    _Copied(Step),
    _Copied(NodeCounter),
    _Copied(WaitSubscription),
    _Copied(WebhookCall),
    _Copied(Conversion, _OF_CONTACT),
    _Copied(Message, _OF_CONTACT),
    _Copied(MessageStream, "id = ANY (%(campaigns)s::uuid[])"),
    _Copied(StreamDay, "stream_id = ANY (%(campaigns)s::uuid[])"),
    _Copied(StreamIteration, "stream_id = ANY (%(campaigns)s::uuid[])"),
    _Copied(Sender, _OF_WORKSPACE),
    _Copied(SenderUsage, _OF_WORKSPACE),
    _Copied(BalanceAccount, _OF_WORKSPACE),
    _Copied(InboxThread),
)


@contextmanager
def shadowed(workspace_id: UUID, contact_id: UUID, campaign_ids: Sequence[UUID]) -> Iterator[None]:
    """Inside, the contact's rows and these campaigns are copies, everything else can only be read.

    What was done is rolled back at the end, with everything that was to happen on commit.
    """
    params: dict[str, Any] = {"workspace": workspace_id, "contact": contact_id, "campaigns": list(campaign_ids)}
    with transaction.atomic():
        try:
            with connection.cursor() as cursor:
                schema = _schema(cursor)
                for copied in _TABLES:
                    _copy(copied, schema, params, cursor)
                _check(cursor)
                cursor.execute("SET LOCAL transaction_read_only = on")
                cursor.execute(f"SET LOCAL statement_timeout = {STATEMENT_MILLISECONDS}")
            yield
        finally:
            transaction.set_rollback(True)


def _schema(cursor: CursorWrapper) -> str:
    """Where the tables are, as they must be named beside their copies."""
    cursor.execute(
        "SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = to_regclass(%s)", [Contact._meta.db_table]
    )
    schema: str = cursor.fetchone()[0]
    return schema


def _copy(copied: _Copied, schema: str, params: dict[str, Any], cursor: CursorWrapper) -> None:
    """No value from outside is put into these texts: names of tables and columns, and conditions of ours."""
    meta = copied.model._meta
    table = connection.ops.quote_name(meta.db_table)
    cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE {schema}.{table} {_LIKE})")
    for number, columns in enumerate(_unique(copied.model)):
        cursor.execute(f"CREATE UNIQUE INDEX shadow_{meta.db_table}_{number} ON pg_temp.{table} ({columns})")
    if isinstance(meta.pk, models.AutoField | models.BigAutoField):
        cursor.execute(f"ALTER TABLE pg_temp.{table} ALTER COLUMN {meta.pk.column} RESTART WITH {_FIRST_ID}")
    if copied.rows:
        stored = ", ".join(_quoted(field.column) for field in meta.concrete_fields if not field.generated)
        source = f"SELECT {stored} FROM {schema}.{table} WHERE {copied.rows}"  # noqa: S608  # nosec B608
        cursor.execute(f"INSERT INTO pg_temp.{table} ({stored}) {source}", params)
        cursor.execute(f"ANALYZE pg_temp.{table}")


def _unique(model: type[models.Model]) -> list[str]:
    """The columns of each unique key that statements may name in ON CONFLICT."""
    columns = {field.name: field.column for field in model._meta.concrete_fields}
    keys = [[field.name] for field in model._meta.concrete_fields if field.unique]
    keys += [
        list(each.fields)
        for each in model._meta.constraints
        if isinstance(each, UniqueConstraint) and each.fields and each.condition is None
    ]
    return [", ".join(_quoted(columns[name]) for name in key) for key in keys]


def _quoted(column: str | None) -> str:
    return connection.ops.quote_name(column or "")


def _check(cursor: CursorWrapper) -> None:
    names = [copied.model._meta.db_table for copied in _TABLES]
    cursor.execute(
        "SELECT count(*) FROM unnest(%s::text[]) AS t (name) JOIN pg_class c ON c.oid = to_regclass(t.name)"
        " WHERE c.relpersistence = 't'",
        [names],
    )
    if cursor.fetchone()[0] != len(names):
        raise ShadowMissing("temporary tables are not found first: the search path must not name pg_temp last")
