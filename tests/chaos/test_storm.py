"""At moments that nobody chose: kill -9, workers that stand still for longer than their lease, clocks that are wrong.

What must always hold holds the whole time.
"""

import random
import signal
from datetime import timedelta

import pytest

from campaigns.services import campaign_launch
from tests.chaos.crew import Crew, Worker
from tests.chaos.invariants import check_post, check_rows
from tests.chaos.scene import MAILS, Scene
from tests.factories.campaigns import SYSTEM
from tests.processes import wait_until
from workspaces.clock import database_now

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("chaos")]

SHORT_LEASE = timedelta(seconds=2)
BLOWS = 8


def freeze(worker: Worker) -> None:
    """Stops it for longer than its lease, whatever it is in the middle of, then lets it go on."""
    worker.signal(signal.SIGSTOP)
    stopped = database_now()
    wait_until(lambda: database_now() > stopped + SHORT_LEASE)
    worker.signal(signal.SIGCONT)


def test_nothing_is_lost_or_doubled_in_a_storm(scene: Scene, crew: Crew) -> None:
    chance = random.Random(2026)
    lease = SHORT_LEASE.total_seconds()
    for skew in (timedelta(days=-1), timedelta(), timedelta(days=1)):
        crew.start(lease_seconds=lease, clock_skew=skew)
    campaign_launch(campaign=scene.campaign, actor=SYSTEM)
    for blow in range(BLOWS):
        scene.wait_taken(blow * MAILS // (2 * BLOWS) + chance.randrange(20))
        worker = chance.choice([each for each in crew.workers if not each.has_crashed])
        if blow % 2:
            freeze(worker)
        else:
            worker.kill()
            crew.start(lease_seconds=lease, clock_skew=timedelta(hours=chance.randrange(-48, 48)))
        check_rows(scene.campaign)
    scene.wait_finished()
    crew.stop()
    check_rows(scene.campaign)
    check_post(scene.campaign, scene.office)
    scene.check_all_served()
