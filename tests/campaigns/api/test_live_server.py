"""A client of the API as integrators have one: requests over a socket, nothing of Django's test client."""

import threading
from collections.abc import Iterator

import pytest
import requests

from tests.campaigns.api.conftest import STEPS
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_sender
from tests.factories.workspaces import make_api_key, make_workspace


@pytest.fixture
def session(transactional_db) -> Iterator[requests.Session]:
    """A session that carries a key of acme-corp, which has a sender and three contacts."""
    acme = make_workspace("acme-corp")
    make_sender(acme, is_default=True)
    make_contacts(acme, 3)
    with requests.Session() as opened:
        opened.trust_env = False
        opened.headers["Authorization"] = f"Bearer {make_api_key(acme)[1]}"
        yield opened


def test_the_way_of_a_campaign(live_server, session):
    root = f"{live_server.url}/api/v1/tenant/campaigns"
    body = {"workspace_slug": "acme-corp", "name": "Q4 Outreach", "goal": "lead_gen"}
    created = session.post(root, json=body, headers={"Idempotency-Key": "create-1"}, timeout=30)
    assert created.status_code == 201
    repeated = session.post(root, json=body, headers={"Idempotency-Key": "create-1"}, timeout=30)
    assert (repeated.content, repeated.headers["Idempotency-Replayed"]) == (created.content, "true")
    campaign = f"{root}/{created.json()['data']['id']}"

    changed = session.patch(campaign, json={"sequence": STEPS, "settings": {"daily_limit": 100}}, timeout=30)
    assert [step["type"] for step in changed.json()["data"]["sequence"]] == ["email", "wait", "email"]

    statuses = []
    for action in ("start", "pause", "resume"):
        answer = session.post(f"{campaign}/send", json={"action": action}, timeout=30)
        statuses.append((answer.status_code, answer.json()["data"]["status"]))
    assert statuses == [(200, "active"), (200, "paused"), (200, "active")]

    refused = session.post(f"{campaign}/send", json={"action": "start"}, timeout=30)
    assert (refused.status_code, refused.json()["error"]["details"]) == (
        409,
        {"current_status": "active", "allowed": ["pause"]},
    )
    status = session.get(f"{campaign}/status", timeout=30).json()["data"]
    assert (status["audience"], status["detailed_status"]) == (3, "RUNNING")
    listed = session.get(root, params={"workspace": "acme-corp", "status": "active"}, timeout=30).json()
    assert listed["pagination"] == {"total": 1, "limit": 20, "offset": 0, "has_more": False}


def test_refusals_on_the_wire(live_server, session):
    root = f"{live_server.url}/api/v1/tenant/campaigns"
    nobody = requests.get(root, timeout=30)
    assert (nobody.status_code, nobody.headers["WWW-Authenticate"]) == (401, 'Bearer realm="campanile"')
    broken = session.post(root, data=b'{"name": ', headers={"Content-Type": "application/json"}, timeout=30)
    assert (broken.status_code, broken.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    large = session.post(root, data=b"x" * 3_000_000, headers={"Content-Type": "application/json"}, timeout=30)
    assert (large.status_code, large.json()["error"]["code"]) == (413, "PAYLOAD_TOO_LARGE")
    chunks = session.post(root, data=iter([b'{"name": "x"}']), headers={"Content-Type": "application/json"}, timeout=30)
    assert (chunks.status_code, chunks.json()["error"]["code"]) == (411, "LENGTH_REQUIRED")
    nowhere = session.get(f"{live_server.url}/api/v1/tenant/nothing", timeout=30)
    assert (nowhere.status_code, nowhere.json()["error"]["code"]) == (404, "RESOURCE_NOT_FOUND")
    assert nowhere.json()["error"]["request_id"] == nowhere.headers["X-Request-Id"]


def test_clients_that_repeat_at_once_make_one_campaign(live_server, session):
    root = f"{live_server.url}/api/v1/tenant/campaigns"
    body = {"workspace_slug": "acme-corp", "name": "Once"}
    start = threading.Barrier(6)
    answers: list[requests.Response] = []

    def repeat() -> None:
        start.wait(30)
        headers = {**session.headers, "Idempotency-Key": "once"}
        answers.append(requests.post(root, json=body, headers=headers, timeout=30))

    threads = [threading.Thread(target=repeat) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    served = [answer for answer in answers if answer.status_code == 201]
    busy = [answer for answer in answers if answer.status_code == 409]
    assert len(served) + len(busy) == 6
    assert len({answer.content for answer in served}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in served) == 1
    assert {answer.headers["Retry-After"] for answer in busy} <= {"1"}
    assert session.get(root, params={"workspace": "acme-corp"}, timeout=30).json()["pagination"]["total"] == 1


def test_the_description_is_served_with_its_pages(live_server, session):
    schema = session.get(f"{live_server.url}/api/schema/", params={"format": "json"}, timeout=30).json()
    assert schema["openapi"] == "3.1.0"
    docs = session.get(f"{live_server.url}/api/docs/", timeout=30).text
    assert "/static/drf_spectacular_sidecar/" in docs
    assert "cdn" not in docs.lower()
