"""The plans that claims count on: a backlog that may not be sent costs a tick next to nothing."""

import pytest
from django.db import connection

from messaging.models import Message
from tests.factories.messaging import make_stream
from tests.messaging.world import World
from workspaces.clock import database_now
from workspaces.sql import load

pytestmark = pytest.mark.django_db(transaction=True)

BACKLOG = """
INSERT INTO messaging_message (workspace_id, stream_id, contact_id, execution_id, node, channel, message_type,
                               template_version_id, not_before, created_at)
SELECT %s, %s, %s, number, 'n', 'email', 'marketing', %s, now() - interval '1 hour', now()
FROM generate_series(1, 20000) AS number
"""


def test_a_paused_backlog_is_not_read(world: World) -> None:
    paused = make_stream(world.workspace, claimable=False)
    [contact] = world.contacts(1)
    with connection.cursor() as cursor:
        cursor.execute(BACKLOG, [world.workspace.pk, paused.pk, contact.pk, world.version.pk])
        cursor.execute("ANALYZE messaging_message")
        params = {"now": database_now(), "shards": 16, "streams": 16}
        cursor.execute(f"EXPLAIN {load('messaging.delivery', 'due_slices')}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute(load("messaging.delivery", "due_slices"), params)
        assert cursor.fetchall() == []
    assert "Seq Scan on messaging_message" not in plan.replace("messaging_messagestream", "streams")
    assert plan.count("message_due") == 2
    assert Message.objects.in_workspace(world.workspace).count() == 20_000
