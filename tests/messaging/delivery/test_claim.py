"""Claims: whose turn it is, what is never claimed, and that two workers never hold the same message."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from messaging.delivery import claim as claiming
from messaging.delivery import stage
from messaging.delivery.claim import claim
from messaging.models import MessageStream
from messaging.services import messages_cancel
from tests.concurrent import at_once, held_open
from tests.factories.messaging import make_messages, make_sender, make_stream, states_of
from tests.messaging.world import World
from workspaces.clock import database_now
from workspaces.locks import exclusive_campaign_lock

pytestmark = pytest.mark.django_db(transaction=True)


def pause(stream: MessageStream) -> None:
    MessageStream.objects.in_workspace(stream.workspace_id).filter(pk=stream.pk).update(claimable=False)


def test_a_claim_leases_what_is_due(world: World) -> None:
    [message] = world.queue(1)
    now = database_now()
    claimed = claim(now, 10)
    assert claimed is not None
    assert [row.id for row in claimed.batch.rows] == [message.pk]
    message.refresh_from_db()
    assert (message.state, message.attempt) == ("sending", 1)
    assert message.lease_expires_at == now + claiming.lease_time()
    assert message.dispatched_at is None
    assert message.address == message.contact.email
    assert claim(now, 10) is None


def test_what_waits_for_later_and_what_is_paused_is_not_claimed(world: World) -> None:
    later = world.queue(2, not_before=database_now() + timedelta(hours=1))
    assert claim(database_now(), 10) is None
    due = world.queue(2)
    pause(world.stream)
    assert claim(database_now(), 10) is None
    assert set(states_of(later + due)) == {("queued", "")}


def test_streams_take_equal_turns(world: World) -> None:
    """A stream with a long queue does not keep a short one waiting."""
    world.queue(600)
    other = make_stream(world.workspace)
    contacts = world.contacts(3)
    make_messages(other, contacts, world.version, world.sender, message_type="transactional")
    claimed = claim(database_now(), 400)
    assert claimed is not None
    counts = Counter(row.stream_id for row in claimed.batch.rows)
    assert counts[other.pk] == 3
    assert 0 < counts[world.stream.pk] <= 200


def test_a_stream_under_an_exclusive_lock_is_left_alone(world: World) -> None:
    """A pause that waits for its lock already keeps new claims out."""
    messages = world.queue(5)

    def hold() -> None:
        with connection.cursor() as cursor:
            exclusive_campaign_lock(world.stream.pk, cursor)

    with held_open(hold):
        assert claim(database_now(), 10) is None
    assert set(states_of(messages)) == {("queued", "")}
    assert claim(database_now(), 10) is not None


def test_workers_at_once_never_hold_the_same_message(world: World) -> None:
    messages = world.queue(300)
    found: list[int] = []

    def work() -> None:
        while (claimed := claim(database_now(), 40)) is not None:
            found.extend(row.id for row in claimed.batch.rows)

    at_once(work, work)
    # A worker may give up early while the other one holds the last rows; nobody has any of them twice.
    work()
    assert sorted(found) == sorted(message.pk for message in messages)


def test_a_stopped_stream_is_drained_with_its_reason(world: World) -> None:
    due = world.queue(3)
    later = world.queue(2, not_before=database_now() + timedelta(days=1))
    messages_cancel(stream_id=world.stream.pk, workspace_id=world.workspace.pk, reason="campaign_cancelled")
    progress = stage.run()
    assert progress == stage.Progress(skipped=5)
    assert set(states_of(due + later)) == {("skipped", "campaign_stopped")}
    due[0].refresh_from_db()
    assert due[0].reason_detail == "campaign_cancelled"
    world.stream.refresh_from_db()
    assert (world.stream.claimable, world.stream.draining) == (False, False)


def test_a_stream_stays_open_to_draining_while_a_message_is_under_way(world: World) -> None:
    world.queue(1)
    claim(database_now(), 10)
    messages_cancel(stream_id=world.stream.pk, workspace_id=world.workspace.pk, reason="campaign_cancelled")
    stage.run()
    world.stream.refresh_from_db()
    assert world.stream.draining


def test_a_message_without_a_sender_takes_the_default_one(world: World) -> None:
    default = make_sender(world.workspace, is_default=True)
    contacts = world.contacts(1)
    [message] = make_messages(world.stream, contacts, world.version, None, message_type="transactional")
    claim(database_now(), 10)
    message.refresh_from_db()
    assert message.sender_id == default.pk
