"""A worker that stands still for longer than its lease and then goes on: others have taken over; it does no harm."""

import signal

import pytest

from campaigns.services import campaign_launch
from messaging.delivery.dispatch import CHUNK
from tests.chaos.crew import Crew, Worker
from tests.chaos.invariants import check_post, check_rows
from tests.chaos.scene import MAILS, Scene
from tests.factories.campaigns import SYSTEM
from tests.messaging.smtp_server import Script

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("chaos")]

SHORT_LEASE = 2.0


def freeze_at(stage: str, times: int, frozen: list[Worker]) -> Script:
    """Stops the first worker when the conversation has come to that stage so many times, before it is answered."""

    def script(asked: str, number: int) -> None:
        if (asked, number) == (stage, times):
            frozen[0].signal(signal.SIGSTOP)

    return script


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
    workers: list[Worker] = []
    scene.office.script = freeze_at(stage, times, workers)
    workers.append(crew.start(lease_seconds=SHORT_LEASE))
    campaign_launch(campaign=scene.campaign, actor=SYSTEM)
    crew.start()
    scene.wait_finished()
    unknown, letters = scene.count("unknown"), len(scene.office.letters)
    assert unknown in in_doubt
    workers[0].signal(signal.SIGCONT)
    crew.wait_rounds(2)
    crew.stop()
    check_rows(scene.campaign)
    check_post(scene.campaign, scene.office)
    scene.check_all_served()
    assert scene.count("unknown") == unknown
    # A mail whose content was on its way when the worker stopped is in the server; it has sent no other since.
    assert len(scene.office.letters) - letters in range(2)
    assert len(scene.office.letters) >= MAILS - unknown
