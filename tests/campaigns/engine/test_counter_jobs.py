"""The counters' jobs beside each other and beside writers."""

from datetime import timedelta
from functools import partial

import pytest

from campaigns.engine import counters
from campaigns.models import NodeCounter, NodeTimeline
from tests.concurrent import at_once
from tests.factories.campaigns import make_campaign
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now

ROUNDS, WRITERS, FOLDERS = 30, 3, 3


@pytest.mark.django_db(transaction=True)
def test_compactions_beside_each_other_and_beside_writers_lose_nothing() -> None:
    campaign = make_campaign(make_workspace())
    now = database_now()

    def write(number: int) -> None:
        for round_ in range(ROUNDS):
            NodeCounter.unscoped_objects.bulk_create(
                NodeCounter(
                    workspace_id=campaign.workspace_id,
                    campaign=campaign,
                    node=f"n{node}",
                    outcome="completed",
                    delta=1,
                    created_at=now - timedelta(hours=(number + node + round_) % 5),
                )
                for node in range(5)
            )

    def fold() -> None:
        for _round in range(ROUNDS):
            counters.compact()

    at_once(*(partial(write, number) for number in range(WRITERS)), *[fold] * FOLDERS)
    counters.compact()
    totals = NodeCounter.objects.in_workspace(campaign.workspace_id).values_list("node", "delta", "folded")
    assert sorted(totals) == [(f"n{node}", WRITERS * ROUNDS, True) for node in range(5)]
    hours = NodeTimeline.objects.in_workspace(campaign.workspace_id).values_list("number", flat=True)
    assert sum(hours) == 5 * WRITERS * ROUNDS
