"""Outbound webhooks: what noting events costs the engine, and deliveries against bare requests on kept connections."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import requests
from django.conf import settings
from django.test.utils import override_settings

from bench import http_sink
from bench.database import analyze, execute_autocommit, insert_contacts, scalar
from bench.fixtures import ACTOR, launched, make_workspace
from bench.harness import Row, pairs, rate_row
from campaigns.engine import stage, triggers
from workspaces.clock import database_now
from workspaces.models import WebhookDelivery, WebhookEndpoint, WebhookEvent, Workspace
from workspaces.outbound import stage as outbound
from workspaces.outbound.body import body_of
from workspaces.outbound.kinds import kind_named
from workspaces.services.webhooks import endpoint_create, endpoint_update

CONTACTS = 20_000
EVENTS = 3_000
_KIND = "execution.completed"
_FLOW = {
    "nodes": [{"id": "t", "type": "trigger_manual", "config": {}}, {"id": "e", "type": "end", "config": {}}],
    "edges": [{"source": "t", "target": "e", "port": "next"}],
}


def measure() -> Sequence[Row]:
    """Three rows: nobody listens, somebody listens, and the deliveries themselves."""
    workspace = make_workspace("webhooks")
    insert_contacts(workspace.pk, CONTACTS)
    with (
        http_sink.serving() as url,
        override_settings(OUTBOUND_HTTP_ALLOW_LOOPBACK=True, OUTBOUND_HTTP_PORTS=frozenset()),
    ):
        silent, without = pairs(lambda: _ends(workspace), lambda: _without_triggers(workspace))
        endpoint = endpoint_create(workspace=workspace, url=url, events=[_KIND], actor=ACTOR).endpoint
        told, untold = pairs(lambda: _told(workspace, endpoint, True), lambda: _told(workspace, endpoint, False))
        _told(workspace, endpoint, True)
        ours, bare = pairs(lambda: _delivered(workspace), lambda: _bare(url, workspace), 3)
    return [
        rate_row("engine with nobody listening vs without the triggers", "executions/s", silent, without, floor=0.95),
        rate_row("engine with every end told of vs nobody listening", "executions/s", told, untold, floor=0.3),
        rate_row("deliveries of one process vs bare requests", "calls/s", ours, bare, floor=0.5),
    ]


def _ends(workspace: Workspace) -> float:
    """Executions that begin and end in one pass each, a second."""
    launched(workspace, "Told", _FLOW)
    while triggers.run(database_now()).more:
        pass
    analyze("campaigns_execution")
    started = time.perf_counter()
    while stage.run(database_now()).more:
        pass
    return CONTACTS / (time.perf_counter() - started)


def _without_triggers(workspace: Workspace) -> float:
    execute_autocommit("ALTER TABLE campaigns_execution DISABLE TRIGGER campaigns_execution_webhook")
    try:
        return _ends(workspace)
    finally:
        execute_autocommit("ALTER TABLE campaigns_execution ENABLE TRIGGER campaigns_execution_webhook")


def _told(workspace: Workspace, endpoint: WebhookEndpoint, enabled: bool) -> float:
    endpoint_update(endpoint=endpoint, changes={"enabled": enabled}, actor=ACTOR)
    before = scalar("SELECT count(*) FROM workspaces_webhookdelivery")
    rate = _ends(workspace)
    noted = scalar("SELECT count(*) FROM workspaces_webhookdelivery") - before
    assert noted == (CONTACTS if enabled else 0), noted
    return rate


def _delivered(workspace: Workspace) -> float:
    WebhookDelivery.objects.in_workspace(workspace).delete()
    kind = kind_named(_KIND)
    assert kind is not None
    now = database_now()
    WebhookEvent.objects.bulk_create(
        [WebhookEvent(workspace=workspace, kind=_KIND, data=dict(kind.example), happened_at=now) for _ in range(EVENTS)]
    )
    analyze("workspaces_webhookdelivery", "workspaces_webhookevent")
    started = time.perf_counter()
    while outbound.run()[1]:
        pass
    elapsed = time.perf_counter() - started
    assert WebhookDelivery.objects.in_workspace(workspace).filter(state="delivered").count() == EVENTS
    return EVENTS / elapsed


def _bare(url: str, workspace: Workspace) -> float:
    """As many calls from as many threads as one endpoint gets, with nothing else done."""
    kind = kind_named(_KIND)
    assert kind is not None
    body = body_of(_KIND, workspace.pk, database_now(), kind.example)
    local = threading.local()

    def post(_: int) -> None:
        session = getattr(local, "session", None) or requests.Session()
        local.session = session
        assert session.post(url, data=body, timeout=5).status_code == 204

    started = time.perf_counter()
    with ThreadPoolExecutor(settings.OUTBOUND_WEBHOOK_CONCURRENCY // 4) as pool:
        list(pool.map(post, range(EVENTS)))
    return EVENTS / (time.perf_counter() - started)
