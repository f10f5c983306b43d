"""Leases and stale workers: nothing is sent twice because somebody came back from the dead."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from messaging.delivery import stage, states
from messaging.delivery.claim import claim, lease_time
from messaging.delivery.dispatch import Dispatch
from messaging.delivery.states import Settlement
from messaging.models import Message, MessageState
from tests.factories.messaging import states_of
from tests.messaging.smtp_server import Server
from tests.messaging.world import World
from workspaces.clock import database_now

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_expired_lease_that_was_never_dispatched_is_queued_again(world: World) -> None:
    [message] = world.queue(1)
    now = database_now()
    claim(now, 10)
    assert states.reclaim(now + lease_time() - timedelta(seconds=1))[MessageState.QUEUED] == 0
    assert states.reclaim(now + lease_time()) == {MessageState.QUEUED: 1, MessageState.UNKNOWN: 0}
    message.refresh_from_db()
    assert (message.state, message.reason, message.attempt) == ("queued", "", 1)
    assert message.lease_expires_at is None


def test_an_expired_lease_that_was_dispatched_is_unknown_and_never_sent(world: World, server: Server) -> None:
    [message] = world.queue(1)
    now = database_now()
    claimed = claim(now, 10)
    assert claimed is not None
    assert states.exchange([], claimed.batch.rows, None).dispatched == {message.pk}
    late = now + lease_time() + timedelta(hours=2)
    assert stage.run(late) == stage.Progress(unknown=1)
    assert states_of([message]) == [("unknown", "lease_expired")]
    assert stage.run(late + timedelta(days=1)) == stage.Progress()
    assert server.mails == []


def test_a_worker_that_lost_its_lease_sends_nothing_more(world: World, server: Server) -> None:
    messages = world.queue(3)
    now = database_now()
    claimed = claim(now, 10)
    assert claimed is not None
    states.reclaim(now + lease_time())
    dispatch = Dispatch(claimed.batch)
    dispatch.run()
    assert server.mails == []
    assert dict(dispatch.tally) == {}
    assert set(states_of(messages)) == {("queued", "")}


def test_a_stale_worker_cannot_report_over_the_next_attempt(world: World) -> None:
    [message] = world.queue(1)
    now = database_now()
    first = claim(now, 10)
    assert first is not None
    states.reclaim(now + lease_time())
    second = claim(now + lease_time(), 10)
    assert second is not None
    assert (first.batch.rows[0].attempt, second.batch.rows[0].attempt) == (1, 2)
    stale = Settlement(message.pk, 1, MessageState.REJECTED, "smtp_refused")
    assert states.exchange([stale], [], None).settled == set()
    assert states_of([message]) == [("sending", "")]
    fresh = Settlement(message.pk, 2, MessageState.ACCEPTED)
    assert states.exchange([fresh], [], None).settled == {message.pk}
    assert states_of([message]) == [("accepted", "")]


@pytest.mark.parametrize("state", ["accepted", "rejected", "unknown", "skipped", "queued"])
def test_settled_and_queued_messages_cannot_be_reported_on(world: World, state: str) -> None:
    [message] = world.queue(1)
    settled = None if state == "queued" else database_now()
    Message.objects.in_workspace(world.workspace).update(state=state, settled_at=settled, attempt=1)
    report = Settlement(message.pk, 1, MessageState.REJECTED, "smtp_refused")
    assert states.exchange([report], [], None).settled == set()
    assert states_of([message]) == [(state, "")]


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": "sending", "lease_expires_at": None},
        {"state": "accepted", "settled_at": None},
        {"state": "queued", "settled_at": "2026-01-01T00:00Z"},
        {"state": "sent", "settled_at": "2026-01-01T00:00Z"},
    ],
)
def test_impossible_rows_are_refused_by_the_database(world: World, impossible: dict[str, object]) -> None:
    world.queue(1)
    with pytest.raises(IntegrityError):
        Message.objects.in_workspace(world.workspace).update(**impossible)
