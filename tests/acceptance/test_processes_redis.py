"""The containers' processes, with their command lines and settings, against a real Redis: work flows, and goes on when
a worker is killed and when the broker loses everything.
"""

import json
import shlex
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import yaml

from tests.processes import ROOT, Processes, free_port, new_database, status_of, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("processes")]


def command_of(service: str) -> list[str]:
    """The service's command line; for web, the image's."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"][service]
    if "command" in compose:
        return ["python", "-m", *shlex.split(compose["command"].removeprefix("python "))]
    image = (ROOT / "Dockerfile").read_text().splitlines()
    return ["python", "-m", *json.loads(next(line for line in image if line.startswith("CMD ")).removeprefix("CMD "))]


@pytest.fixture
def database_url() -> Iterator[str]:
    """A database of the test's own."""
    with new_database("test_campanile_redis") as url:
        yield url


@pytest.fixture
def processes(redis_port: int, database_url: str, tmp_path: Path) -> Iterator[Processes]:
    """Starts processes with the containers' environment, on this machine's addresses."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["web"]["environment"]
    environment = {
        "DJANGO_SETTINGS_MODULE": compose["DJANGO_SETTINGS_MODULE"],
        "SECRET_KEY": "s" * 50,
        "ERASURE_KEY": "only-for-tests",
        "CREDENTIAL_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "DATABASE_URL": database_url,
        "CELERY_BROKER_URL": f"redis://127.0.0.1:{redis_port}/0",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "HTTPS": "false",
        "DATA_DIR": str(tmp_path),
        "WORKER_CONCURRENCY": "1",
        "MAILBOX_SMTP_PORT": str(free_port()),
        "CAMPANILE_CRASH_POINT": "",
    }
    group = Processes(tmp_path, environment)
    yield group
    group.end()


def test_the_containers_processes_work_together(processes: Processes, redis_port: int, database_url: str) -> None:
    port = free_port()
    processes.run("python", "manage.py", "migrate", "--no-input", "--verbosity", "0")
    processes.run("python", "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    web = processes.start("web", *(str(port) if part == "8000" else part for part in command_of("web")))
    doomed = [processes.start(f"{name}-1", *command_of(name)) for name in ("worker", "delivery")]
    lasting = [processes.start(f"{name}-2", *command_of(name)) for name in ("worker", "delivery")]
    beat = processes.start("beat", *command_of("beat"))

    ready = f"http://127.0.0.1:{port}/readyz"
    wait_until(lambda: status_of(ready) == 200, what=processes.tails)
    assert json.load(urllib.request.urlopen(ready))["checks"]["broker"] == "ok"

    processes.start("mailbox", "python", "manage.py", "mailbox")
    processes.run("python", "manage.py", "demo")
    with psycopg.connect(database_url, autocommit=True) as database:
        _wait_for_accepted_mails(database, processes, 50)
        for worker in doomed:
            worker.kill()
        _wait_for_accepted_mails(database, processes, 300)

    with psycopg.connect(database_url, autocommit=True) as database:
        _wait_for_fresh_heartbeat(database, processes)
        processes.run("redis-cli", "-p", str(redis_port), "FLUSHALL")
        _wait_for_fresh_heartbeat(database, processes)

    assert [running.stop() for running in (beat, *lasting, web)] == [0, 0, 0, 0]
    assert status_of(ready) == 0


def _wait_for_accepted_mails(database: psycopg.Connection, processes: Processes, count: int) -> None:
    """Wait until so many of the demo campaign's mails have been taken by the mailbox."""
    enough = "SELECT 1 FROM messaging_message WHERE state = 'accepted' OFFSET %s LIMIT 1"
    wait_until(lambda: database.execute(enough, [count - 1]).fetchone(), what=processes.tails)


def _wait_for_fresh_heartbeat(database: psycopg.Connection, processes: Processes) -> None:
    """Wait until a worker took a task that was sent from now on."""
    row = database.execute("SELECT max(seen_at) FROM workspaces_processheartbeat WHERE role = 'worker'").fetchone()
    assert row is not None
    newer = "SELECT 1 FROM workspaces_processheartbeat WHERE role = 'worker' AND seen_at > %s"
    wait_until(lambda: database.execute(newer, row).fetchone(), what=processes.tails)
