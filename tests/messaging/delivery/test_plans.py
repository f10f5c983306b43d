"""The plans that claims count on: a backlog that may not be sent costs next to nothing, and rows are found by key."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test.utils import CaptureQueriesContext

from messaging.delivery.batch import Candidate
from messaging.delivery.rehearse import candidate_of
from messaging.delivery.states import Settlement, exchange
from messaging.delivery.taken import give_back_room
from messaging.models import Message, MessageState, StreamDay
from messaging.services import stream_set
from tests.factories.messaging import make_stream
from tests.messaging.world import World
from tests.plans import plan_of
from workspaces.clock import database_now
from workspaces.sql import load

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_tables")]

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
        plan = plan_of(load("messaging.delivery", "due_slices"), params)
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
        give_back_room([Message(stream_id=world.stream.pk, counted_on=date(2000, 1, 1))])
        stream_set(stream_id=world.stream.pk, workspace=world.workspace, name="Welcome", claimable=True, daily_limit=5)
    statements = [
        query["sql"]
        for query in captured
        if any(words in query["sql"] for words in ('messaging_message"', "-- give_back_days"))
    ]
    assert len(statements) == 2
    for statement in statements:
        plan = plan_of(statement)
        assert "Seq Scan on messaging_message" not in plan.replace("messaging_messagestream", "streams"), plan
        assert "Seq Scan on messaging_streamday" not in plan, plan
    assert StreamDay.objects.in_workspace(world.workspace).count() == 5_000


def test_an_exchange_that_was_planned_for_empty_tables_finds_rows_by_key_when_they_are_large(world: World) -> None:
    """Its plans are kept for as long as the connection lives, and nobody tells it of what grew since."""
    row = candidate_of(world.queue(1)[0])
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")
        for _ in range(7):
            exchange([Settlement(1, 1, MessageState.REJECTED)], [row], None)
        cursor.execute(BACKLOG, [world.workspace.pk, world.stream.pk, row.contact_id, world.version.pk])
        cursor.execute(
            "INSERT INTO messaging_suppression (workspace_id, channel, address, reason, source, created_at) "
            "SELECT %s, 'email', 'gone' || number || '@example.com', 'manual', '', now() "
            "FROM generate_series(1, 20000) AS number",
            [world.workspace.pk],
        )
        rows = _leased_by_hand(cursor, 50)
        with transaction.atomic():
            before = _read(cursor)
            done = exchange([_accepted(each) for each in rows[:25]], rows[25:], None)
            after = _read(cursor)
        assert (len(done.settled), len(done.dispatched)) == (25, 25)
    # No scan of a table: indexes led to 50 messages, 25 times to stream and consent, and past all that is suppressed.
    assert [was - before[name] for name, was in after.items()] == [0, 100]


_READ = """
SELECT sum(seq_scan), sum(idx_tup_fetch) FROM pg_stat_xact_user_tables
WHERE relname IN ('messaging_message', 'messaging_messagestream', 'contacts_consent', 'messaging_suppression')
"""


def _read(cursor: CursorWrapper) -> dict[str, int]:
    cursor.execute(_READ)
    scans, rows = cursor.fetchone()
    return {"tables read": int(scans), "rows found by index": int(rows)}


def _leased_by_hand(cursor: CursorWrapper, number: int) -> list[Candidate]:
    cursor.execute(
        "UPDATE messaging_message SET state = 'sending', attempt = 1, lease_expires_at = now() + interval '1 hour' "
        "WHERE id IN (SELECT id FROM messaging_message WHERE execution_id > 0 ORDER BY id LIMIT %s)",
        [number],
    )
    return [candidate_of(message) for message in Message.objects.across_workspaces().filter(state="sending")]


def _accepted(row: Candidate) -> Settlement:
    return Settlement(row.id, row.attempt, MessageState.ACCEPTED)


def test_the_exchange_keeps_the_settings_that_its_plans_count_on() -> None:
    """Whoever replaces the function has to name all of them again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(proconfig) FROM pg_proc WHERE proname = 'messaging_exchange' ORDER BY 1")
        assert [setting for (setting,) in cursor.fetchall()] == [
            "enable_incremental_sort=off",
            "enable_nestloop=off",
            "enable_seqscan=off",
            "enable_sort=off",
            "plan_cache_mode=force_generic_plan",
        ]


def test_the_next_sends_are_found_by_index_and_a_long_queue_is_not_read(world: World) -> None:
    idle = make_stream(world.workspace)
    [contact] = world.contacts(1)
    with connection.cursor() as cursor:
        cursor.execute(BACKLOG, [world.workspace.pk, world.stream.pk, contact.pk, world.version.pk])
        cursor.execute("ANALYZE messaging_message")
        params = {"streams": [str(world.stream.pk), str(idle.pk)], "shards": 16}
        plan = plan_of(load("messaging.selectors", "next_sends"), params)
        cursor.execute(load("messaging.selectors", "next_sends"), params)
        assert [row[0] for row in cursor.fetchall()] == [world.stream.pk]
    assert "Seq Scan on messaging_message" not in plan
    assert plan.count("message_due") == 2
