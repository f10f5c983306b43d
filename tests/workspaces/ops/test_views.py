"""/healthz, /readyz and /metrics."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client

from workspaces.models import ProcessHeartbeat, ProcessRole
from workspaces.selectors.heartbeats import process_seen
from workspaces.services.heartbeats import heartbeat_busy, heartbeat_record


def test_healthz_needs_no_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readyz_is_green_when_everybody_was_seen(client: Client) -> None:
    for role in ProcessRole:
        heartbeat_record(role=role)
    answer = client.get("/readyz")
    checks = dict.fromkeys(("database", "migrations", "broker", "beat", "worker", "delivery"), "ok")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "checks": checks})


@pytest.mark.django_db
def test_readyz_names_who_is_missing(client: Client) -> None:
    heartbeat_record(role=ProcessRole.BEAT)
    ProcessHeartbeat.objects.create(role=ProcessRole.WORKER, host="elsewhere", seen_at=Now() - timedelta(seconds=31))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"] == "no worker was seen in the last 30 seconds"
    assert answer.json()["checks"]["delivery"] == "no delivery worker was seen in the last 30 seconds"
    assert answer.json()["checks"]["beat"] == "ok"


@pytest.mark.django_db
def test_a_busy_worker_is_not_a_dead_one(client: Client) -> None:
    for role in ProcessRole:
        heartbeat_record(role=role)
    ProcessHeartbeat.objects.exclude(role=ProcessRole.BEAT).update(seen_at=Now() - timedelta(seconds=31))
    heartbeat_busy(role=ProcessRole.DELIVERY)
    checks = client.get("/readyz").json()["checks"]
    assert (checks["delivery"], checks["worker"]) == ("ok", "no worker was seen in the last 30 seconds")
    assert not process_seen(ProcessRole.DELIVERY)
    ProcessHeartbeat.objects.update(busy_at=Now() - timedelta(seconds=31))
    assert client.get("/readyz").json()["checks"]["delivery"] != "ok"


@pytest.mark.django_db
def test_readyz_survives_a_dead_broker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **options: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("kombu.Connection.ensure_connection", refuse)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["broker"]) == (503, "ConnectionRefusedError")


@pytest.mark.django_db
def test_a_heartbeat_overwrites_and_forgets_old_machines() -> None:
    ProcessHeartbeat.objects.create(role=ProcessRole.WORKER, host="gone", seen_at=Now() - timedelta(days=2))
    heartbeat_record(role=ProcessRole.WORKER)
    heartbeat_record(role=ProcessRole.WORKER)
    assert ProcessHeartbeat.objects.count() == 1


@pytest.mark.django_db
def test_metrics_are_open_on_one_machine(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN, settings.METRICS_WITHOUT_TOKEN = "", True
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert b"python_info" in answer.content


@pytest.mark.django_db
def test_metrics_need_their_token(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "secret"
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer secret"}).status_code == 200


def test_metrics_without_a_token_are_nowhere_in_production(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN, settings.METRICS_WITHOUT_TOKEN = "", False
    assert client.get("/metrics").status_code == 404
