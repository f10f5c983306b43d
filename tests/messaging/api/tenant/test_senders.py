"""GET, POST and PATCH /senders, and trying one: credentials go in and are shown nowhere."""

import json
from collections.abc import Iterator

import pytest

from messaging.models import Sender
from messaging.providers.credentials import decrypt
from tests.campaigns.api.client import Caller, error_of
from tests.factories.messaging import make_sender
from tests.factories.workspaces import make_api_key, make_workspace
from tests.messaging.smtp_server import Server, smtp_server
from workspaces.models import Workspace

NEW = {
    "name": "News",
    "channel": "email",
    "provider": "smtp",
    "from_address": "news@example.com",
    "config": {"host": "127.0.0.1", "security": "none"},
    "credentials": {"username": "acme", "password": "hunter2-secret"},
    "is_default": True,
}


@pytest.fixture
def acme(db) -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def api(acme) -> Caller:
    return Caller(make_api_key(acme)[1])


@pytest.fixture
def server() -> Iterator[Server]:
    with smtp_server() as running:
        yield running


def test_is_made_and_its_credentials_are_shown_nowhere(api, acme):
    answer = api.post("/senders", NEW)
    assert answer.status_code == 201
    told = answer.json()["data"]
    assert (told["name"], told["from_address"], told["has_credentials"], told["is_default"], told["state"]) == (
        "News",
        "news@example.com",
        True,
        True,
        "active",
    )
    sender = Sender.objects.in_workspace(acme).get()
    assert decrypt(bytes(sender.credentials))["password"] == "hunter2-secret"
    for shown in (answer, api.get("/senders"), api.get(f"/senders/{told['id']}")):
        assert "hunter2" not in json.dumps(shown.json())
        assert '"credentials"' not in json.dumps(shown.json())


def test_the_list_is_paged_and_narrowed(api, acme):
    for name in ("B", "A"):
        make_sender(acme, name=name)
    answer = api.get("/senders?limit=1&channel=email").json()
    assert [each["name"] for each in answer["data"]] == ["A"]
    assert answer["pagination"] == {"total": 2, "limit": 1, "offset": 0, "has_more": True}
    assert api.get("/senders?channel=sms").json()["data"] == []


def test_is_changed_and_what_is_left_out_stays(api, acme):
    made = api.post("/senders", NEW).json()["data"]
    answer = api.patch(f"/senders/{made['id']}", {"name": "Letters", "limits": {"per_hour": 10}, "state": "disabled"})
    told = answer.json()["data"]
    assert (told["name"], told["limits"], told["state"], told["has_credentials"]) == (
        "Letters",
        {"per_hour": 10},
        "disabled",
        True,
    )
    moved = api.patch(f"/senders/{made['id']}", {"config": {"host": "mail.example.net", "security": "none"}})
    assert moved.status_code == 400
    assert Sender.objects.in_workspace(acme).get().config["host"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"provider": "pigeon"}, "provider"),
        ({"channel": "fax"}, "channel"),
        ({"from_address": "nobody"}, "from_address"),
        ({"config": {"host": "127.0.0.1", "prot": 25}}, "config.prot"),
        ({"limits": {"per_hour": 0}}, "limits.per_hour"),
        ({"secret": "x"}, "secret"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_made(api, acme, change, field):
    refused = api.post("/senders", NEW | change)
    assert refused.status_code == 400
    assert [each["field"] for each in error_of(refused)["details"]] == [field]
    assert "hunter2" not in refused.content.decode()
    assert not Sender.objects.in_workspace(acme).exists()


def test_is_tried_without_sending_anything(api, acme, server):
    works, broken = make_sender(acme, port=server.port), make_sender(acme, port=1)
    assert api.post(f"/senders/{works.public_id}/test", {}).json()["data"] == {"ok": True, "problem": ""}
    told = api.post(f"/senders/{broken.public_id}/test", {}).json()["data"]
    assert told["ok"] is False
    assert told["problem"]
    assert server.mails == []


def test_reading_is_not_writing(acme):
    reader = Caller(make_api_key(acme, "messages:read")[1])
    assert reader.get("/senders").status_code == 200
    assert reader.post("/senders", NEW).status_code == 403
    assert not Sender.objects.in_workspace(acme).exists()
