"""Events as integrators send them: requests over a socket, nothing of Django's test client."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_api_key, make_workspace


@pytest.fixture
def session(transactional_db: None) -> Iterator[requests.Session]:
    """A session that carries a key of a workspace with the contact ada@example.com."""
    acme = make_workspace("acme-corp")
    make_contact(acme, email="ada@example.com", external_id="customer-17")
    with requests.Session() as opened:
        opened.trust_env = False
        opened.headers["Authorization"] = f"Bearer {make_api_key(acme)[1]}"
        yield opened


def test_the_way_of_an_event(live_server: Any, session: requests.Session) -> None:
    root = f"{live_server.url}/api/v1/tenant/events"
    body = {"email": "ada@example.com", "name": "ordered", "properties": {"total": 49.9}, "key": "order-1001"}
    created = session.post(root, json=body, timeout=30)
    assert (created.status_code, created.json()["data"]["outcome"]) == (201, "recorded")
    again = session.post(root, json=body, timeout=30)
    assert (again.status_code, again.json()["data"]["outcome"]) == (200, "duplicate")
    event = created.json()["data"]["id"]
    assert session.get(f"{root}/{event}", timeout=30).json()["data"]["properties"] == {"total": 49.9}

    events = [{"external_id": "customer-17", "name": f"step {number}"} for number in range(5)]
    many = session.post(f"{root}/bulk", json={"events": [*events, {"name": "lost"}]}, timeout=30).json()["data"]
    assert (many["recorded"], many["duplicates"], many["refused"]) == (5, 0, 1)
    names, params = [], {"contact": "ada@example.com", "limit": 4}
    while True:
        page = session.get(root, params=params, timeout=30).json()
        names += [each["name"] for each in page["data"]]
        if not page["pagination"]["has_more"]:
            break
        params["cursor"] = page["pagination"]["next_cursor"]
    assert names == [*(f"step {number}" for number in reversed(range(5))), "ordered"]


def test_refusals_on_the_wire(live_server: Any, session: requests.Session) -> None:
    root = f"{live_server.url}/api/v1/tenant/events"
    assert requests.post(root, json={"name": "x"}, timeout=30).status_code == 401
    refused = session.post(root, json={"email": "ada@example.com", "nam": "x"}, timeout=30).json()["error"]
    assert refused["details"] == [
        {"field": "name", "message": "This field is required."},
        {"field": "nam", "message": "unknown field"},
    ]
    assert session.get(root, timeout=30).json()["pagination"]["total"] == 0


def test_clients_that_repeat_at_once_record_one_event(live_server: Any, session: requests.Session) -> None:
    root = f"{live_server.url}/api/v1/tenant/events"
    body = {"email": "ada@example.com", "name": "ordered", "key": "order-1001"}
    start = threading.Barrier(6)
    answers: list[requests.Response] = []

    def send() -> None:
        start.wait(30)
        answers.append(requests.post(root, json=body, headers=dict(session.headers), timeout=30))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len({answer.json()["data"]["id"] for answer in answers}) == 1
