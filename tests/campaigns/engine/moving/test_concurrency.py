"""Moves beside passes, on real connections: rows that a pass holds are moved later, and many at once lose nobody."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from campaigns.engine import stage
from campaigns.engine.claim import Work, claim
from campaigns.engine.moving import stage as moving
from campaigns.models import Campaign, VersionMove
from campaigns.services import ExecutionFilter, campaign_pause, executions_move
from messaging.models import Message
from tests.campaigns.engine.moving.moves import outcome, places, publish
from tests.concurrent import at_once, elsewhere, together
from tests.factories.campaigns import (
    SYSTEM,
    chain,
    counters_of,
    default_sender,
    executions_of,
    launch,
    recount,
    send_config,
    settle_messages,
    tick,
)
from tests.factories.contacts import make_contacts
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.locks import exclusive_campaign_lock
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db(transaction=True)

NO_TIME = {"until": "2001-01-01T00:00+00:00"}
WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})
TAG = ("g", "tag", {"action": "add", "tag": "x"})


@pytest.fixture
def workspace(transactional_db: None) -> Workspace:
    workspace = make_workspace()
    make_contacts(workspace, 6)
    return workspace


def everything(campaign: Campaign) -> None:
    """Moves until it is done, a minute apart."""
    now = database_now()
    while VersionMove.unscoped_objects.filter(state="moving").exists():
        now += moving.LONGEST_PAUSE
        moving.run(now)
    assert counters_of(campaign) == recount(campaign)


def test_whom_a_pass_holds_is_moved_after_its_step(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    publish(campaign, chain(WAIT, TAG))
    with transaction.atomic():
        held = claim(Work(campaign.pk, campaign.workspace_id, range(16), settled=False), database_now(), 2)
        assert held is not None
        assert len(held) == 2
        elsewhere(moving.run)
        move = VersionMove.unscoped_objects.get()
        assert (move.state, move.stayed, move.sweeps) == ("moving", 4, 1)
    assert sorted(each.version.number for each in executions_of(campaign)) == [1, 1, 2, 2, 2, 2]
    tick()
    everything(campaign)
    assert places(campaign) == {("pending", "w", 2, 2)}
    assert outcome(campaign) == ("done", 6, 0, 0)


def test_a_message_that_somebody_holds_keeps_its_execution(workspace: Workspace) -> None:
    default_sender(workspace)
    template, _ = make_published(workspace)
    campaign = launch(workspace, chain(("s", "send", send_config(template)), WAIT))
    tick()
    publish(campaign, chain(WAIT), {"s": "w"})
    with transaction.atomic():
        letters = Message.objects.in_workspace(workspace).select_for_update().order_by("pk")[:1]
        assert len(letters) == 1
        elsewhere(moving.run)
    assert sorted(each.state for each in executions_of(campaign)) == [*["pending"] * 5, "processing"]
    everything(campaign)
    assert places(campaign) == {("pending", "w", 2, 2)}


def test_a_pause_or_an_operator_goes_first(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    publish(campaign, chain(WAIT, TAG))
    with transaction.atomic(), connection.cursor() as cursor:
        exclusive_campaign_lock(campaign.pk, cursor)
        elsewhere(moving.run)
    assert places(campaign) == {("pending", "w", 1, 1)}
    assert VersionMove.unscoped_objects.get().sweeps == 0
    everything(campaign)
    assert places(campaign) == {("pending", "w", 2, 2)}


def test_two_stages_share_the_moves_without_doubling_any(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    publish(campaign, chain(TAG, ("v", "wait", WAIT[2])), {"w": "v"})
    at_once(*[lambda: moving.run(limit=1)] * 4)
    while moving.run(limit=1).done:
        pass
    everything(campaign)
    assert outcome(campaign) == ("done", 0, 6, 0)
    assert {each.visit for each in executions_of(campaign)} == {2}


def test_passes_operators_deliveries_and_moves_at_the_same_time() -> None:
    """Three workers pass, one settles, one moves, one orders about; a new version every while. Nobody is lost."""
    workspace = make_workspace()
    make_contacts(workspace, 120)
    default_sender(workspace)
    template, _ = make_published(workspace)
    send = ("s", "send", send_config(template, on_ineligible="continue"))
    pause = ("w", "wait", NO_TIME)
    campaign = launch(workspace, chain(("v", "wait", NO_TIME), send, pause))
    shapes = [chain(send, pause, TAG), chain(pause, send), chain(TAG, send, ("x", "wait", NO_TIME))]
    over = threading.Event()

    def again(work: Callable[[], object]) -> Callable[[], None]:
        def loop() -> None:
            while not over.is_set():
                work()

        return loop

    def order() -> None:
        which = ExecutionFilter(ids=[executions_of(campaign)[0].public_id])
        executions_move(campaign=campaign, which=which, node="s", actor=SYSTEM)

    passes = again(lambda: stage.run(limit=20))
    others = again(lambda: moving.run(limit=30)), again(lambda: settle_messages(campaign))
    with together(passes, passes, passes, *others):
        try:
            for shape in shapes * 2:
                publish(campaign, shape, {"w": "s"} if "w" not in {node["id"] for node in shape["nodes"]} else {})
                order()
        finally:
            over.set()
    everything(campaign)
    now = database_now()
    for _ in range(20):
        now += moving.LONGEST_PAUSE * 2
        settle_messages(campaign)
        tick(now)
    assert {(each.state, each.reason) for each in executions_of(campaign)} <= {
        ("completed", ""),
        ("skipped", "node_removed"),
    }
    assert counters_of(campaign) == recount(campaign)
    assert not Message.objects.in_workspace(workspace).filter(state="queued").exists()


def test_a_move_ordered_while_paused_waits_for_nobody(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    campaign_pause(campaign=campaign, actor=SYSTEM)
    publish(campaign, chain(WAIT, TAG))
    everything(campaign)
    assert places(campaign) == {("pending", "t", 2, 2)}
