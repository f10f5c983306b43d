"""Compiled rules against hand-written SQL: an attribute over 1,000,000 contacts, counted events over 10,000,000."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

from bench.database import analyze, execute_autocommit, scalar
from bench.fixtures import make_workspace
from bench.harness import Row, pairs, rate_row
from contacts import rules
from contacts.models import AttributeDefinition, AttributeKind
from workspaces.clock import database_now
from workspaces.models import Workspace

CONTACTS, EVENTS = 1_000_000, 10_000_000
REPEATS = 3
# A rule may take 1.3 times as long as what somebody would write for just this question; one over events 1.5 times.
ATTRIBUTE_FLOOR, EVENT_FLOOR = 1 / 1.3, 1 / 1.5

_USED = ("contact_by_key", "contact_by_tag", "contact_by_attribute", "event_by_contact", "event_by_time")

# Numbered ids, in the order of their making as version 7 ids are: events can name their contact without a join.
_CONTACTS = """
INSERT INTO contacts_contact (
    id, workspace_id, email, first_name, last_name, timezone, attributes, score, created_at, changed_at
)
SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       %(workspace)s, 'person' || n || '@example.com', 'First' || n, 'Last' || n, 'Europe/Vienna',
       jsonb_build_object(
           'plan', (ARRAY['free', 'pro', 'team'])[1 + n %% 3], 'visits', n %% 1000, 'customer', 'C' || n,
           'born', to_char(date '1950-01-01' + n %% 20000, 'YYYY-MM-DD')),
       n %% 100, now(), now()
FROM generate_series(1, %(count)s) AS n
"""
# Ten events for each contact over half a year, ten names by chance.
_EVENTS = """
INSERT INTO contacts_event (workspace_id, contact_id, name, properties, occurred_at, created_at, routed_at)
SELECT %(workspace)s, ('01900000-0000-7000-8000-' || lpad(to_hex(1 + (n * 7919) %% %(contacts)s), 12, '0'))::uuid,
       (ARRAY['ordered', 'seen', 'opened', 'searched', 'asked', 'called', 'paid', 'shared', 'rated', 'left'])
           [1 + abs(hashint8(n)) %% 10],
       jsonb_build_object('total', n %% 100), at, at, at
FROM (
    SELECT n, now() - interval '180 days' * (1 - n::float8 / %(count)s) AS at
    FROM generate_series(1::bigint, %(count)s) AS n
) AS done
"""


_ATTRIBUTES: tuple[tuple[str, dict[str, Any], str], ...] = (
    (
        "plan is pro",
        {"type": "attribute", "field": "plan", "operator": "equals", "value": "pro"},
        "attributes ->> 'plan' = 'pro'",
    ),
    (
        "visits above 900",
        {"type": "attribute", "field": "visits", "operator": ">", "value": 900},
        # Without its guard a cast would end the statement at the first text that somebody stored.
        "CASE WHEN jsonb_typeof(attributes -> 'visits') = 'number' THEN (attributes ->> 'visits')::numeric END > 900",
    ),
)
_COUNTED = (
    (
        "ordered at least 3 times",
        {"type": "event", "field": "ordered", "operator": "did", "count": 3},
        """id IN (SELECT contact_id FROM contacts_event WHERE workspace_id = %(workspace)s AND name = 'ordered'
                  GROUP BY contact_id HAVING count(*) >= 3)""",
    ),
    (
        "ordered at least twice in 30 days",
        {"type": "event", "field": "ordered", "operator": "did", "count": 2, "window": "30d"},
        """id IN (SELECT contact_id FROM contacts_event WHERE workspace_id = %(workspace)s AND name = 'ordered'
                    AND occurred_at > %(now)s - interval '30 days' AND created_at > %(now)s - interval '31 days'
                  GROUP BY contact_id HAVING count(*) >= 2)""",
    ),
)


def measure() -> Sequence[Row]:
    """Rules as segments ask them, over all contacts, against statements that somebody wrote for just that question."""
    workspace = fill()
    return [
        *(
            _row(workspace, f"rule over 1,000,000 contacts: {name}", leaf, by_hand, ATTRIBUTE_FLOOR)
            for name, leaf, by_hand in _ATTRIBUTES
        ),
        *(
            _row(workspace, f"rule over 10,000,000 events: {name}", leaf, by_hand, EVENT_FLOOR)
            for name, leaf, by_hand in _COUNTED
        ),
    ]


def fill() -> Workspace:
    """The workspace with its contacts and events; indexes are made after the rows, those that rules may use."""
    workspace = make_workspace("rules")
    AttributeDefinition.objects.bulk_create(
        AttributeDefinition(workspace=workspace, key=key, kind=kind)
        for key, kind in (
            ("visits", AttributeKind.NUMBER),
            ("customer", AttributeKind.TEXT),
            ("born", AttributeKind.DATE),
        )
    )
    with _indexes_after("contacts_contact"):
        _execute(_CONTACTS, workspace=workspace.pk, count=CONTACTS)
    for month in range(7):
        scalar("SELECT contacts_event_partition(now() - %(month)s * interval '1 month')", {"month": month})
    with _indexes_after("contacts_event"):
        _execute(_EVENTS, workspace=workspace.pk, contacts=CONTACTS, count=EVENTS)
    analyze("contacts_contact", "contacts_event")
    return workspace


@contextmanager
def _indexes_after(table: str) -> Iterator[None]:
    """Drops the table's indexes but those of its constraints, and makes those in _USED again."""
    found = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
    FROM pg_index i
    WHERE i.indrelid = %(table)s::regclass
      AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
    """
    with connection.cursor() as cursor:
        cursor.execute(found, {"table": table})
        indexes = cursor.fetchall()
    for name, _ in indexes:
        execute_autocommit("DROP INDEX {}", name)
    yield
    for name, definition in indexes:
        if name in _USED:
            _execute(definition.replace("%", "%%").replace(" ON ONLY ", " ON "))


def _execute(statement: str, **parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _row(workspace: Workspace, name: str, leaf: dict[str, Any], by_hand: str, floor: float) -> Row:
    now = database_now()
    predicate = rules.compile(rules.parse({"condition": "AND", "rules": [leaf]}), workspace.pk, now, everybody=True)
    ours = f"SELECT count(*) FROM contacts_contact c WHERE {predicate.sql}"  # noqa: S608 - what is measured
    theirs = f"SELECT count(*) FROM contacts_contact WHERE workspace_id = %(workspace)s AND {by_hand}"  # noqa: S608
    parameters = {"workspace": workspace.pk, "now": now}
    assert scalar(ours, predicate.params) == scalar(theirs, parameters) > 0, name
    times = pairs(lambda: _rate(ours, predicate.params), lambda: _rate(theirs, parameters), REPEATS)
    return rate_row(name, "answers/s", *times, floor)


def _rate(statement: str, parameters: dict[str, Any]) -> float:
    started = time.perf_counter()
    scalar(statement, parameters)
    return 1 / (time.perf_counter() - started)
