"""The plans that claims count on: a backlog that may not be sent costs next to nothing, and rows are found by key."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from messaging.delivery.states import Settlement, exchange
from messaging.delivery.taken import give_back_room
from messaging.models import Message, MessageState, StreamDay
from messaging.services import stream_set
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


def test_days_and_their_messages_are_found_by_index(world: World) -> None:
    """With a large outbox and many days: what gives room back, and what a changed limit lets be looked at again."""
    [contact] = world.contacts(1)
    other = make_stream(world.workspace)
    with connection.cursor() as cursor:
        cursor.execute(BACKLOG, [world.workspace.pk, world.stream.pk, contact.pk, world.version.pk])
        cursor.execute("UPDATE messaging_message SET state = 'accepted', settled_at = now()")
        cursor.execute(
            BACKLOG.replace("number,", "-number,"), [world.workspace.pk, other.pk, contact.pk, world.version.pk]
        )
        cursor.execute(
            "INSERT INTO messaging_streamday (workspace_id, stream_id, day, used) "
            "SELECT %s, %s, DATE '2000-01-01' + number, 1 FROM generate_series(1, 5000) AS number",
            [world.workspace.pk, other.pk],
        )
        cursor.execute("ANALYZE messaging_message, messaging_streamday")
    with CaptureQueriesContext(connection) as captured:
        exchange([Settlement(1, 1, MessageState.REJECTED)], [], None)
        give_back_room([Message(stream_id=world.stream.pk, counted_on=date(2000, 1, 1))])
        stream_set(stream_id=world.stream.pk, workspace=world.workspace, name="Welcome", claimable=True, daily_limit=5)
    statements = [
        query["sql"]
        for query in captured
        if any(words in query["sql"] for words in ('messaging_message"', "settled AS", "-- give_back_days"))
    ]
    assert len(statements) == 3
    for statement in statements:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {statement}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "Seq Scan on messaging_message" not in plan.replace("messaging_messagestream", "streams"), plan
        assert "Seq Scan on messaging_streamday" not in plan, plan
    assert StreamDay.objects.in_workspace(world.workspace).count() == 5_000


def test_the_next_sends_are_found_by_index_and_a_long_queue_is_not_read(world: World) -> None:
    idle = make_stream(world.workspace)
    [contact] = world.contacts(1)
    with connection.cursor() as cursor:
        cursor.execute(BACKLOG, [world.workspace.pk, world.stream.pk, contact.pk, world.version.pk])
        cursor.execute("ANALYZE messaging_message")
        params = {"streams": [str(world.stream.pk), str(idle.pk)], "shards": 16}
        cursor.execute(f"EXPLAIN {load('messaging.selectors', 'next_sends')}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute(load("messaging.selectors", "next_sends"), params)
        assert [row[0] for row in cursor.fetchall()] == [world.stream.pk]
    assert "Seq Scan on messaging_message" not in plan
    assert plan.count("message_due") == 2
