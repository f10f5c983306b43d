"""The counters' jobs beside each other and beside writers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from campaigns.engine import counters
from campaigns.models import NodeCounter, NodeTimeline
from tests.factories.campaigns import make_campaign
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now

ROUNDS, WRITERS, FOLDERS = 30, 3, 3


@pytest.mark.django_db(transaction=True)
def test_compactions_beside_each_other_and_beside_writers_lose_nothing() -> None:
    campaign = make_campaign(make_workspace())
    now = database_now()

    def write(number: int) -> None:
        try:
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
        finally:
            connections.close_all()

    def fold(_: int) -> None:
        try:
            for _round in range(ROUNDS):
                counters.compact()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WRITERS + FOLDERS) as pool:
        jobs = [pool.submit(write, number) for number in range(WRITERS)]
        jobs += [pool.submit(fold, number) for number in range(FOLDERS)]
        for job in jobs:
            job.result()
    counters.compact()
    totals = NodeCounter.objects.in_workspace(campaign.workspace_id).values_list("node", "delta", "folded")
    assert sorted(totals) == [(f"n{node}", WRITERS * ROUNDS, True) for node in range(5)]
    hours = NodeTimeline.objects.in_workspace(campaign.workspace_id).values_list("number", flat=True)
    assert sum(hours) == 5 * WRITERS * ROUNDS
