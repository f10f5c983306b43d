"""Pause and claims on two real connections: pause waits for an open claim, and afterwards none commits."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from campaigns.engine import stage
from campaigns.engine.claim import Work, claim
from campaigns.models import Campaign, Execution
from campaigns.services import campaign_cancel, campaign_pause, campaign_resume
from tests.concurrent import at_once, elsewhere, together, until_waiting
from tests.factories.campaigns import SYSTEM, chain, executions_of, launch, tick
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now

pytestmark = pytest.mark.django_db(transaction=True)

WAIT_SECONDS = 20.0
SHARDS = tuple(range(16))


def reread(campaign: Campaign) -> Campaign:
    return Campaign.objects.in_workspace(campaign.workspace_id).get(pk=campaign.pk)


@pytest.mark.parametrize("stop", [campaign_pause, campaign_cancel])
def test_a_stop_waits_for_the_open_claim_and_keeps_new_ones_out(stop: Callable[..., Campaign]) -> None:
    workspace = make_workspace()
    make_contacts(workspace, 6)
    campaign = launch(workspace, chain())
    claimed_first, stopped = threading.Event(), threading.Event()

    def pause() -> None:
        assert claimed_first.wait(WAIT_SECONDS)
        stop(campaign=campaign, actor=SYSTEM)
        stopped.set()

    with together(pause) as [stopping], _open_claim(campaign, 2) as claimed:
        claimed_first.set()
        until_waiting(stopping)
        assert not stopped.is_set()
        assert claimed == 2
        # A second claimer must not slip in while the pause waits.
        assert _try_claim(campaign) is None
    assert stopped.is_set()
    if stop is campaign_pause:
        assert stage.run().done == 0
        assert [each.state for each in executions_of(campaign)] == ["pending"] * 6


@contextmanager
def _open_claim(campaign: Campaign, limit: int) -> Iterator[int]:
    """A claim that is open while the block runs, and commits without a change afterwards."""
    with transaction.atomic():
        got = claim(Work(campaign.pk, campaign.workspace_id, SHARDS, settled=False), database_now(), limit)
        assert got is not None
        yield len(got)


def _try_claim(campaign: Campaign) -> int | None:
    """What another connection would claim; None where it may not."""

    def work() -> int | None:
        with transaction.atomic():
            got = claim(Work(campaign.pk, campaign.workspace_id, SHARDS, settled=False), database_now(), 100)
            return None if got is None else len(got)

    return elsewhere(work)


def test_two_claimers_share_the_campaign_without_overlap() -> None:
    workspace = make_workspace()
    make_contacts(workspace, 10)
    campaign = launch(workspace, chain())
    with _open_claim(campaign, 4) as mine:
        assert mine == 4
        assert _try_claim(campaign) == 6


def test_resume_lets_the_same_rows_be_claimed_and_touches_none() -> None:
    workspace = make_workspace()
    make_contacts(workspace, 3)
    campaign = launch(workspace, chain())
    campaign_pause(campaign=campaign, actor=SYSTEM)
    rows = Execution.objects.in_workspace(workspace).order_by("pk")
    before = list(rows.values())
    assert tick() == 0
    campaign_resume(campaign=campaign, actor=SYSTEM)
    assert list(rows.values()) == before
    assert tick() == 3
    assert reread(campaign).lifecycle == "COMPLETED"


def test_a_campaign_paused_between_finding_and_claiming_is_left_alone() -> None:
    workspace = make_workspace()
    make_contacts(workspace, 3)
    campaign = launch(workspace, chain())
    campaign_pause(campaign=campaign, actor=SYSTEM)
    assert _try_claim(campaign) is None


def test_many_workers_move_each_execution_once() -> None:
    workspace = make_workspace()
    make_contacts(workspace, 200)
    campaign = launch(workspace, chain(("g", "tag", {"action": "add", "tag": "x"})))

    def work() -> int:
        moved = 0
        while done := stage.run(limit=20).done:
            moved += done
        return moved

    assert sum(at_once(work, work, work)) == 200
    tick()
    assert {each.state for each in executions_of(campaign)} == {"completed"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT execution_id FROM campaigns_step GROUP BY execution_id HAVING count(*) <> 3")
        assert cursor.fetchall() == []
