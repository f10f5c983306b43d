"""Browsers of a website's visitors: only who proves to be a contact subscribes one, and browsers tell what they did."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from contacts.models import Contact, SiteKey
from contacts.selectors.consent import consent_log
from contacts.services.site_keys import site_key_create, site_key_revoke
from messaging.models import ContactPoint, Message, Sender
from messaging.site.identity import identity_secret
from messaging.tracking.tokens import Purpose, make
from tests.factories.contacts import make_contact
from tests.factories.messaging import make_sender
from tests.factories.workspaces import make_workspace
from tests.messaging.providers.test_web_push import CONFIG, PRIVATE, Browser
from tests.messaging.site.tokens import signed
from tests.messaging.world import make_world
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.services import Actor

ORIGIN = "https://shop.example.com"
ENDPOINT = "https://push.example/device/1"


@pytest.fixture
def acme(db: None) -> Workspace:
    return make_workspace()


@pytest.fixture
def ada(acme: Workspace) -> Contact:
    return make_contact(acme, external_id="user-17")


@pytest.fixture
def key(acme: Workspace) -> SiteKey:
    return site_key_create(workspace=acme, name="Shop", origins=[ORIGIN], actor=Actor.system())


@pytest.fixture
def shop(acme: Workspace) -> Sender:
    return make_push_sender(acme)


def make_push_sender(workspace: Workspace, **more: Any) -> Sender:
    values = {"channel": "push", "provider": "web_push", "from_address": "Shop", "config": CONFIG}
    return make_sender(workspace, **values, credentials={"private_key": PRIVATE}, **more)


def call(name: str, key: SiteKey, origin: str = ORIGIN, **body: Any) -> HttpResponse:
    client = Client(enforce_csrf_checks=True)
    text = json.dumps({"key": key.token, **body})
    return client.post(reverse(f"site_messages:{name}"), text, content_type="text/plain", headers={"origin": origin})


def subscribe(key: SiteKey, token: str, endpoint: str = ENDPOINT, **more: Any) -> HttpResponse:
    subscription = {"endpoint": endpoint, "keys": Browser().keys}
    return call("push_subscriptions", key, token=token, subscription=subscription, **more)


def live(contact: Contact) -> list[str]:
    rows = ContactPoint.objects.in_workspace(contact.workspace_id).filter(contact=contact, ended_at=None)
    return list(rows.values_list("address", flat=True))


def test_the_key_that_browsers_subscribe_to_is_the_senders(key: SiteKey) -> None:
    assert call("push_key", key).json() == {"publicKey": None}
    make_push_sender(key.workspace)
    answer = call("push_key", key)
    assert answer.json()["publicKey"].startswith("BP4z9KsN6nGRTbVYI")
    assert answer["Access-Control-Allow-Origin"] == ORIGIN


def test_a_proven_visitors_browser_is_noted_once_and_ended(key: SiteKey, ada: Contact, shop: Sender) -> None:
    token = signed(key, external_id="user-17")
    for _ in range(2):
        assert (subscribe(key, token).status_code, live(ada)) == (204, [ENDPOINT])
    assert not ada.consents.exists()
    other = make_contact(key.workspace, external_id="user-18")
    assert call("push_ended", key, token=signed(key, external_id="user-18"), endpoint=ENDPOINT).status_code == 204
    assert (live(ada), live(other)) == ([ENDPOINT], [])
    assert call("push_ended", key, token=token, endpoint=ENDPOINT).status_code == 204
    assert live(ada) == []


def test_who_says_yes_to_marketing_there_is_noted_with_where(key: SiteKey, ada: Contact, shop: Sender) -> None:
    subscribe(key, signed(key, external_id="user-17"), marketing=True)
    assert list(ada.consents.values_list("channel", "message_type", "state")) == [("push", "marketing", "granted")]
    assert consent_log(contact=ada).lines[0].source == f"site:{key.public_id}"


@pytest.mark.parametrize(
    ("claims", "error"),
    [
        ({"external_id": "user-17", "exp": -1}, "token_expired"),
        ({"external_id": "user-17", "exp": 32 * 86_400}, "token_lives_too_long"),
        ({"external_id": "user-17", "exp": None}, "token_invalid"),
        ({"external_id": "user-99"}, "unknown_contact"),
        ({"external_id": "user-17", "email": "ada@example.com"}, "token_invalid"),
        ({"external_id": 17}, "token_invalid"),
        ({}, "token_invalid"),
    ],
)
def test_tokens_that_prove_nobody(key: SiteKey, ada: Contact, shop: Sender, claims: dict[str, Any], error: str) -> None:
    answer = subscribe(key, signed(key, **claims))
    assert (answer.status_code, answer.json(), live(ada)) == (401, {"error": error}, [])


def test_tokens_that_somebody_else_made(key: SiteKey, ada: Contact, shop: Sender) -> None:
    good = signed(key, external_id="user-17")
    other = site_key_create(workspace=key.workspace, name="Other", origins=[ORIGIN], actor=Actor.system())
    theirs = site_key_create(workspace=make_workspace(), name="Theirs", origins=[ORIGIN], actor=Actor.system())
    forged = [
        signed(key, secret="guessed", external_id="user-17"),
        signed(other, external_id="user-17"),
        signed(theirs, external_id="user-17"),
        signed(key, alg="none", external_id="user-17"),
        good[:-9] + ("A" if good[-9] != "A" else "B") + good[-8:],
        good.rsplit(".", 1)[0] + ".",
        "a.b.c",
        "",
        "é.é.é",
    ]
    for token in forged:
        answer = subscribe(key, token)
        assert (answer.status_code, answer.json()) == (401, {"error": "token_invalid"})
    assert subscribe(theirs, signed(theirs, external_id="user-17")).json() == {"error": "unknown_contact"}
    assert live(ada) == []


def test_a_token_holds_while_the_secret_key_is_changed(key: SiteKey, ada: Contact, shop: Sender, settings: Any) -> None:
    before = signed(key, external_id="user-17")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-one"
    assert subscribe(key, before).status_code == 204
    assert subscribe(key, signed(key, external_id="user-17")).status_code == 204
    settings.SECRET_KEY_FALLBACKS = []
    assert subscribe(key, before).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"token": 7, "subscription": {"endpoint": ENDPOINT, "keys": {}}},
        {"token": "x", "subscription": []},
        {"token": "x", "subscription": {"endpoint": 7, "keys": {}}},
        {"token": "x", "subscription": {"endpoint": ENDPOINT, "keys": []}},
        {"token": "x", "subscription": {"endpoint": ENDPOINT, "keys": {}}, "marketing": "yes"},
        {"token": "x", "subscription": {"endpoint": ENDPOINT, "keys": {}}, "more": 1},
    ],
)
def test_what_is_no_call_is_refused(key: SiteKey, body: dict[str, Any]) -> None:
    assert call("push_subscriptions", key, **body).status_code == 400


def test_what_is_no_subscription_is_refused(key: SiteKey, ada: Contact, shop: Sender) -> None:
    answer = subscribe(key, signed(key, external_id="user-17"), endpoint="http://push.example/1")
    assert (answer.status_code, live(ada)) == (400, [])


def test_without_a_sender_for_web_push_nothing_is_noted(key: SiteKey, ada: Contact) -> None:
    make_sender(key.workspace)
    answer = subscribe(key, signed(key, external_id="user-17"))
    assert (answer.status_code, live(ada)) == (400, [])


def test_pages_of_other_addresses_and_ended_keys_are_refused(key: SiteKey, ada: Contact, shop: Sender) -> None:
    token = signed(key, external_id="user-17")
    subscription = {"endpoint": ENDPOINT, "keys": Browser().keys}
    for origin in ("https://evil.example", "null", ""):
        refused = call("push_subscriptions", key, origin, token=token, subscription=subscription)
        assert (refused.status_code, "Access-Control-Allow-Origin" in refused) == (403, False)
    site_key_revoke(key=key, actor=Actor.system())
    assert (subscribe(key, token).status_code, live(ada)) == (403, [])


def test_calls_of_one_visitor_are_counted(key: SiteKey, ada: Contact, shop: Sender, settings: Any) -> None:
    settings.SITE_CALLS_PER_VISITOR = 1
    token = signed(key, external_id="user-17")
    assert [subscribe(key, token).status_code for _ in range(2)] == [204, 429]


def report(message_id: int, fact: str, token: str = "") -> int:
    path = reverse("site_messages:facts", args=[token or make(Purpose.REPORT, message_id)])
    return Client(enforce_csrf_checks=True).post(path, fact, content_type="text/plain").status_code


@pytest.mark.django_db
def test_browsers_tell_what_became_of_a_message_once() -> None:
    world = make_world(port=1)
    [message] = world.queue(1)
    before = database_now()
    for fact, column in (("shown", "delivered_at"), ("opened", "opened_at"), ("dismissed", "dismissed_at")):
        assert report(message.pk, fact) == 204
        noted = getattr(Message.objects.in_workspace(world.workspace).get(pk=message.pk), column)
        assert noted >= before
        assert report(message.pk, fact) == 204
        assert getattr(Message.objects.in_workspace(world.workspace).get(pk=message.pk), column) == noted
    assert report(message.pk, "bought") == 400
    assert report(message.pk, "shown" * 10) == 400
    assert report(message.pk, "shown", make(Purpose.OPEN, message.pk)) == 404
    assert report(message.pk, "shown", "x") == 404
    assert report(message.pk + 1, "shown") == 204


def test_scripts_are_served_to_any_page(client: Client) -> None:
    for name in ("messages_script", "worker_script"):
        answer = client.get(reverse(f"site_messages:{name}"))
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert len(answer.content) < 20_000


def test_the_secret_is_of_one_key_alone(key: SiteKey) -> None:
    other = site_key_create(workspace=key.workspace, name="Other", origins=[ORIGIN], actor=Actor.system())
    assert identity_secret(key) == identity_secret(key) != identity_secret(other)
    assert len(identity_secret(key)) == 48
