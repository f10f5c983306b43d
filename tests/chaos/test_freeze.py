"""A worker that stands still for longer than its lease and then goes on: others have taken over; it does no harm."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from campaigns.services import campaign_launch
from messaging.delivery.dispatch import CHUNK
from messaging.models import Sender
from messaging.services import sender_update
from tests.chaos.crew import Crew, Worker
from tests.chaos.invariants import check_post, check_rows
from tests.chaos.scene import MAILS, Scene
from tests.factories.campaigns import SYSTEM
from tests.messaging.smtp_server import Script
from tests.processes import wait_until

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("chaos")]

SHORT_LEASE = 2.0
# A worker with this one gives nothing back for being slow.
LONG_LEASE = 300.0
# The server takes its time, so that a worker is caught in the middle.
SLOW_SECONDS = 0.005
# Less than a sender's patience.
GATE_SECONDS = 4


class Freezer:
    """A server that stops a worker when the conversation has come to a stage so many times, before it answers."""

    def __init__(self, stage: str, times: int) -> None:
        self._when = (stage, times)
        self.worker: Worker | None = None
        self.done = threading.Event()

    def __call__(self, stage: str, number: int) -> str | None:
        if (stage, number) == self._when and self.worker is not None:
            self.worker.signal(signal.SIGSTOP)
            self.done.set()
        return None


def launch_and_freeze(scene: Scene, crew: Crew, freezer: Freezer) -> Worker:
    """The campaign's first worker, stopped by the freezer."""
    worker = freezer.worker = crew.start(lease_seconds=SHORT_LEASE)
    campaign_launch(campaign=scene.campaign, actor=SYSTEM)
    wait_until(freezer.done.is_set, what=crew.tails)
    return worker


@pytest.mark.parametrize(
    ("stage", "times", "in_doubt"),
    [
        # It has claimed, and not yet marked what it is about to send: all of it goes to somebody else.
        ("EHLO", 1, range(1)),
        # In the middle of a chunk: what it was sending is in doubt, for it may have been sent.
        ("content", 20, range(1, CHUNK + 1)),
    ],
)
def test_a_stale_worker_changes_nothing(scene: Scene, crew: Crew, stage: str, times: int, in_doubt: range) -> None:
    scene.office.script = freezer = Freezer(stage, times)
    stale = launch_and_freeze(scene, crew, freezer)
    crew.start()
    scene.wait_finished()
    unknown, letters = scene.count("unknown"), len(scene.office.letters)
    assert unknown in in_doubt
    stale.signal(signal.SIGCONT)
    crew.wait_rounds(2)
    crew.stop()
    check_rows(scene.campaign)
    check_post(scene.campaign, scene.office)
    scene.check_all_served()
    assert scene.count("unknown") == unknown
    # A mail whose content was on its way when the worker stopped is in the server; it has sent no other since.
    assert len(scene.office.letters) - letters in range(2)
    assert len(scene.office.letters) >= MAILS - unknown


class Gate:
    """A server that takes its time over each mail and, while the gate is shut, keeps everybody waiting."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._open = threading.Event()
        self._open.set()
        self.waiting = 0

    def __call__(self, stage: str, number: int) -> str | None:
        if stage == "content":
            time.sleep(SLOW_SECONDS)
            self.waiting += 1
            self._open.wait(GATE_SECONDS)
            self.waiting -= 1
        return self._script(stage, number)

    @contextmanager
    def shut(self) -> Iterator[None]:
        """While this lasts, no mail is answered."""
        self._open.clear()
        yield
        self._open.set()


def test_a_stale_worker_leaves_alone_what_another_one_is_sending(scene: Scene, crew: Crew) -> None:
    # Over several connections, a worker alone would have as many mails at the gate.
    sender = Sender.objects.in_workspace(scene.workspace).get()
    sender_update(sender=sender, actor=SYSTEM, changes={"config": {**sender.config, "connections": 1}})
    freezer = Freezer("EHLO", 1)
    scene.office.script = gate = Gate(freezer)
    stale = launch_and_freeze(scene, crew, freezer)
    crew.start(lease_seconds=LONG_LEASE)
    wait_until(lambda: scene.messages(state="sending", attempt=2), what=scene.state)
    with gate.shut():
        wait_until(lambda: gate.waiting == 1)
        before = stale.rounds
        stale.signal(signal.SIGCONT)
        # It has given up what it had claimed before it stopped, and now sends something else or has nothing to do.
        wait_until(lambda: stale.rounds > before or gate.waiting == 2, what=crew.tails)
    scene.wait_finished()
    crew.stop()
    check_rows(scene.campaign)
    check_post(scene.campaign, scene.office)
    scene.check_all_served()
    assert scene.count("accepted") == MAILS
    # Claimed by the stale worker, then by the other one, and taken from that one by nobody.
    assert {message.attempt for message in scene.messages()} == {1, 2}
