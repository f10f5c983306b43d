"""Events per second over HTTP, 1,000 to a request: the web process of `make run`, and clients beside it.

Both cores are shared by clients, web process and PostgreSQL. The baseline is served in the same way.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from bench.database import analyze, insert_contacts, scalar
from bench.fixtures import make_workspace
from bench.harness import REPEATS, Row, limit_row, rate_row, target_row
from bench.memory import peak_megabytes
from scripts.processes import commands
from workspaces.models import Scope
from workspaces.services import Actor, api_key_create

ROOT = Path(__file__).resolve().parents[2]
CONTACTS, NAMES = 50_000, 20
EACH, REQUESTS, CLIENTS = 1_000, 40, 4
# The baseline takes a thousand times as long as a request of ours is worth.
BASELINE_REQUESTS = 1
TARGET, TIMES, MAX_MEGABYTES = 20_000, 10.0, 512
START_SECONDS = 60
_PATH = "/api/v1/tenant/events/bulk"


@dataclass(frozen=True, slots=True)
class Server:
    """A web process that answers."""

    process: subprocess.Popen[bytes]
    port: int

    def peak_megabytes(self) -> float:
        """The most memory that it, or a process that it started, has held so far."""
        pids = [self.process.pid, *_children(self.process.pid)]
        return max(map(peak_megabytes, pids))


def measure() -> Sequence[Row]:
    """Each event names its contact by e-mail address and has a key, three properties and a moment."""
    workspace = make_workspace("ingestion")
    insert_contacts(workspace.pk, CONTACTS)
    _, key = api_key_create(
        workspace=workspace, name="bench", scopes=[Scope.CONTACTS_WRITE], actor=Actor.system("bench")
    )
    ours, baseline = [], []
    with _serving("config.wsgi:application") as web, _serving("bench.baselines.drf_events:application") as plain:
        for _ in range(REPEATS + 1):
            ours.append(_sent(web, key, REQUESTS))
            baseline.append(_sent(plain, key, BASELINE_REQUESTS))
        peak = web.peak_megabytes()
    sent = (REPEATS + 1) * EACH * (REQUESTS + BASELINE_REQUESTS)
    assert scalar("SELECT count(*) FROM contacts_event") == scalar("SELECT count(*) FROM contacts_eventkey") == sent
    assert scalar("SELECT sum(count) FROM contacts_eventcount") == (REPEATS + 1) * EACH * REQUESTS
    print(f"max RSS: web {peak:.0f} MB, clients {peak_megabytes():.0f} MB;", end=" ", flush=True)
    return [
        target_row("events over HTTP, 1,000 to a request", "events/s", ours[1:], TARGET),
        rate_row("events over HTTP vs a DRF serializer per event", "events/s", ours[1:], baseline[1:], TIMES),
        limit_row("most memory of the web process while events came", "MB", [peak], MAX_MEGABYTES),
    ]


def _sent(server: Server, key: str, requests: int) -> float:
    """Events per second; every one of them was recorded."""
    bodies = [_body() for _ in range(requests)]
    analyze("contacts_event", "contacts_eventkey")
    with ThreadPoolExecutor(CLIENTS) as pool:
        started = time.perf_counter()
        list(pool.map(lambda share: _send(server.port, key, share), [bodies[n::CLIENTS] for n in range(CLIENTS)]))
        return requests * EACH / (time.perf_counter() - started)


def _send(port: int, key: str, bodies: Sequence[bytes]) -> None:
    """One client, one connection."""
    client = HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    for body in bodies:
        client.request("POST", _PATH, body, headers)
        response = client.getresponse()
        answer = response.read()
        assert response.status == 200, answer[:500]
        assert b'"refused":1' not in answer
    client.close()


def _body() -> bytes:
    events = [
        {
            "email": f"person{random.randrange(1, CONTACTS + 1)}@example.com",
            "name": f"event {random.randrange(NAMES)}",
            "properties": {"total": random.randrange(10_000) / 100, "sku": f"A-{random.randrange(999)}", "new": True},
            "occurred_at": f"2026-01-{random.randrange(1, 29):02}T10:00:00Z",
            "key": uuid.uuid4().hex,
        }
        for _ in range(EACH)
    ]
    return json.dumps({"events": events}).encode()


@contextmanager
def _serving(application: str) -> Iterator[Server]:
    """A web process on the benchmark's database, by the command line of `make run`."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    values = connection.settings_dict
    secret = f":{quote(values['PASSWORD'])}" if values["PASSWORD"] else ""
    place = f"{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"
    if values["HOST"].startswith("/"):
        place = f"/{values['NAME']}?host={values['HOST']}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{values['USER']}{secret}@{place}",
        "CELERY_BROKER_URL": "pgmq://localhost",
        "API_REQUESTS_PER_MINUTE": "1000000",
    }
    command = commands(port)["web"].replace("config.wsgi:application", application)
    process = subprocess.Popen(  # noqa: S602 - a command line of ours, with a port of ours
        command,
        shell=True,
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await_start(port)
        yield Server(process, port)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _await_start(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            client = HTTPConnection("127.0.0.1", port, timeout=5)
            client.request("GET", _PATH)
            client.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("bench: the web process did not start")


def _children(pid: int) -> list[int]:
    found = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [each for child in found for each in (child, *_children(child))]
