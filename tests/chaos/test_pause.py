"""Pause under load: from the moment the call returns, nothing is claimed; resume goes on as if nothing had been."""

import pytest
from django.db import connection, transaction

from campaigns.services import campaign_launch, campaign_pause, campaign_resume
from messaging.delivery.dispatch import CHUNK
from tests.chaos.crew import Crew
from tests.chaos.invariants import check_post, check_rows
from tests.chaos.scene import Scene
from tests.factories.campaigns import SYSTEM

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("chaos")]

WORKERS = 3
Claims = tuple[list[tuple[object, ...]], list[tuple[object, ...]]]


def claims_of(scene: Scene) -> Claims:
    """All that claims change: where executions stand, and how often each message was claimed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, state, node, visit, arrived_at, due_at FROM campaigns_execution WHERE campaign_id = %s "
            "ORDER BY id",
            [scene.campaign.pk],
        )
        executions = cursor.fetchall()
        cursor.execute(
            "SELECT id, attempt, released_at FROM messaging_message WHERE stream_id = %s ORDER BY id",
            [scene.campaign.pk],
        )
        return executions, cursor.fetchall()


@transaction.atomic
def pause(scene: Scene) -> Claims:
    """Pauses; gives what was claimed as seen while the pause's own lock keeps claims out."""
    campaign_pause(campaign=scene.campaign, actor=SYSTEM)
    return claims_of(scene)


def test_nothing_is_claimed_after_a_pause_returned(scene: Scene, crew: Crew) -> None:
    for _ in range(WORKERS):
        crew.start()
    campaign_launch(campaign=scene.campaign, actor=SYSTEM)
    for taken in (40, 200, 420, 550):
        scene.wait_taken(taken)
        claimed, letters = pause(scene), len(scene.office.letters)
        crew.wait_rounds(3)
        assert claims_of(scene) == claimed
        assert scene.count("sending") == 0
        # What had been handed over to be sent at that moment went out: at most a chunk of each worker.
        assert len(scene.office.letters) - letters <= WORKERS * CHUNK
        check_rows(scene.campaign)
        campaign_resume(campaign=scene.campaign, actor=SYSTEM)
    scene.wait_finished()
    crew.stop()
    check_rows(scene.campaign)
    check_post(scene.campaign, scene.office)
    scene.check_all_served()
    assert scene.count("unknown") == 0
