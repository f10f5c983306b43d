"""The breaker of a sender: opens after failures in a row, then lets one message at a time try the provider."""

from datetime import datetime, timedelta

import pytest

from messaging.delivery import stage
from messaging.delivery.claim import claim
from messaging.delivery.dispatch import Dispatch
from messaging.models import Message
from messaging.policies.sender import PROBE_TIME
from messaging.services import sender_update
from tests.concurrent import at_once
from tests.factories.messaging import states_of
from tests.messaging.smtp_server import Server, at
from tests.messaging.world import World
from workspaces.clock import database_now
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)
PAUSES = (15, 30, 60)


def trip(world: World, server: Server) -> datetime:
    """Fails until the breaker opens; the moment at which the provider may be tried again."""
    server.script = at("connect", "421 down")
    now = database_now()
    for pause in PAUSES:
        stage.run(now)
        now += timedelta(seconds=pause)
    world.sender.refresh_from_db()
    assert world.sender.unavailable_until == now
    return now


def breaker(world: World) -> tuple[int, bool, bool]:
    world.sender.refresh_from_db()
    return world.sender.faults, world.sender.tripped_at is not None, world.sender.probe_until is not None


def test_it_opens_with_the_third_failure_in_a_row(world: World, server: Server) -> None:
    world.queue(1)
    server.script = at("connect", "421 down")
    now = database_now()
    for pause, opened in zip(PAUSES, (False, False, True), strict=True):
        stage.run(now)
        world.sender.refresh_from_db()
        assert (world.sender.tripped_at == now) is opened
        now += timedelta(seconds=pause)
    assert "421 down" in world.sender.fault_detail
    assert world.sender.trip_noted_at is None


def test_ten_thousand_bad_addresses_are_no_failures_of_the_provider(world: World, server: Server) -> None:
    server.script = at("RCPT", "550 no such user")
    messages = world.queue(10_000)
    while stage.run().more:
        pass
    assert breaker(world) == (0, False, False)
    assert set(states_of(messages)) == {("rejected", "smtp_refused")}


def test_one_message_tries_the_provider_and_its_success_closes_the_breaker(world: World, server: Server) -> None:
    first, *others = world.queue(40)
    now = trip(world, server)
    server.script = lambda stage_name, number: None
    claimed = claim(now, 100)
    assert claimed is not None
    assert [row.id for row in claimed.batch.rows] == [first.pk]
    assert set(states_of(others)) == {("queued", "provider_probed")}
    assert breaker(world) == (3, True, True)
    assert claim(now, 100) is None
    Dispatch(claimed.batch, now).run()
    assert breaker(world) == (0, False, False)
    assert stage.run(now + timedelta(seconds=15)).accepted == 39
    assert len(server.mails) == 40


def test_a_probe_that_fails_opens_the_breaker_anew(world: World, server: Server) -> None:
    messages = world.queue(3)
    now = trip(world, server)
    progress = stage.run(now)
    assert (progress.claimed, progress.accepted, progress.held) == (1, 0, 3)
    world.sender.refresh_from_db()
    assert (world.sender.faults, world.sender.tripped_at, world.sender.probe_until) == (4, now, None)
    assert world.sender.unavailable_until == now + timedelta(seconds=120)
    assert {state for state, _ in states_of(messages)} == {"queued"}


def test_a_probe_that_says_nothing_of_the_provider_makes_room_for_the_next(world: World, server: Server) -> None:
    world.queue(3)
    now = trip(world, server)
    server.script = at("RCPT", "550 no such user", 1)
    assert stage.run(now).rejected == 1
    assert breaker(world) == (3, True, False)
    assert stage.run(now + timedelta(seconds=15)).accepted == 1
    assert breaker(world) == (0, False, False)


def test_a_probe_whose_worker_died_is_taken_over_after_a_minute(world: World, server: Server) -> None:
    world.queue(2)
    now = trip(world, server)
    assert claim(now, 10) is not None
    second = claim(now + PROBE_TIME - timedelta(seconds=1), 10)
    assert second is not None
    assert second.batch.rows == []
    server.script = lambda stage_name, number: None
    assert stage.run(now + PROBE_TIME + timedelta(seconds=15)).accepted == 1


def test_four_claims_at_once_make_one_probe(world: World, server: Server) -> None:
    world.queue(400)
    now = trip(world, server)

    def one() -> int:
        found = claim(now, 100)
        return 0 if found is None else found.total

    looked_at = at_once(*[one] * 4)
    assert sum(count > 0 for count in looked_at) > 1, "the claims never met"
    assert Message.objects.in_workspace(world.workspace).filter(state="sending").count() == 1


def test_a_change_to_the_sender_closes_it(world: World, server: Server) -> None:
    world.queue(5)
    now = trip(world, server)
    server.script = lambda stage_name, number: None
    sender_update(sender=world.sender, actor=Actor.system(), changes={"name": "Mended"})
    assert breaker(world) == (0, False, False)
    assert stage.run(now).accepted == 5
