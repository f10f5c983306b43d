"""The stuck detector: what counts as stuck, what does not, and the reason that stands beside it."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from prometheus_client import REGISTRY

from campaigns.engine import counters
from campaigns.models import Campaign, Execution, WebhookCall
from campaigns.reports import stuck
from campaigns.selectors import Stuck, campaign_stuck, stuck_counts
from campaigns.services import campaign_cancel, campaign_pause, campaign_resume
from messaging.models import Message
from tests.factories.campaigns import (
    SYSTEM,
    chain,
    crowd,
    default_sender,
    executions_of,
    launch,
    send_config,
    settle_messages,
    tick,
)
from tests.factories.contacts import make_contacts
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.plans import plan_of
from workspaces.clock import database_now
from workspaces.locks import campaign_lock_halves
from workspaces.models import ProcessHeartbeat, ProcessRole, Workspace
from workspaces.services.heartbeats import heartbeat_record
from workspaces.sql import load

pytestmark = pytest.mark.django_db

WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})
A_WHILE = timedelta(seconds=61)


@pytest.fixture
def workspace() -> Workspace:
    """Three contacts; every process was seen just now."""
    workspace = make_workspace()
    make_contacts(workspace, 3)
    for role in ProcessRole:
        heartbeat_record(role=role)
    return workspace


@pytest.fixture
def queued(workspace: Workspace) -> Campaign:
    """Three executions that nobody has moved yet."""
    return launch(workspace, chain(WAIT))


@pytest.fixture
def sending(workspace: Workspace) -> Campaign:
    """Three executions beside their queued messages."""
    default_sender(workspace)
    template, _ = make_published(workspace)
    campaign = launch(workspace, chain(("s", "send", send_config(template))))
    tick()
    return campaign


def found(campaign: Campaign, after: timedelta = A_WHILE) -> list[tuple[str, int, str]]:
    """(kind, count, reason) as somebody sees it who looks so much later."""
    groups = campaign_stuck(campaign, database_now() + after).groups
    return [(group.kind.value, group.count, group.reason) for group in groups]


def test_who_is_due_for_a_minute_is_stuck(queued: Campaign) -> None:
    first = executions_of(queued)[0]
    Execution.unscoped_objects.filter(pk=first.pk).update(due_at=first.due_at - timedelta(seconds=5))
    assert campaign_stuck(queued) == Stuck()
    assert found(queued, timedelta(seconds=50)) == []
    answer = campaign_stuck(queued, database_now() + A_WHILE)
    (group,) = answer.groups
    assert (group.kind.value, group.count, group.at_least) == ("due", 3, False)
    assert group.since == first.due_at - timedelta(seconds=5)
    assert (answer.oldest[0].id, len(answer.oldest)) == (first.public_id, 3)


def test_who_waits_for_later_is_not_stuck(queued: Campaign) -> None:
    tick()
    assert found(queued) == []
    assert found(queued, timedelta(days=2, minutes=2)) == [("due", 3, "stuck_backlog")]


def test_a_message_that_nobody_takes_or_releases_is_stuck(sending: Campaign) -> None:
    counters.compact()
    assert found(sending) == [("queued", 3, "stuck_not_taken")]
    settle_messages(sending)
    assert found(sending) == [("settled", 3, "stuck_not_taken")]
    Message.unscoped_objects.update(state="unknown")
    assert found(sending) == []
    assert found(sending, timedelta(hours=1, minutes=2)) == [("settled", 3, "stuck_not_taken")]
    tick(database_now() + timedelta(hours=2))
    assert found(sending, timedelta(hours=3)) == []


def test_a_message_of_a_dead_worker_is_stuck(sending: Campaign) -> None:
    counters.compact()
    now = database_now()
    Message.unscoped_objects.update(state="sending", lease_expires_at=now)
    assert found(sending, timedelta(seconds=50)) == []
    assert found(sending) == [("leased", 3, "stuck_lease_expired")]


def test_a_webhook_call_that_nobody_makes_or_releases_is_stuck(queued: Campaign) -> None:
    tick()
    execution, now = executions_of(queued)[0], database_now()
    WebhookCall.objects.create(
        workspace_id=queued.workspace_id,
        campaign=queued,
        execution=execution,
        version_id=execution.version_id,
        node="w",
        visit=1,
        url="https://example.com",
        due_at=now,
        created_at=now,
    )
    call = WebhookCall.unscoped_objects.filter(execution=execution)
    assert [entry[:2] for entry in found(queued)] == [("queued", 1)]
    call.update(state="sending", lease_until=now)
    assert [entry[:2] for entry in found(queued)] == [("leased", 1)]
    call.update(state="succeeded", lease_until=None, settled_at=now)
    assert [entry[:2] for entry in found(queued)] == [("settled", 1)]
    call.update(released_at=now)
    assert found(queued) == []


@pytest.mark.parametrize("hold", [campaign_pause, campaign_cancel])
def test_what_may_not_be_claimed_is_not_stuck(queued: Campaign, hold) -> None:
    hold(campaign=queued, actor=SYSTEM)
    assert found(queued, timedelta(days=1)) == []
    assert set(stuck_counts(database_now() + timedelta(days=1)).values()) == {0}


def test_a_minute_counts_from_the_resume(queued: Campaign) -> None:
    Execution.unscoped_objects.update(due_at=database_now() - timedelta(days=1))
    campaign_pause(campaign=queued, actor=SYSTEM)
    assert Campaign.unscoped_objects.get(pk=queued.pk).claimable_since is None
    campaign_resume(campaign=queued, actor=SYSTEM)
    assert found(queued, timedelta(seconds=50)) == []
    assert [entry[:2] for entry in found(queued)] == [("due", 3)]
    # Campaigns that ran before the moment was noted.
    Campaign.unscoped_objects.update(claimable_since=None)
    assert [entry[:2] for entry in found(queued, timedelta())] == [("due", 3)]


@pytest.mark.parametrize(
    ("missing", "due", "queued_"),
    [
        (ProcessRole.BEAT, "stuck_no_beat", "stuck_no_beat"),
        (ProcessRole.WORKER, "stuck_no_worker", "stuck_not_taken"),
        (ProcessRole.DELIVERY, "stuck_not_taken", "stuck_no_delivery"),
    ],
)
def test_the_reason_names_the_process_that_is_missing(sending: Campaign, missing, due: str, queued_: str) -> None:
    counters.compact()
    ProcessHeartbeat.objects.filter(role=missing).delete()
    Message.unscoped_objects.filter(pk=Message.unscoped_objects.earliest("pk").pk).update(
        state="accepted", settled_at=database_now()
    )
    reasons = {kind: reason for kind, _, reason in found(sending)}
    # Settling wrote a counter, which is a sign of life of delivery.
    assert reasons["settled"] == due
    assert reasons["queued"] == queued_.replace("stuck_not_taken", "stuck_backlog")


@pytest.fixture
def other_session() -> Iterator[psycopg.Connection]:
    """A connection of its own, as a worker has."""
    params = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(**{name: params[name] for name in names if name in params}) as session:
        yield session


def test_a_worker_that_hangs_in_its_transaction_is_named(queued: Campaign, other_session: psycopg.Connection) -> None:
    key = int.from_bytes(queued.pk.bytes[8:], signed=True)
    other_session.execute("SELECT pg_advisory_xact_lock_shared(%s)", [key])
    assert found(queued) == [("due", 3, "stuck_claim_open")]
    other_session.rollback()
    assert found(queued) == [("due", 3, "stuck_not_taken")]


def test_the_halves_are_those_of_the_lock(queued: Campaign) -> None:
    high, low = campaign_lock_halves(queued.pk)
    assert (high << 32 | low).to_bytes(8) == queued.pk.bytes[8:]


def test_counts_stop_at_the_cap(queued: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stuck, "CAP", 2)
    (group,) = campaign_stuck(queued, database_now() + A_WHILE).groups
    assert (group.count, group.at_least) == (2, True)


def test_the_metric_counts_campaigns_of_every_workspace(queued: Campaign, sending: Campaign) -> None:
    later = database_now() + A_WHILE
    assert {kind.value: count for kind, count in stuck_counts(later).items()} == {
        "due": 0,
        "settled": 0,
        "queued": 1,
        "leased": 0,
    }
    Execution.unscoped_objects.filter(campaign=queued).update(due_at=database_now())
    other = make_workspace()
    make_contacts(other, 1)
    launch(other, chain(WAIT))
    assert list(stuck_counts(later).values()) == [2, 0, 1, 0]
    Message.unscoped_objects.update(state="sending", lease_expires_at=database_now())
    assert list(stuck_counts(later).values()) == [2, 0, 0, 1]


def test_the_metric_is_among_the_others(queued: Campaign) -> None:
    Execution.unscoped_objects.update(due_at=database_now() - timedelta(days=1))
    Campaign.unscoped_objects.update(claimable_since=None)
    assert REGISTRY.get_sample_value("campanile_stuck_campaigns", {"kind": "due"}) == 1
    assert REGISTRY.get_sample_value("campanile_stuck_campaigns", {"kind": "queued"}) == 0


@pytest.mark.usefixtures("fresh_tables")
@pytest.mark.parametrize("name", ["find_stuck", "count_stuck"])
def test_the_plans_read_indexes(queued: Campaign, name: str) -> None:
    crowd(queued)
    params = {"campaign": queued.pk, "horizon": database_now(), "last_shard": 15, "cap": 10, "sample": 2}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = plan_of(load("campaigns.reports", name), params)
    # Among a handful of messages one of their indexes may stand in for another.
    for index in ("execution_due_first", "webhook_call_due"):
        assert index in plan
    assert "Seq Scan" not in plan
