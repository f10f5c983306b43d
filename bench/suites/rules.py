"""Compiled rules against hand-written SQL: an attribute over 1,000,000 contacts, counted events over 10,000,000."""

import time
from collections.abc import Sequence
from typing import Any

from bench.database import scalar
from bench.harness import Row, pairs, rate_row
from bench.million import filled
from contacts import rules
from workspaces.clock import database_now
from workspaces.models import Workspace

REPEATS = 3
# A rule may take 1.3 times as long as what somebody would write for just this question; one over events 1.5 times.
ATTRIBUTE_FLOOR, EVENT_FLOOR = 1 / 1.3, 1 / 1.5

# What somebody writes who knows the table: its index on attributes answers equality, and a value may have any type.
_ATTRIBUTES: tuple[tuple[str, dict[str, Any], str], ...] = (
    (
        "plan is pro",
        {"type": "attribute", "field": "plan", "operator": "equals", "value": "pro"},
        """attributes @> '{"plan": "pro"}'""",
    ),
    (
        "visits above 900",
        {"type": "attribute", "field": "visits", "operator": ">", "value": 900},
        # Without its guard a cast would end the statement at the first text that somebody stored.
        "CASE WHEN jsonb_typeof(attributes -> 'visits') = 'number' THEN (attributes -> 'visits')::numeric END > 900",
    ),
    (
        "customer starts with c77",
        {"type": "attribute", "field": "customer", "operator": "starts_with", "value": "c77"},
        "lower(attributes ->> 'customer') LIKE 'c77%%'",
    ),
    (
        "born before 1951",
        {"type": "attribute", "field": "born", "operator": "before", "value": "1951-01-01"},
        # A text that is no day would end the statement, too.
        """CASE WHEN pg_input_is_valid(attributes ->> 'born', 'date') THEN (attributes ->> 'born')::date END
           < date '1951-01-01'""",
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
    workspace = filled("rules")
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
