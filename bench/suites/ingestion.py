"""Events per second over HTTP, 1,000 to a request: the web process of `make run`, and clients beside it.

Both cores are shared by clients, web process and PostgreSQL. The baseline is served in the same way.
"""

import json
import random
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from bench.database import analyze, insert_contacts, scalar
from bench.fixtures import make_workspace
from bench.harness import REPEATS, Row, limit_row, rate_row, target_row
from bench.memory import peak_megabytes
from bench.serving import Server, serving
from workspaces.models import Scope
from workspaces.services import Actor, api_key_create

CONTACTS, NAMES = 50_000, 20
EACH, REQUESTS, CLIENTS = 1_000, 40, 4
# The baseline takes a thousand times as long as a request of ours is worth.
BASELINE_REQUESTS = 1
TARGET, TIMES, MAX_MEGABYTES = 20_000, 10.0, 512
_PATH = "/api/v1/tenant/events/bulk"


def measure() -> Sequence[Row]:
    """Each event names its contact by e-mail address and has a key, three properties and a moment."""
    workspace = make_workspace("ingestion")
    insert_contacts(workspace.pk, CONTACTS)
    _, key = api_key_create(
        workspace=workspace, name="bench", scopes=[Scope.CONTACTS_WRITE], actor=Actor.system("bench")
    )
    ours, baseline = [], []
    with serving("config.wsgi:application") as web, serving("bench.baselines.drf_events:application") as plain:
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
        list(pool.map(lambda share: _send(server, key, share), [bodies[n::CLIENTS] for n in range(CLIENTS)]))
        return requests * EACH / (time.perf_counter() - started)


def _send(server: Server, key: str, bodies: Sequence[bytes]) -> None:
    """One client, one connection."""
    client = server.connect()
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
