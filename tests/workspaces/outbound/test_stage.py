"""Deliveries from a recorded event to an endpoint's answer: real servers, the standard's own library to verify."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from tests.factories.contacts import make_contact, make_contacts
from tests.factories.webhooks import SYSTEM, deliveries_of, events_of, make_endpoint, received, record_events, verified
from tests.factories.workspaces import make_workspace
from tests.workspaces.http.servers import (
    BadServer,
    Behaviour,
    answer,
    cut_short,
    drop,
    flood,
    hang,
    header,
    in_turn,
    serving,
)
from workspaces.clock import database_now
from workspaces.http import Client
from workspaces.locks import ENDPOINT_TURNS, worker_turn
from workspaces.models import AuditEntry, Notice, WebhookDelivery, WebhookEndpoint, Workspace
from workspaces.outbound import attempt, stage, states
from workspaces.outbound.attempt import Attempt
from workspaces.outbound.schedule import ATTEMPTS, LASTING, WAITS, wait_after
from workspaces.outbound.states import DueDelivery, Room
from workspaces.services.webhooks import endpoint_delete, endpoint_rotate, endpoint_update

OK = answer("204 No Content")
ROOM = Room(8, 16)


def only(endpoint: WebhookEndpoint) -> WebhookDelivery:
    [delivery] = deliveries_of(endpoint)
    return delivery


def claimed(now: datetime) -> DueDelivery:
    [[delivery]] = [series.deliveries for series in states.claim(now, 1, ROOM, [])]
    return delivery


def tried(workspace: Workspace, behaviour: Behaviour) -> tuple[WebhookDelivery, BadServer]:
    """One event and one attempt at telling a server that behaves so."""
    with serving(behaviour) as server:
        endpoint = make_endpoint(workspace, url=server.url()).endpoint
        make_contact(workspace)
        stage.run()
    return only(endpoint), server


def test_a_contact_is_told_of_signed_and_once(workspace: Workspace) -> None:
    with serving(answer("200 OK", b"thanks")) as server:
        made = make_endpoint(workspace, "contact.created", url=server.url())
        contact = make_contact(workspace, first_name="Ada", email="ada@example.com", attributes={"plan": "pro"})
        assert stage.run() == (1, False)
        assert stage.run() == (0, False)
    [event] = events_of(workspace)
    [body] = received(server, made.secret)
    assert body == {
        "type": "contact.created",
        "timestamp": f"{contact.created_at:%Y-%m-%dT%H:%M:%S}.{contact.created_at.microsecond // 1000:03}Z",
        "workspace_id": workspace.public_id,
        "data": {
            "id": contact.public_id,
            "external_id": None,
            "email": "ada@example.com",
            "phone": None,
            "first_name": "Ada",
            "last_name": "",
            "timezone": "",
            "attributes": {"plan": "pro"},
            "tags": [],
            "score": 0,
            "created_at": body["timestamp"],
        },
    }
    assert header(server.requests[0], "webhook-id") == event.public_id
    assert header(server.requests[0], "content-type") == "application/json"
    delivery = only(made.endpoint)
    assert (delivery.state, delivery.status, delivery.tries, delivery.excerpt) == ("delivered", 200, 1, "thanks")
    assert None not in (delivery.settled_at, delivery.tried_at, delivery.milliseconds)
    with pytest.raises(WebhookVerificationError):
        verified(server.requests[0], "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")


@pytest.mark.parametrize(
    ("behaviour", "status", "reason"),
    [
        (answer("500 Oh", b"no"), 500, "refused"),
        (answer("302 Found", b"", "Location: http://127.0.0.1:1/"), 302, "redirected"),
        (drop, None, "connection_failed"),
        (cut_short, None, "connection_failed"),
    ],
)
def test_what_failed_is_made_again(workspace: Workspace, behaviour: Behaviour, status: int | None, reason: str) -> None:
    delivery, server = tried(workspace, behaviour)
    assert (delivery.state, delivery.status, delivery.reason, delivery.tries) == ("pending", status, reason, 1)
    assert delivery.tried_at is not None
    assert delivery.due_at - delivery.tried_at == timedelta(seconds=wait_after(1, delivery.pk))
    assert len(server.requests) == 1


def test_an_answer_that_never_comes_is_given_up_in_time(workspace: Workspace, monkeypatch: Any) -> None:
    assert attempt.TIMEOUT == 5.0
    monkeypatch.setattr(attempt, "TIMEOUT", 0.3)
    delivery, _ = tried(workspace, hang)
    assert (delivery.state, delivery.reason) == ("pending", "timeout")
    assert delivery.milliseconds is not None
    assert 300 <= delivery.milliseconds < 3_000


def test_of_a_huge_answer_only_the_beginning_is_read(workspace: Workspace) -> None:
    delivery, _ = tried(workspace, flood)
    assert (delivery.state, delivery.status, delivery.excerpt) == ("delivered", 200, "x" * 500)


def test_a_receiver_says_when_to_come_back(workspace: Workspace) -> None:
    delivery, _ = tried(workspace, answer("429 Slow down", b"", "Retry-After: 120"))
    assert delivery.tried_at is not None
    assert delivery.due_at - delivery.tried_at == timedelta(seconds=120)


def test_attempts_reach_over_three_days_and_then_end(workspace: Workspace) -> None:
    assert 2.9 < timedelta(seconds=sum(WAITS)) / timedelta(days=1) < 3.1
    waits = {wait_after(3, number) for number in range(50)}
    assert 96 <= min(waits) < 110 < 130 < max(waits) <= 144
    with serving(answer("500 Oh")) as server:
        endpoint = make_endpoint(workspace, url=server.url()).endpoint
        make_contact(workspace)
        WebhookDelivery.objects.in_workspace(workspace).update(tries=ATTEMPTS - 1)
        stage.run()
        delivery = only(endpoint)
        assert (delivery.state, delivery.reason, delivery.tries) == ("failed", "refused", ATTEMPTS)
        assert stage.run() == (0, False)


def test_an_endpoint_that_is_gone_is_disabled_at_once(workspace: Workspace) -> None:
    delivery, _ = tried(workspace, answer("410 Gone"))
    assert (delivery.state, delivery.reason) == ("failed", "gone")
    endpoint = WebhookEndpoint.objects.in_workspace(workspace).get()
    assert (endpoint.enabled, endpoint.disabled_reason) == (False, "gone")
    [notice] = Notice.objects.in_workspace(workspace)
    assert (notice.subject, notice.title) == (endpoint.pk, "A webhook endpoint was disabled")
    assert AuditEntry.objects.in_workspace(workspace).filter(action="webhook.disabled").count() == 1
    make_contact(workspace)
    assert len(events_of(workspace)) == 1, "nobody listens any more"
    endpoint_update(endpoint=endpoint, changes={"enabled": True}, actor=SYSTEM)
    assert Notice.objects.in_workspace(workspace).get().ended_at is not None


def test_an_endpoint_that_fails_for_days_is_left_alone_more_and_more_and_disabled_with_one_notice(
    workspace: Workspace,
) -> None:
    with serving(answer("500 Oh")) as server:
        endpoint = make_endpoint(workspace, url=server.url()).endpoint
        now = database_now() + timedelta(hours=1)
        for number in range(1, 5):
            make_contact(workspace)
            stage.run(now)
            endpoint.refresh_from_db()
            assert (endpoint.failures, endpoint.failing_since) == (number, now)
            assert endpoint.blocked_until == {3: now + timedelta(seconds=5), 4: now + timedelta(seconds=10)}.get(number)
            WebhookEndpoint.objects.in_workspace(workspace).update(blocked_until=None)
        WebhookEndpoint.objects.in_workspace(workspace).update(failing_since=now - LASTING)
        make_contact(workspace)
        make_contact(workspace)
        stage.run(now)
        stage.run(now)
    endpoint.refresh_from_db()
    assert (endpoint.enabled, endpoint.disabled_reason) == (False, "failing")
    assert Notice.objects.in_workspace(workspace).count() == 1
    assert {each.state for each in deliveries_of(endpoint)} == {"failed"}
    assert deliveries_of(endpoint)[-1].reason == "endpoint_disabled"


def test_one_success_wipes_failures_out(workspace: Workspace) -> None:
    with serving(OK) as server:
        endpoint = make_endpoint(workspace, url=server.url()).endpoint
        now = database_now()
        rows = WebhookEndpoint.objects.in_workspace(workspace)
        rows.update(failures=7, failing_since=now - 2 * LASTING, blocked_until=now)
        make_contact(workspace)
        stage.run()
    endpoint.refresh_from_db()
    assert (endpoint.failures, endpoint.failing_since, endpoint.blocked_until) == (0, None, None)
    assert endpoint.enabled


def test_both_secrets_sign_while_the_receiver_changes_its_own(workspace: Workspace) -> None:
    with serving(OK) as server:
        made = make_endpoint(workspace, url=server.url())
        fresh = endpoint_rotate(endpoint=made.endpoint, actor=SYSTEM)
        make_contact(workspace)
        stage.run()
        assert received(server, made.secret) == received(server, fresh.secret)
        WebhookEndpoint.objects.in_workspace(workspace).update(previous_until=database_now())
        make_contact(workspace)
        stage.run()
        verified(server.requests[1], fresh.secret)
        with pytest.raises(WebhookVerificationError):
            verified(server.requests[1], made.secret)


def test_a_dead_endpoint_takes_nothing_from_others(workspace: Workspace, monkeypatch: Any, settings: Any) -> None:
    monkeypatch.setattr(attempt, "TIMEOUT", 1.0)
    settings.OUTBOUND_WEBHOOK_CONCURRENCY = 8
    other = make_workspace()
    seen = threading.Event()

    def good(connection: Any, request: bytes) -> None:
        OK(connection, request)
        seen.set()

    with serving(hang) as dead, serving(good) as alive:
        hung = make_endpoint(workspace, url=dead.url()).endpoint
        fine = make_endpoint(other, url=alive.url()).endpoint
        for _ in range(12):
            make_contact(workspace)
            make_contact(other)
        states.reclaim(database_now())
        stage.DeliveryRound().run()
    assert seen.is_set()
    assert {each.state for each in deliveries_of(fine)} == {"delivered"}
    hung.refresh_from_db()
    # Two of the threads twice; then it was left alone.
    assert sum(each.tries for each in deliveries_of(hung)) <= 4
    assert hung.blocked_until is not None


def test_only_a_trial_goes_to_an_endpoint_that_failed_again_and_again(workspace: Workspace) -> None:
    endpoint = make_endpoint(workspace).endpoint
    now = database_now()
    record_events(workspace, 4, "contact.created", {}, now)
    WebhookEndpoint.objects.in_workspace(workspace).update(failures=3, failing_since=now, blocked_until=now)
    assert len(states.claim(database_now(), 8, ROOM, [])) == 1
    assert len(deliveries_of(endpoint)) == 4


def test_one_thread_tells_of_several_events_until_one_is_not_taken(workspace: Workspace, settings: Any) -> None:
    settings.OUTBOUND_WEBHOOK_CONCURRENCY = 4
    with serving(in_turn(OK, OK, answer("500 Oh"))) as server:
        endpoint = make_endpoint(workspace, url=server.url()).endpoint
        make_contacts(workspace, 8)
        assert stage.run() == (2, False)
    # The third was not taken, so what came after it was let go; so again, then one at a time, until it was left alone.
    told = [(each.state, each.tries, each.attempt) for each in deliveries_of(endpoint)]
    assert told[:3] == [("delivered", 1, 1)] * 2 + [("pending", 1, 1)]
    assert sorted(told[3:]) == [("pending", 0, 2)] * 2 + [("pending", 1, 2)] + [("pending", 1, 3)] * 2
    assert len(server.requests) == 6
    endpoint.refresh_from_db()
    assert endpoint.failures == 3


def test_deliveries_that_a_worker_was_lost_with_go_alone(workspace: Workspace) -> None:
    endpoint = make_endpoint(workspace).endpoint
    record_events(workspace, 8, "contact.created", {}, database_now())
    now = database_now()
    [series] = states.claim(now, 1, ROOM, [])
    assert [each.id for each in series.deliveries] == [each.pk for each in deliveries_of(endpoint)]
    later = now + timedelta(seconds=61)
    assert states.reclaim(later) == 8
    first = states.claim(later, 3, ROOM, [])
    assert [len(each.deliveries) for each in first] == [1, 1, 1]
    record_events(workspace, 2, "contact.created", {}, now)
    second = states.claim(later, 8, ROOM, first)
    assert [[each.losses for each in series.deliveries] for series in second] == [[1]] * 5
    # For these there was no turn left.
    assert [(each.state, each.tries) for each in deliveries_of(endpoint)[8:]] == [("pending", 0)] * 2


def test_a_stale_worker_reports_only_its_own_attempt(workspace: Workspace) -> None:
    endpoint = make_endpoint(workspace).endpoint
    record_events(workspace, 1, "contact.created", {}, database_now())
    now = database_now()
    stale = claimed(now)
    later = now + timedelta(seconds=61)
    assert states.reclaim(later) == 1
    fresh = claimed(later)
    delivered = states.Outcome(states.DeliveryState.DELIVERED, status=200)
    assert (fresh.attempt, fresh.webhook_id) == (2, stale.webhook_id)
    assert states.settle([(stale, delivered)], later) == (0, [])
    assert only(endpoint).state == "sending"
    assert states.settle([(fresh, delivered)], later) == (1, [])
    assert states.settle([(fresh, delivered)], later) == (0, [])
    assert (only(endpoint).state, only(endpoint).losses) == ("delivered", 1)


def test_a_private_address_is_not_called_however_it_came_about(workspace: Workspace, settings: Any) -> None:
    with serving(OK) as server:
        endpoint = make_endpoint(workspace, url=server.url()).endpoint
        settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = False
        make_contact(workspace)
        stage.run()
        assert server.requests == []
    assert (only(endpoint).state, only(endpoint).reason) == ("pending", "address_refused")


def test_errors_of_our_own_end_a_delivery_and_blame_nobody(workspace: Workspace, monkeypatch: Any) -> None:
    endpoint = make_endpoint(workspace).endpoint
    record_events(workspace, 1, "contact.created", {}, database_now())

    def broken(self: Attempt, client: Client) -> None:
        raise RuntimeError("oops")

    monkeypatch.setattr(Attempt, "run", broken)
    stage.run()
    delivery = only(endpoint)
    assert (delivery.state, delivery.reason, delivery.message) == ("failed", "internal_error", "RuntimeError")
    endpoint.refresh_from_db()
    assert endpoint.failures == 0


def test_no_more_workers_than_allowed_and_no_endpoint_that_is_gone(workspace: Workspace, settings: Any) -> None:
    settings.OUTBOUND_WEBHOOK_WORKERS = 0
    endpoint = make_endpoint(workspace).endpoint
    make_contact(workspace)
    assert stage.run() == (0, False)
    with worker_turn(ENDPOINT_TURNS, 1) as ours:
        assert ours
    endpoint_delete(endpoint=endpoint, actor=SYSTEM)
    assert WebhookDelivery.objects.in_workspace(workspace).count() == 0


def test_old_events_are_forgotten_with_their_deliveries(workspace: Workspace, settings: Any) -> None:
    endpoint = make_endpoint(workspace).endpoint
    record_events(workspace, 3, "contact.created", {}, database_now())
    WebhookDelivery.objects.in_workspace(workspace).filter(pk__lt=deliveries_of(endpoint)[2].pk).update(
        state="failed", settled_at=database_now()
    )
    late = database_now() + timedelta(days=settings.OUTBOUND_WEBHOOK_DAYS)
    assert states.forget(late - timedelta(days=1)) == 0
    assert states.forget(late) == 2
    assert [each.state for each in deliveries_of(endpoint)] == ["pending"]
    assert len(events_of(workspace)) == 1
