"""A workspace in which everything that the API can list is there, and much of what grows with use.

One of each thing, and fifteen more of each, are made as the acceptance tests make them; what campaigns, contacts and
people leave behind is then copied by the hundred thousand from one row that was made properly.
"""

from django.apps import apps
from django.db import connection, models

from bench.database import analyze
from tests.acceptance.more_rows import add_more
from tests.acceptance.worlds import OWN_MARK, World, furnish
from workspaces.models import Workspace

PEOPLE = 100_000
# Contacts whose e-mail addresses begin so are no part of the furniture.
_PEOPLE = """
CREATE TABLE bench_people AS
SELECT row_number() OVER () AS n, id AS contact FROM (
    SELECT id FROM contacts_contact WHERE workspace_id = %(workspace)s AND email LIKE 'person%%' LIMIT %(people)s
) AS people
"""
_ALL, _HALF = "SELECT * FROM bench_people", "SELECT * FROM bench_people WHERE n %% 2 = 0"
_ENTERED = "SELECT n, contact, e.id AS execution FROM bench_people JOIN campaigns_execution e ON e.contact_id = contact"
_AGO = "now() - c.n * interval '200 ms'"
# By table: for which rows of which question there is one, and what each has of its own.
_COPIES: tuple[tuple[str, str, dict[str, str]], ...] = (
    (
        "campaigns.Execution",
        _ALL,
        {
            **{"contact_id": "c.contact", "state": "'completed'", "due_at": "NULL"},
            **{"created_at": _AGO, "arrived_at": _AGO, "finished_at": "now()"},
        },
    ),
    ("campaigns.Step", _ENTERED, {"execution_id": "c.execution", "created_at": _AGO}),
    ("campaigns.Step", "SELECT generate_series(1, 100) AS n", {"node": "'s' || c.n", "created_at": _AGO}),
    (
        "messaging.Message",
        _ENTERED,
        {
            **{"contact_id": "c.contact", "execution_id": "c.execution", "state": "'accepted'"},
            **{"created_at": _AGO, "settled_at": "now()", "delivered_at": "now()"},
        },
    ),
    ("campaigns.TriggerDecision", _HALF, {"contact_id": "c.contact", "source_id": "c.n", "created_at": _AGO}),
    (
        "contacts.Event",
        "SELECT p.*, turn FROM bench_people p, generate_series(1, 5) AS turn",
        {"contact_id": "c.contact", "name": "'event ' || c.n %% 10", "occurred_at": _AGO, "created_at": _AGO},
    ),
    (
        "contacts.Event",
        "SELECT generate_series(1, 500) AS n",
        {"name": "'event ' || c.n %% 10", "occurred_at": _AGO, "created_at": _AGO},
    ),
    ("contacts.SegmentMembership", _ALL, {"contact_id": "c.contact", "entered_at": _AGO}),
    ("contacts.Segment", "SELECT generate_series(1, 200) AS n", {"name": "'Copy ' || c.n", "created_at": _AGO}),
    ("messaging.Suppression", _HALF, {"address": "'gone' || c.n || '@example.com'", "created_at": _AGO}),
    ("workspaces.AuditEntry", _HALF, {"created_at": _AGO}),
    (
        "messaging.InboxThread",
        "SELECT * FROM bench_people WHERE n %% 10 = 0",
        {"contact_id": "c.contact", "created_at": _AGO, "updated_at": _AGO, "last_at": _AGO},
    ),
    ("messaging.InboxEntry", "SELECT generate_series(1, 500) AS n", {"key": "gen_random_uuid()", "created_at": _AGO}),
    ("workspaces.WebhookEvent", _HALF, {"created_at": _AGO, "happened_at": _AGO}),
    (
        "workspaces.WebhookDelivery",
        "SELECT row_number() OVER () AS n, e.id AS event FROM workspaces_webhookevent e"
        " WHERE NOT EXISTS (SELECT FROM workspaces_webhookdelivery d WHERE d.event_id = e.id)",
        {"event_id": "c.event", "created_at": _AGO, "state": "'delivered'", "settled_at": "now()"},
    ),
    (
        "messaging.LinkClick",
        "SELECT row_number() OVER () AS n, id AS message, contact_id AS contact FROM messaging_message LIMIT 50000",
        {"message_id": "c.message", "contact_id": "c.contact", "clicked_at": _AGO, "url": "'https://example.com/all'"},
    ),
)


def furnished(workspace: Workspace) -> World:
    """What addresses call the things that are in it then. For an empty one: its campaigns would take everybody in."""
    world = furnish(workspace, OWN_MARK)
    add_more(workspace, range(15))
    return world


def fill(workspace: Workspace) -> None:
    """What its contacts, who are there by now, leave behind."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"workspace": workspace.pk, "people": PEOPLE})
    for label, rows, own in _COPIES:
        _copy(workspace, apps.get_model(label), rows, own)
    analyze(*sorted({apps.get_model(label)._meta.db_table for label, _, _ in _COPIES}))


def _copy(workspace: Workspace, model: type[models.Model], rows: str, own: dict[str, str]) -> None:
    """The workspace's first row once for each row of the question `c`, but for what each has of its own."""
    meta = model._meta
    columns = [str(field.column) for field in meta.concrete_fields if not field.generated]
    values = {column: f"t.{column}" for column in columns} | own
    if isinstance(meta.pk, models.UUIDField):
        values["id"] = "uuidv7()"
    else:
        del values["id"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {meta.db_table} ({', '.join(values)}) SELECT {', '.join(values.values())}"  # noqa: S608 - our own words
            f" FROM (SELECT * FROM {meta.db_table} WHERE workspace_id = %(workspace)s ORDER BY id LIMIT 1) AS t,"
            f" ({rows}) AS c",
            {"workspace": workspace.pk},
        )
