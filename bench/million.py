"""1,000,000 contacts and 10,000,000 events in one workspace, as the suites about rules and lists ask them.

Rows go in without indexes and without a log, a month of events in each of two sessions; the indexes come afterwards.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import connection

from bench.database import analyze, execute_autocommit, make_index, scalar, without_indexes
from bench.fixtures import make_workspace
from contacts.models import AttributeDefinition, AttributeKind
from workspaces.clock import database_now
from workspaces.models import Workspace

CONTACTS, EVENTS, DAYS = 1_000_000, 10_000_000, 180
_SESSIONS = 2

# Numbered ids, in the order of their making as version 7 ids are: events can name their contact without a join.
_CONTACTS = """
INSERT INTO contacts_contact (
    id, workspace_id, email, first_name, last_name, timezone, attributes, score, created_at, changed_at
)
SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       %(workspace)s, 'person' || n || '@example.com', 'First' || n, 'Last' || n, 'Europe/Vienna',
       jsonb_build_object(
           'plan', (ARRAY['free', 'pro', 'team'])[1 + n %% 3], 'customer', 'C' || n,
           'visits', CASE WHEN n %% 500 = 7 THEN to_jsonb('many'::text) ELSE to_jsonb(n %% 1000) END,
           'born', CASE WHEN n %% 500 = 7 THEN 'in May' ELSE to_char(date '1950-01-01' + n %% 20000, 'YYYY-MM-DD') END),
       n %% 100, %(now)s, %(now)s
FROM generate_series(1, %(count)s) AS n
"""
# Ten events for each contact over half a year, ten names by chance; those of a month.
_EVENTS = """
INSERT INTO contacts_event (workspace_id, contact_id, name, properties, occurred_at, created_at, routed_at)
SELECT %(workspace)s, ('01900000-0000-7000-8000-' || lpad(to_hex(1 + (n * 7919) %% %(contacts)s), 12, '0'))::uuid,
       (ARRAY['ordered', 'seen', 'opened', 'searched', 'asked', 'called', 'paid', 'shared', 'rated', 'left'])
           [1 + abs(hashint8(n)) %% 10],
       jsonb_build_object('total', n %% 100), at, at, at
FROM (
    SELECT n, %(start)s::timestamptz + n * %(apart)s::interval AS at
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
) AS done
WHERE at >= %(opens)s AND at < %(closes)s
"""
# Indexes of contacts that only pages use, and that take long to build, are left out.
_LEFT_OUT = ("contact_email_prefix", "contact_name_prefix", "contact_surname_prefix", "contact_by_time")


@dataclass(frozen=True, slots=True)
class _Month:
    """A partition and the numbers of the events in it; the ends of the month decide about those at its edges."""

    table: str
    params: dict[str, Any]


def filled(slug: str) -> Workspace:
    """A workspace with its contacts and events."""
    workspace, now = make_workspace(slug), database_now()
    AttributeDefinition.objects.bulk_create(
        AttributeDefinition(workspace=workspace, key=key, kind=kind)
        for key, kind in (
            ("visits", AttributeKind.NUMBER),
            ("customer", AttributeKind.TEXT),
            ("born", AttributeKind.DATE),
        )
    )
    indexes = without_indexes("contacts_contact")
    _execute(_CONTACTS, workspace=workspace.pk, count=CONTACTS, now=now)
    for name, definition in indexes.items():
        if name not in _LEFT_OUT:
            make_index(name, "contacts_contact", definition)
    _fill_events(workspace.pk, now)
    analyze("contacts_contact", "contacts_event")
    return workspace


def _fill_events(workspace_id: UUID, now: datetime) -> None:
    months = list(_months(workspace_id, now))
    indexes = without_indexes("contacts_event")
    for month in months:
        scalar("SELECT contacts_event_partition(%(opens)s)", {"opens": month.params["opens"]})
        execute_autocommit("ALTER TABLE {} SET UNLOGGED", month.table)
    with ThreadPoolExecutor(_SESSIONS) as sessions:
        list(sessions.map(lambda month: _fill_month(month, indexes), months))
    for name, definition in indexes.items():
        # What the months have already becomes a part of it.
        make_index(name, "contacts_event", definition)


def _months(workspace_id: UUID, now: datetime) -> Iterator[_Month]:
    start, apart = now - timedelta(days=DAYS), timedelta(days=DAYS) / EVENTS
    opens = start.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while opens <= now:
        closes = opens + relativedelta(months=1)
        first, last = ((edge - start) // apart for edge in (opens, closes))
        params: dict[str, Any] = {"workspace": workspace_id, "contacts": CONTACTS, "start": start, "apart": apart}
        params |= {"opens": opens, "closes": closes, "first": max(first, 1), "last": min(last + 1, EVENTS)}
        yield _Month(f"contacts_event_{opens:%Y_%m}", params)
        opens = closes


def _fill_month(month: _Month, indexes: Mapping[str, str]) -> None:
    """The month's events, then its indexes, in a session of this thread's own."""
    try:
        _execute(_EVENTS, **month.params)
        for name, definition in indexes.items():
            make_index(month.table.replace("contacts_event", name), month.table, definition)
    finally:
        connection.close()


def _execute(statement: str, **parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
