"""Webhook nodes from arrival to departure: the engine's outbox of calls, the stage that makes them, real servers."""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from campaigns.engine import settle
from campaigns.engine.moving import stage as moving
from campaigns.engine.plans import LivePlan
from campaigns.models import Campaign, Execution, Step, WebhookCall
from campaigns.services import (
    campaign_cancel,
    campaign_delete,
    campaign_pause,
    campaign_resume,
    secret_change,
    secret_create,
    secret_delete,
)
from campaigns.services.operators import ExecutionFilter, executions_cancel, executions_move
from campaigns.webhooks import stage, states
from campaigns.webhooks.attempt import Attempt
from contacts.services import contact_delete
from tests.campaigns.engine.moving.moves import move, places, publish
from tests.factories.campaigns import (
    SYSTEM,
    chain,
    counters_of,
    execution_for,
    executions_of,
    flow,
    journal_of,
    launch,
    recount,
    tick,
)
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.workspaces import make_workspace
from tests.workspaces.http.servers import BadServer, Behaviour, answer, hang, header, in_turn, serving
from workspaces import rounds
from workspaces.clock import database_now
from workspaces.locks import WEBHOOK_TURNS
from workspaces.models import Workspace
from workspaces.wall import scope
from workspaces.wall.scope import NOWHERE, Scope, current, everywhere

Answers = Callable[[int], Behaviour]


def hooked(workspace: Workspace, server: BadServer | str, **config: Any) -> Campaign:
    """A launched campaign: a call, then `ok` or `no`."""
    return launch(workspace, hook_flow(server if isinstance(server, str) else server.url(), **config))


def hook_flow(url: str, **config: Any) -> dict[str, Any]:
    return flow(
        ("t", "trigger_manual", {}),
        ("w", "webhook", {"url": url, **config}),
        ("ok", "end", {}),
        ("no", "end", {}),
        edges=["t>w", "w.success>ok", "w.failure>no"],
    )


def calls_of(campaign: Campaign) -> list[WebhookCall]:
    return list(WebhookCall.objects.in_workspace(campaign.workspace_id).filter(campaign=campaign).order_by("pk"))


def call_of(campaign: Campaign) -> WebhookCall:
    [call] = calls_of(campaign)
    return call


def test_a_contact_rests_beside_a_call_and_goes_on_by_its_answer(workspace: Workspace) -> None:
    contact = make_contact(workspace, first_name="Ada")
    with serving(answer("201 Created", b'{"id": 7}')) as server:
        campaign = hooked(workspace, server, body={"name": "{{ contact.first_name }}"})
        assert tick() == 1
        execution = execution_for(campaign, contact)
        assert (execution.state, execution.node) == ("processing", "w")
        call = call_of(campaign)
        assert (call.state, call.node, call.visit, call.url) == ("pending", "w", 1, server.url())
        assert (call.body, call.execution_id) == ('{"name":"Ada"}', execution.pk)
        assert counters_of(campaign) == recount(campaign)
        assert stage.run() == stage.Progress(1)
        assert [request.partition(b"\r\n\r\n")[2] for request in server.requests] == [b'{"name":"Ada"}']
        assert tick() == 1
    call.refresh_from_db()
    assert (call.state, call.status, call.reason, call.excerpt) == ("succeeded", 201, "webhook_succeeded", '{"id": 7}')
    assert (call.body, call.tries, call.attempt, call.lease_until) == ("", 1, 1, None)
    assert None not in (call.settled_at, call.released_at)
    assert journal_of(execution) == [
        ("t", "passed", "next", ""),
        ("w", "parked", "", ""),
        ("w", "passed", "success", "webhook_succeeded"),
        ("ok", "completed", "", ""),
    ]
    steps = Step.objects.in_workspace(workspace).filter(execution=execution, node="w", outcome="passed")
    assert steps.get().detail == {"status": 201, "tries": 1}
    assert counters_of(campaign) == recount(campaign)
    assert Campaign.objects.in_workspace(workspace).get(pk=campaign.pk).lifecycle == "COMPLETED"


def test_a_call_is_tried_again_later_with_the_same_id(workspace: Workspace) -> None:
    make_contact(workspace)
    with serving(in_turn(answer("500 Oops", b"one"), answer("503 Busy"), answer("200 OK"))) as server:
        campaign = hooked(workspace, server, backoff=60)
        now = database_now()
        tick(now)
        assert stage.run(now) == stage.Progress(0)
        call = call_of(campaign)
        assert (call.state, call.status, call.tries, call.reason) == ("pending", 500, 1, "webhook_server_error")
        assert (call.message, call.excerpt) == ("the answer was 500", "one")
        assert timedelta(seconds=30) <= call.due_at - now <= timedelta(seconds=60)
        assert stage.run(now + timedelta(seconds=29)) == stage.Progress(0)
        assert len(server.requests) == 1
        assert stage.run(now + timedelta(seconds=61)) == stage.Progress(0)
        assert tick(now + timedelta(seconds=61)) == 0
        assert stage.run(now + timedelta(hours=1)) == stage.Progress(1)
        assert tick(now + timedelta(hours=1)) == 1
    assert [header(request, "webhook-id") for request in server.requests] == [call.public_id] * 3
    assert executions_of(campaign)[0].node == "ok"


def test_after_the_last_attempt_the_contact_leaves_by_failure(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    with serving(answer("500 Oops")) as server:
        campaign = hooked(workspace, server, attempts=2)
        now = database_now()
        tick(now)
        for hours in range(4):
            stage.run(now + timedelta(hours=hours))
            tick(now + timedelta(hours=hours))
        assert len(server.requests) == 2
    assert journal_of(execution_for(campaign, contact))[-2:] == [
        ("w", "passed", "failure", "webhook_server_error"),
        ("no", "completed", "", ""),
    ]


@pytest.mark.parametrize(
    ("url", "reason"),
    [("http://10.1.2.3/", "webhook_address_refused"), ("http://169.254.169.254/", "webhook_address_refused")],
)
def test_a_private_address_is_never_called(workspace: Workspace, url: str, reason: str) -> None:
    make_contact(workspace)
    campaign = hooked(workspace, url)
    tick()
    assert stage.run() == stage.Progress(1)
    tick()
    assert (call_of(campaign).reason, call_of(campaign).tries) == (reason, 1)
    assert executions_of(campaign)[0].node == "no"


def test_a_body_that_can_not_be_made_is_a_failure(workspace: Workspace) -> None:
    contact = make_contact(workspace, attributes={"n": 0})
    campaign = hooked(workspace, "https://example.com/", body={"x": "{{ 1 | divided_by: contact.n }}"})
    tick()
    execution = execution_for(campaign, contact)
    assert journal_of(execution)[1:] == [("w", "passed", "failure", "render_failed"), ("no", "completed", "", "")]
    assert calls_of(campaign) == []


def test_a_slow_address_keeps_nobody_else_waiting(
    workspace: Workspace, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One campaign may take half of a worker's threads."""
    settings.WEBHOOK_CONCURRENCY = 4
    monkeypatch.setattr(rounds, "ROUND_SECONDS", 1.0)
    make_contacts(workspace, 6)
    with serving(hang) as slow, serving(answer("200 OK")) as fast:
        stuck, well = hooked(workspace, slow, timeout=2, attempts=1), hooked(workspace, fast)
        tick()
        assert stage.run() == stage.Progress(8, more=True)
        assert (len(slow.requests), len(fast.requests)) == (2, 6)
    assert {call.state for call in calls_of(well)} == {"succeeded"}
    ended = [call.settled_at for call in calls_of(stuck) if call.settled_at]
    assert max(call.settled_at for call in calls_of(well) if call.settled_at) < min(ended)


def test_many_calls_go_out_at_once(workspace: Workspace) -> None:
    make_contacts(workspace, 40)
    with serving(answer("200 OK")) as server:
        campaign = hooked(workspace, server)
        tick()
        assert stage.run().done == 40
        assert tick() == 40
    assert len({header(request, "webhook-id") for request in server.requests}) == 40
    assert {execution.node for execution in executions_of(campaign)} == {"ok"}
    assert counters_of(campaign) == recount(campaign)


def test_a_paused_campaign_calls_nobody(workspace: Workspace) -> None:
    make_contact(workspace)
    with serving(answer("200 OK")) as server:
        campaign = hooked(workspace, server)
        tick()
        campaign_pause(campaign=campaign, actor=SYSTEM)
        assert stage.run() == stage.Progress(0)
        assert (server.requests, call_of(campaign).state) == ([], "pending")
        campaign_resume(campaign=campaign, actor=SYSTEM)
        assert stage.run() == stage.Progress(1)


def test_a_cancelled_campaign_calls_nobody_any_more(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    with serving(answer("200 OK")) as server:
        campaign = hooked(workspace, server)
        tick()
        campaign_cancel(campaign=campaign, actor=SYSTEM)
        stage.run()
        tick()
        settle.run()
        assert server.requests == []
    assert (call_of(campaign).state, call_of(campaign).reason) == ("failed", "campaign_cancelled")
    execution = execution_for(campaign, contact)
    assert (execution.state, execution.reason) == ("skipped", "campaign_cancelled")
    assert Campaign.objects.in_workspace(workspace).get(pk=campaign.pk).completed_at is not None


def test_an_operator_withdraws_what_waits(workspace: Workspace) -> None:
    make_contacts(workspace, 2)
    with serving(answer("200 OK")) as server:
        campaign = hooked(workspace, server)
        tick()
        first, second = executions_of(campaign)
        executions_cancel(campaign=campaign, which=ExecutionFilter(ids=[first.public_id]), actor=SYSTEM)
        executions_move(campaign=campaign, which=ExecutionFilter(ids=[second.public_id]), node="w", actor=SYSTEM)
        assert [(call.state, call.reason) for call in calls_of(campaign)] == [("failed", "webhook_withdrawn")] * 2
        tick()
        assert [(call.state, call.visit) for call in calls_of(campaign)][2:] == [("pending", 2)]
        assert stage.run() == stage.Progress(1)
        tick()
    states_now = {execution.pk: (execution.state, execution.node) for execution in executions_of(campaign)}
    assert states_now == {first.pk: ("skipped", "w"), second.pk: ("completed", "ok")}
    assert counters_of(campaign) == recount(campaign)


def test_a_call_whose_worker_died_is_made_again(workspace: Workspace) -> None:
    make_contact(workspace)
    with serving(answer("200 OK")) as server:
        campaign = hooked(workspace, server)
        now = database_now()
        tick(now)
        [lost] = states.claim(now, 10, {}, 10)
        assert call_of(campaign).state == "sending"
        assert stage.run(now + timedelta(seconds=119)) == stage.Progress(0)
        assert stage.run(now + timedelta(seconds=121)) == stage.Progress(1)
        call = call_of(campaign)
        assert (call.state, call.attempt, call.tries) == ("succeeded", 2, 1)
        assert header(server.requests[0], "webhook-id") == lost.public_id
        # Whoever it was taken from has nothing to say any more.
        late = states.Outcome(states.CallState.FAILED, "webhook_timeout")
        assert states.settle([(lost, late)], now + timedelta(seconds=122)) == 0
        assert call_of(campaign).state == "succeeded"


def test_a_call_that_kills_its_workers_is_given_up(workspace: Workspace) -> None:
    make_contact(workspace)
    campaign = hooked(workspace, "https://example.com/")
    now = database_now()
    tick(now)
    for _ in range(10):
        assert len(states.claim(now, 10, {}, 10)) == 1
        now += timedelta(minutes=3)
        states.reclaim(now)
    assert (call_of(campaign).state, call_of(campaign).reason) == ("failed", "webhook_lost")
    tick(now)
    assert executions_of(campaign)[0].node == "no"


def test_a_node_that_is_gone_from_its_version(workspace: Workspace) -> None:
    make_contact(workspace)
    campaign = hooked(workspace, "https://example.com/")
    tick()
    WebhookCall.objects.in_workspace(workspace).update(node="x")
    assert stage.run() == stage.Progress(1)
    assert (call_of(campaign).state, call_of(campaign).reason) == ("failed", "node_missing")


def test_only_so_many_workers_make_calls(
    workspace: Workspace, settings: Any, other_connection: psycopg.Connection
) -> None:
    settings.WEBHOOK_WORKERS = 1
    make_contact(workspace)
    with serving(answer("200 OK")) as server:
        hooked(workspace, server)
        tick()
        other_connection.execute("SELECT pg_advisory_lock(%s, 0)", [WEBHOOK_TURNS])
        assert stage.run() == stage.Progress(0)
        assert server.requests == []
        other_connection.execute("SELECT pg_advisory_unlock(%s, 0)", [WEBHOOK_TURNS])
        assert stage.run() == stage.Progress(1)


def test_a_call_comes_along_when_its_contact_is_moved_to_another_version(workspace: Workspace) -> None:
    make_contacts(workspace, 2)
    with serving(answer("200 OK")) as server:
        campaign = hooked(workspace, server)
        tick()
        publish(campaign, hook_flow(server.url("/new")))
        move()
        assert places(campaign) == {("processing", "w", 2, 2)}
        assert [(call.state, call.visit, call.version.number) for call in calls_of(campaign)] == [("pending", 2, 1)] * 2
        assert stage.run() == stage.Progress(2)
        assert tick() == 2
        assert {request.split(b" ")[1] for request in server.requests} == {b"/hook"}
    assert places(campaign) == {("completed", "ok", 2, 2)}
    assert counters_of(campaign) == recount(campaign)


def test_a_call_is_withdrawn_when_its_node_goes(workspace: Workspace) -> None:
    make_contacts(workspace, 2)
    campaign = hooked(workspace, "https://example.com/")
    now = database_now()
    tick(now)
    [sending] = states.claim(now, 1, {}, 1)
    publish(campaign, chain(), {"w": "e"})
    # The order is due from the moment on in which it was given, by the database's clock.
    later = database_now()
    assert moving.run(later).done
    first, second = calls_of(campaign)
    assert (first.pk, first.state, first.reason) == (sending.id, "sending", "")
    assert (second.state, second.reason, second.body) == ("failed", "webhook_withdrawn", "")
    assert places(campaign) == {("processing", "w", 1, 1), ("pending", "e", 2, 2)}
    done = states.Outcome(states.CallState.SUCCEEDED, "webhook_succeeded", status=200)
    assert states.settle([(sending, done)], later) == 1
    tick(later)
    move()
    assert {each.state for each in executions_of(campaign)} == {"completed"}
    assert counters_of(campaign) == recount(campaign)


def test_calls_are_signed_with_the_workspaces_secrets(workspace: Workspace) -> None:
    make_contact(workspace)
    other = make_workspace()
    secret_create(workspace=other, name="default", value="not of this workspace", actor=SYSTEM)
    secret = secret_create(workspace=workspace, name="default", value="first secret", actor=SYSTEM)
    secret_change(secret=secret, value="second secret", actor=SYSTEM)
    with serving(answer("500 Oops")) as server:
        hooked(workspace, server, headers={"X-Token": "{{ secrets.default }}"})
        now = database_now()
        tick(now)
        stage.run(now)
        stage.run(now + timedelta(hours=25))
    assert [len(header(request, "webhook-signature").split(" ")) for request in server.requests] == [2, 1]
    assert [header(request, "x-token") for request in server.requests] == ["second secret"] * 2
    request = server.requests[0]
    signed = f"{header(request, 'webhook-id')}.{header(request, 'webhook-timestamp')}.".encode()
    signed += request.partition(b"\r\n\r\n")[2]
    digests = [hmac.digest(key, signed, "sha256") for key in (b"second secret", b"first secret")]
    assert header(request, "webhook-signature") == " ".join(f"v1,{base64.b64encode(each).decode()}" for each in digests)


def test_without_its_secret_no_call_is_made(workspace: Workspace) -> None:
    make_contact(workspace)
    secret = secret_create(workspace=workspace, name="crm", value="a secret of ours", actor=SYSTEM)
    with serving(answer("200 OK")) as server:
        campaign = hooked(workspace, server, secret="crm")
        tick()
        secret_delete(secret=secret, actor=SYSTEM)
        assert stage.run() == stage.Progress(1)
        assert server.requests == []
    assert (call_of(campaign).state, call_of(campaign).reason) == ("failed", "webhook_secret_missing")


def test_what_was_answered_is_there_for_templates_and_rules(workspace: Workspace) -> None:
    gold, plain = make_contact(workspace, email="gold@example.com"), make_contact(workspace)

    def crm(client: Any, request: bytes) -> None:
        tier = b"gold" if b"gold@" in request else b"plain"
        answer("200 OK", b'{"customer": {"tier": "%s", "points": 7}}' % tier)(client, request)

    is_gold = {"type": "webhook", "field": "crm.tier", "operator": "equals", "value": "gold"}
    ask = {"save_as": "crm", "values": {"tier": "customer.tier", "points": "customer.points", "none": "a.b"}}
    tell = {"tier": "{{ webhook.crm.tier }}", "points": "{{ webhook.crm.points }}", "plan": "{{ trigger.plan }}"}
    with serving(crm) as server, serving(answer("500 Oops")) as failing:
        document = flow(
            ("t", "trigger_manual", {}),
            ("ask", "webhook", {"url": server.url(), **ask}),
            ("c", "condition", {"rule": {"condition": "AND", "rules": [is_gold]}}),
            ("tell", "webhook", {"url": failing.url(), "body": tell, "save_as": "told", "attempts": 1}),
            ("e", "end", {}),
            ("f", "end", {}),
            edges=[
                "t>ask",
                "ask.success>c",
                "ask.failure>f",
                "c.yes>tell",
                "c.no>e",
                "tell.success>e",
                "tell.failure>f",
            ],
        )
        campaign = launch(workspace, document)
        Execution.objects.in_workspace(workspace).filter(contact=gold).update(context={"plan": "pro"})
        tick()
        stage.run()
        assert tick() == 2
        assert execution_for(campaign, plain).node == "e"
        stage.run()
        tick()
        body = failing.requests[0].partition(b"\r\n\r\n")[2]
    assert json.loads(body) == {"tier": "gold", "points": 7, "plan": "pro"}
    crm_answer = {"status": 200, "reason": "webhook_succeeded", "tier": "gold", "points": 7, "none": None}
    assert execution_for(campaign, gold).context == {
        "plan": "pro",
        "_webhook": {"crm": crm_answer, "told": {"status": 500, "reason": "webhook_server_error"}},
    }
    assert execution_for(campaign, gold).node == "f"
    assert counters_of(campaign) == recount(campaign)


def test_a_contact_that_is_erased_takes_its_calls_along(workspace: Workspace) -> None:
    contact, other = make_contacts(workspace, 2)
    with serving(answer("200 OK")) as server:
        campaign = hooked(workspace, server)
        now = database_now()
        tick(now)
        claimed = states.claim(now, 10, {}, 10)
        contact_delete(contact=contact, actor=SYSTEM)
        assert [call.execution.contact_id for call in calls_of(campaign)] == [other.pk]
        done = states.Outcome(states.CallState.SUCCEEDED, "webhook_succeeded", status=200)
        assert states.settle([(call, done) for call in claimed], now) == 1
        assert tick() == 1
    assert counters_of(campaign) == recount(campaign)


def test_a_deleted_campaign_leaves_no_calls(workspace: Workspace) -> None:
    make_contact(workspace)
    with serving(answer("200 OK")) as server:
        hooked(workspace, server)
        tick()
        stage.run()
        tick()
    campaign_delete(campaign=Campaign.objects.in_workspace(workspace).get(), actor=SYSTEM)
    assert not WebhookCall.unscoped_objects.exists()


def test_a_flow_is_read_by_its_workspace_alone_and_calls_reach_nobodys_rows(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls are made by threads, which have the scope of a worker's process."""
    seen: dict[str, set[Scope]] = {"read": set(), "called": set()}
    plan_load, run = stage.plan_load, Attempt.run

    def load(version_id: UUID) -> LivePlan:
        seen["read"].add(current())
        return plan_load(version_id)

    def call(self: Attempt) -> states.Outcome:
        seen["called"].add(current())
        return run(self)

    monkeypatch.setattr(stage, "plan_load", load)
    monkeypatch.setattr(Attempt, "run", call)
    workspaces = [workspace, make_workspace()]
    with serving(answer("200 OK")) as server:
        for each in workspaces:
            make_contact(each)
            hooked(each, server)
        assert tick() == 2
        monkeypatch.setattr(scope, "_of_process", NOWHERE)
        with everywhere():
            assert stage.run() == stage.Progress(2)
    own = {Scope("campanile_workspace", str(each.pk)) for each in workspaces}
    assert seen == {"read": own, "called": {NOWHERE}}
