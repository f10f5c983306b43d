"""kill -9 of the worker at each named point: a fresh worker finishes, nobody gets a mail twice, none is lost."""

import pytest

from campaigns.services import campaign_launch
from messaging.delivery.dispatch import LONG_CHUNK
from tests.chaos.crew import Crew
from tests.chaos.invariants import check_post, check_rows
from tests.chaos.scene import Scene, leases_run_out, prepay
from tests.chaos.test_bulk import BULK
from tests.chaos.test_endpoints import ENDPOINTS
from tests.chaos.test_moving import MOVING
from tests.chaos.test_orders import ORDERS
from tests.chaos.test_routing import ROUTING
from tests.chaos.test_webhooks import WEBHOOKS
from tests.factories.campaigns import SYSTEM
from workspaces.crashpoints import POINTS

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("chaos")]

# For each point: at which of its passages workers die, one after the other, and how many messages each death may leave
# in doubt. Up to a whole chunk stands before its provider calls or has not been reported.
DEATHS: dict[str, tuple[tuple[int, ...], int]] = {
    "engine.after_claim": ((1, 2), 0),
    "engine.before_commit": ((1, 2), 0),
    "engine.after_commit": ((1, 2), 0),
    "delivery.after_claim": ((1, 2), 0),
    "delivery.before_provider": ((1, 70), LONG_CHUNK),
    "delivery.after_provider": ((1, 70), LONG_CHUNK),
    "delivery.before_commit": ((1, 2), LONG_CHUNK),
    "delivery.after_commit": ((1, 2), LONG_CHUNK),
}


def test_every_point_has_its_deaths() -> None:
    assert {*DEATHS, *ROUTING, *ORDERS, *MOVING, *WEBHOOKS, *ENDPOINTS, *BULK} == POINTS


@pytest.mark.parametrize("point", sorted(DEATHS))
def test_a_fresh_worker_finishes_what_killed_ones_left(scene: Scene, crew: Crew, point: str) -> None:
    passages, doubt = DEATHS[point]
    scene.office.chunking = True
    prepay(scene)
    campaign_launch(campaign=scene.campaign, actor=SYSTEM)
    for passage in passages:
        crew.crash(f"{point}:{passage}")
        check_rows(scene.campaign)
        leases_run_out()
    crew.start()
    scene.wait_finished()
    crew.stop()
    check_rows(scene.campaign)
    check_post(scene.campaign, scene.office)
    assert scene.count("unknown") <= doubt * len(passages)
    scene.check_all_served()
