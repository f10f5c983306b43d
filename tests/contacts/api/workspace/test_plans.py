"""What the lookups count on from the planner, however many contacts there are."""

import pytest
from django.db import connection

from tests.factories.workspaces import make_workspace
from tests.plans import plan_of
from workspaces.sql import load

pytestmark = pytest.mark.usefixtures("fresh_tables")

PEOPLE = """
INSERT INTO contacts_contact (id, workspace_id, email, first_name, last_name, created_at, changed_at)
SELECT gen_random_uuid(), %s, 'p' || n || '@example.com', 'First' || n, 'Last' || n, now(), now()
FROM generate_series(1, 20000) AS n
"""

EVENTS = """
INSERT INTO contacts_event (workspace_id, contact_id, name, properties, occurred_at, created_at)
SELECT workspace_id, id, 'seen', '{}', now(), now() FROM contacts_contact WHERE workspace_id = %s
"""


def test_a_search_reads_ranges_of_indexes():
    workspace = make_workspace()
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [workspace.pk])
        cursor.execute("ANALYZE contacts_contact")
    params = {"workspace": workspace.pk, "prefix": "first12%", "text": "first12", "id": None, "most": 1000}
    found = plan_of(load("contacts", "contact_search"), params)
    for index in ("contact_email_prefix", "contact_name_prefix", "contact_surname_prefix"):
        assert index in found
    assert "Seq Scan" not in found


def test_names_of_events_are_read_from_the_latest():
    workspace = make_workspace()
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [workspace.pk])
        cursor.execute(EVENTS, [workspace.pk])
        cursor.execute("ANALYZE contacts_event")
    params = {"workspace": workspace.pk, "pattern": "%", "search": "", "limit": 20, "most": 10_000}
    assert "event_by_time" in plan_of(load("contacts", "event_names"), params)
