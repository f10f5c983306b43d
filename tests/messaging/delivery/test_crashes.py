"""kill -9 at every named point: no message is sent twice, none is lost, what is in doubt is unknown."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from messaging.delivery import stage
from messaging.delivery.claim import lease_time
from messaging.models import StreamIteration
from messaging.services import sender_update, stream_set
from tests.factories.messaging import messages_of
from tests.messaging.smtp_server import Server
from tests.messaging.world import World
from workspaces.clock import database_now
from workspaces.services import Actor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]
WORKER = Path(__file__).with_name("crash_worker.py")
NUMBER = 120


def run_worker(crash_point: str) -> int:
    environment = {**os.environ, "CAMPANILE_CRASH_POINT": crash_point, "PYTHONPATH": str(settings.BASE_DIR)}
    name = connection.settings_dict["NAME"]
    done = subprocess.run([sys.executable, str(WORKER), name], env=environment, check=False, timeout=60)
    return done.returncode


@pytest.mark.parametrize(
    ("crash_point", "sent_before", "unknown"),
    [
        ("delivery.after_claim", 0, 0),
        ("delivery.before_commit", 0, 0),  # of the first chunk: nothing is marked yet
        ("delivery.after_commit", 0, 50),  # the first chunk is marked and nothing of it is sent
        ("delivery.before_provider", 0, 50),
        ("delivery.before_provider:20", 19, 50),
        ("delivery.after_provider", 1, 50),
        ("delivery.after_provider:60", 60, 50),
        ("delivery.before_commit:2", 50, 50),  # the first chunk went out and could not be settled
        ("delivery.after_commit:2", 50, 50),  # settled; the second chunk is marked
    ],
)
def test_a_killed_worker(world: World, server: Server, crash_point: str, sent_before: int, unknown: int) -> None:
    sender_update(
        sender=world.sender, actor=Actor.system(), changes={"config": {**world.sender.config, "connections": 1}}
    )
    world.queue(NUMBER)
    assert run_worker(crash_point) == -signal.SIGKILL
    assert len(server.mails) == sent_before

    all_but_these_arrive_once(world, server, unknown)


def test_a_worker_killed_while_several_connections_wait(world: World, server: Server) -> None:
    """What had no answer yet on any of them is of its chunk, and in doubt."""
    world.queue(NUMBER)
    assert run_worker("delivery.after_provider:60") == -signal.SIGKILL
    assert server.connections == 4
    assert 57 <= len(server.mails) <= 63
    all_but_these_arrive_once(world, server, 50)


def all_but_these_arrive_once(world: World, server: Server, unknown: int) -> None:
    later = database_now() + lease_time()
    stage.run(later)
    assert Counter(message.state for message in messages_of(world.stream)) == Counter(
        {"accepted": NUMBER - unknown, "unknown": unknown}
    )
    recipients = Counter(mail.recipient for mail in server.mails)
    assert max(recipients.values()) == 1
    for message in messages_of(world.stream):
        # Whatever was accepted arrived; what is unknown may have, and is not tried again.
        assert message.state == "unknown" or recipients[message.address] == 1
    stage.run(later + lease_time() * 100)
    assert Counter(mail.recipient for mail in server.mails) == recipients


@pytest.mark.parametrize("crash_point", ["delivery.after_claim", "delivery.before_provider"])
def test_a_worker_killed_in_an_iteration(world: World, server: Server, crash_point: str) -> None:
    """The others take up what it left, count it once, and begin the next iteration when it was to begin."""
    stream_set(
        stream_id=world.stream.pk,
        workspace=world.workspace,
        name="Welcome",
        claimable=True,
        iterations={"iteration_send_amount": 40, "send_interval": 60, "is_incremental_send": False},
    )
    world.queue(NUMBER)
    assert run_worker(crash_point) == -signal.SIGKILL
    iteration = StreamIteration.objects.in_workspace(world.workspace)
    assert iteration.values_list("number", "used", "total").get() == (1, 40, 40)
    # What was marked as dispatched is in doubt; the rest comes again, without being counted again.
    in_doubt = 40 if crash_point == "delivery.before_provider" else 0
    stage.run(database_now() + lease_time())
    assert iteration.values_list("number", "used", "total").get() == (1, 40, 40)
    assert len(server.mails) == 40 - in_doubt
    begins = iteration.get().next_at
    assert begins is not None
    stage.run(begins)
    assert iteration.values_list("number", "used", "total").get() == (2, 40, 80)
    assert len(server.mails) == 80 - in_doubt
    assert max(Counter(mail.recipient for mail in server.mails).values()) == 1


def test_a_worker_that_lives_sends_everything(world: World, server: Server) -> None:
    world.queue(NUMBER)
    assert run_worker("") == 0
    assert len(server.mails) == NUMBER
