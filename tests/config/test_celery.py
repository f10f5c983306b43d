"""The ticks, and the worker's database connections: kept between tasks, given up when broken."""

import pytest
from celery import Task
from django.db import OperationalError, connection

from config.celery import TICKS, app, drop_broken_connections
from workspaces.tasks import heartbeat

pytestmark = pytest.mark.django_db(transaction=True)


def backend() -> int:
    """The server process behind our connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        row = cursor.fetchone()
    return int(row[0])


def finish_a_task() -> None:
    """What Celery does after each task."""
    task: Task = heartbeat
    drop_broken_connections(sender=task)


@pytest.fixture(autouse=True)
def kept_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in production; tests close theirs after each request."""
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 600)


def test_a_sound_connection_serves_many_tasks() -> None:
    first = backend()
    finish_a_task()
    assert backend() == first


def test_a_broken_connection_costs_one_task() -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend()])
    other.close()
    with pytest.raises(OperationalError):
        backend()
    finish_a_task()
    assert backend() > 0


def test_celery_keeps_connections() -> None:
    assert app.conf.get("CELERY_DB_REUSE_MAX") == 10_000


def test_what_moves_executions_looks_every_second() -> None:
    """A due execution moves within two seconds; the benchmark `promptness` measures it with real processes."""
    seconds = {tick.task: tick.seconds for tick in TICKS}
    stages = ("run_triggers", "run_engine", "run_settle")
    assert {stage: seconds[f"campaigns.tasks.{stage}"] for stage in stages} == dict.fromkeys(stages, 1)
