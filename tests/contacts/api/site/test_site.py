"""What websites talk to: the script, and events that come from pages of a key's origins and learn nothing."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from contacts.api.site import views
from contacts.models import Contact, Event, SiteKey
from contacts.services import unknown_contacts_set
from contacts.services.site_keys import site_key_create, site_key_revoke
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace
from workspaces.services import Actor

ACTOR = Actor.system("test")
ORIGIN = "https://shop.example.com"
ADA = {"email": "ada@example.com"}


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


@pytest.fixture
def ada(workspace: Workspace) -> Contact:
    return make_contact(workspace, **ADA)


@pytest.fixture
def key(workspace: Workspace) -> SiteKey:
    return site_key_create(workspace=workspace, name="Shop", origins=[ORIGIN], actor=ACTOR)


def send(key: SiteKey, *events: Any, origin: str = ORIGIN, raw: bytes | None = None) -> HttpResponse:
    body = raw if raw is not None else json.dumps({"key": key.token, "events": list(events)}).encode()
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    headers = {"origin": origin} if origin else {}
    return client.post("/s/v1/events", body, content_type="text/plain", headers=headers)


def event(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": f"id-{number}", "name": "ordered", "properties": {"total": 7}, "who": ADA, "age": 60_000, **more}


def test_events_of_a_page_are_recorded_once_with_their_age(ada: Contact, key: SiteKey) -> None:
    answers = [send(key, event(1), event(2, age=0)) for _ in range(2)]
    for answer in answers:
        assert (answer.status_code, answer.json()) == (202, {"unreadable": []})
        assert answer["Access-Control-Allow-Origin"] == ORIGIN
        assert "Access-Control-Allow-Credentials" not in answer
        assert answer["Vary"] == "Origin"
    first, second = Event.objects.across_workspaces().order_by("key")
    assert (first.contact_id, first.name, first.properties, first.key) == (ada.pk, "ordered", {"total": 7}, "id-1")
    assert first.created_at - first.occurred_at == timedelta(minutes=1)
    assert second.occurred_at == second.created_at


def test_whoever_sends_learns_nothing_of_contacts(workspace: Workspace, ada: Contact, key: SiteKey) -> None:
    known = send(key, event(1))
    unknown = send(key, event(2, who={"email": "eve@example.com"}))
    malformed = send(key, event(3, who={"email": "no address"}))
    assert known.content == unknown.content == malformed.content
    assert [each.status_code for each in (known, unknown, malformed)] == [202] * 3
    assert dict(known.headers).keys() == dict(unknown.headers).keys()
    assert Event.objects.across_workspaces().count() == 1
    unknown_contacts_set(workspace=workspace, policy="create", actor=ACTOR)
    made = send(key, event(4, who={"email": "eve@example.com"}))
    assert made.content == known.content
    assert Contact.objects.in_workspace(workspace).filter(email="eve@example.com").count() == 1


@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", "http://shop.example.com", ORIGIN + ":444"])
def test_pages_of_other_addresses_are_refused(ada: Contact, key: SiteKey, origin: str) -> None:
    answer = send(key, event(), origin=origin)
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer
    assert not Event.objects.across_workspaces().exists()


def test_an_ended_key_and_one_that_nobody_has_look_alike(ada: Contact, key: SiteKey) -> None:
    site_key_revoke(key=key, actor=ACTOR)
    ended = send(key, event())
    key.token = "cmpp_nobody"
    assert (ended.status_code, ended.content) == (403, send(key, event()).content)
    assert not Event.objects.across_workspaces().exists()


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{", 400),
        (b'{"key": 7, "events": [{}]}', 400),
        (b'{"key": "x", "events": []}', 400),
        (b'{"key": "x", "events": [1], "more": 1}', 400),
        (b'{"key": "x", "events": %s}' % json.dumps([{}] * 51).encode(), 400),
        (b'{"key": "x\\u0000", "events": [{}]}', 403),
        (b'{"key": "\xff", "events": [{}]}', 403),
        (b"[" * 60_000, 400),
        (b"x" * 65_537, 413),
    ],
)
def test_what_is_no_call_is_refused(key: SiteKey, raw: bytes, status: int) -> None:
    assert send(key, raw=raw).status_code == status


def test_what_can_not_be_read_is_named_and_the_rest_is_kept(ada: Contact, key: SiteKey) -> None:
    wrong: list[Any] = [
        7,
        event(2, more=1),
        event(3, name=None),
        event(4, id=4),
        event(5, properties=[]),
        event(6, age="long"),
        event(7, age=-1),
        event(8, age=True),
        event(9, who="ada"),
        event(10, who={"email": ""}),
        event(11, who={**ADA, "phone": "1"}),
    ]
    answer = send(key, *wrong, event(1), event(12, name="\x00"), event(13, age=1e300))
    assert [each["index"] for each in answer.json()["unreadable"]] == list(range(len(wrong)))
    kept = Event.objects.across_workspaces().order_by("key")
    assert [each.key for each in kept] == ["id-1", "id-13"]


def test_a_site_that_calls_too_often_waits(ada: Contact, key: SiteKey, settings: Any) -> None:
    settings.SITE_CALLS_PER_MINUTE = 1
    answers = [send(key, event(number)) for number in (1, 2)]
    assert [answer.status_code for answer in answers] == [202, 429]
    assert answers[1]["Access-Control-Allow-Origin"] == ORIGIN
    assert 1 <= int(answers[1]["Retry-After"]) <= 60
    assert Event.objects.across_workspaces().count() == 1


def test_the_script_is_small_and_kept_for_an_hour() -> None:
    answer = Client().get("/s/v1/campanile.js")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=3600"
    again = Client().get("/s/v1/campanile.js", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    text = (Path(views.__file__).parent / "campanile.js").read_bytes()
    assert answer.content == text
    assert len(text) < 6_000
    assert Client().post("/s/v1/campanile.js").status_code == 405
