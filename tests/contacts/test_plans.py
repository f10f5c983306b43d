"""What lists, timelines, bulk operations and scoring count on from the planner, however many rows there are."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from contacts.arrays import uuid_array
from contacts.models import Contact
from tests.factories.workspaces import make_workspace
from tests.plans import parts_done
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.sql import load
from workspaces.timelines import Asked

pytestmark = pytest.mark.usefixtures("fresh_tables")
FIRST = UUID(int=0)
# A workspace beside a larger one; its contact with the score 4 has done a great deal.
CROWD = """
INSERT INTO contacts_contact (id, workspace_id, email, score, created_at, changed_at)
SELECT gen_random_uuid(), CASE WHEN n %% 4 = 0 THEN %(workspace)s ELSE %(other)s END,
       'p' || n || '@example.com', n, now(), now()
FROM generate_series(1, 8000) AS n;
INSERT INTO contacts_event (workspace_id, contact_id, name, properties, occurred_at, created_at)
SELECT workspace_id, id, 'seen', '{}', now(), now() FROM contacts_contact WHERE workspace_id = %(workspace)s;
INSERT INTO contacts_event (workspace_id, contact_id, name, properties, occurred_at, created_at)
SELECT %(workspace)s, (SELECT id FROM contacts_contact WHERE workspace_id = %(workspace)s AND score = 4),
       (ARRAY['seen', 'ordered', 'paid'])[1 + n %% 3], '{}', now() - n * interval '1 minute', now()
FROM generate_series(1, 12000) AS n;
INSERT INTO contacts_contactscore (workspace_id, contact_id, computed, parts, ages)
SELECT workspace_id, id, 1, '{}', score %% 100 = 0 FROM contacts_contact WHERE workspace_id = %(workspace)s;
INSERT INTO contacts_scoredue (workspace_id, contact_id)
SELECT workspace_id, id FROM contacts_contact WHERE workspace_id = %(workspace)s;
"""
TABLES = ("contact", "event", "contactscore", "scoredue")


@pytest.fixture
def workspace() -> Workspace:
    workspace = make_workspace()
    with connection.cursor() as cursor:
        cursor.execute(CROWD, {"workspace": workspace.pk, "other": make_workspace().pk})
        cursor.execute(";".join(f"ANALYZE contacts_{table}" for table in TABLES))
    return workspace


def run(statement: str, params: dict[str, Any]) -> tuple[set[str], int]:
    """The indexes that a statement reads, and how many rows went through the widest part of its plan."""
    parts = parts_done(statement, params)
    assert not [part for part in parts if part["Node Type"] == "Seq Scan" and part["Actual Rows"] > 100]
    # The index of a month is called after that of the table.
    indexes = {part["Index Name"].partition("_20")[0] for part in parts if "Index Name" in part}
    return indexes, max(int(part["Actual Rows"] * part["Actual Loops"]) for part in parts)


def test_the_newest_events_of_a_busy_contact_are_not_sorted(workspace: Workspace) -> None:
    busy = Contact.objects.in_workspace(workspace).get(score=4)
    behind = database_now() - timedelta(hours=1)
    ours = {"contact": busy.pk, "workspace": workspace.pk}
    params: dict[str, Any] = {**ours, "after": None, "before_at": behind, "before_key": 5, "limit": 31}
    indexes, rows = run(load("contacts", "contact_events"), params)
    assert "event_by_contact" in indexes
    assert rows < 200
    indexes, rows = run(load("contacts", "timeline"), {**ours, **Asked(31, None, (behind, 10, 5)).params})
    assert "event_by_contact" in indexes
    assert rows < 200
    _, rows = run(load("contacts", "timeline"), {**ours, **Asked(31, ("consent",)).params})
    assert rows <= 1


def test_bulk_operations_read_a_chunk_and_no_more(workspace: Workspace) -> None:
    chunk = load("contacts.bulk", "chunk").replace("{which}", "c.workspace_id = %(chunk_workspace)s")
    some = list(Contact.objects.in_workspace(workspace).order_by("pk").values_list("pk", flat=True)[:200])
    params: dict[str, Any] = {
        **{"chunk_workspace": workspace.pk, "cursor": some[-1], "created_before": database_now(), "limit": 100},
        "chunk": uuid_array(some),
    }
    assert run(chunk, params) == ({"contact_by_key"}, 100)
    verdicts = load("contacts.bulk", "verdicts").replace("{verdict}", "NULL")
    for statement in (verdicts, load("contacts.bulk", "lock")):
        indexes, rows = run(statement, params)
        assert indexes <= {"contacts_contact_pkey", "contact_by_key"}
        assert rows == 200


def test_scoring_walks_along_indexes(workspace: Workspace) -> None:
    params: dict[str, Any] = {"workspace": workspace.pk, "cursor": FIRST, "limit": 20}
    assert run(load("contacts.scoring", "walk_all"), params) == ({"contact_by_key"}, 20)
    assert run(load("contacts.scoring", "walk_aged"), params) == ({"contact_score_ages"}, 20)
    indexes, rows = run(load("contacts.scoring", "take_due"), params)
    # Where one workspace's rows stand alone in the queue, both begin at its left end.
    assert indexes <= {"score_due_queue", "contacts_scoredue_pkey"}
    assert rows == 20
    assert run(load("contacts", "score_bounds"), params) == ({"contact_by_score"}, 1)


def test_points_for_events_are_read_for_their_contacts_only(workspace: Workspace) -> None:
    some = Contact.objects.in_workspace(workspace).filter(score__range=(10, 29)).values_list("pk", flat=True)
    now = database_now()
    params: dict[str, Any] = {
        **{"contacts": uuid_array(some), "workspace": workspace.pk, "today": now.date(), "tomorrow": now},
        **{"n_number": 0, "n_name": "seen", "n_points": 5, "n_most": 3, "n_half_life": 7, "n_since": None},
        "n_period": 7,
    }
    indexes, rows = run(load("contacts.scoring", "event_arm").replace("{filter}", "TRUE"), params)
    # Of a partition without rows any index will do.
    assert "event_by_contact" in indexes
    assert rows == 5
    indexes, rows = run(load("contacts.scoring", "inactivity_arm"), params)
    assert "event_by_contact" in indexes
    assert rows == 5
