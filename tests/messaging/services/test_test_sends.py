"""Test messages of every channel: to an address or a contact, marked, through the sender, and counted nowhere."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from contacts.models import Contact
from messaging.models import ContactPoint, Message, MessageCounter, OnsiteItem, Sender
from messaging.services import point_add, suppressions_add
from messaging.services.test_sends import template_test_send
from messaging.site.feed import feed_mark, feed_of
from templates_app.models import Template
from tests.factories.contacts import make_contact
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_template
from tests.factories.workspaces import make_workspace
from tests.messaging.http_server import HttpServer, Reply, http_server
from tests.messaging.providers.test_fcm import TAKEN, by_device, config_of, service_account
from tests.messaging.providers.test_web_push import CONFIG as BROWSERS
from tests.messaging.providers.test_web_push import Browser
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import AuditEntry, Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")
CONTENTS: dict[str, dict[str, Any]] = {
    "sms": {"text": "Hi {{firstName}}", "locales": {"de": {"text": "Hallo {{firstName}}"}}},
    "whatsapp": {"template": "hi", "body": "Hi {{1}}", "parameters": ["{{firstName}}"], "approval": "approved"},
    "telegram": {"text": "Hi **{{firstName}}**"},
    "onsite": {"title": "Hi {{firstName}}", "html": "<p>News</p>"},
}
SENDERS: dict[str, dict[str, Any]] = {
    "sms": {"provider": "twilio", "from_address": "+15550100", "credentials": {"secret": "s" * 32}},
    "whatsapp": {"provider": "whatsapp_cloud", "from_address": "+15550100", "credentials": {"token": "t"}},
    "telegram": {"provider": "telegram_bot", "from_address": "@a_bot", "credentials": {"token": "123456:" + "a" * 35}},
    "onsite": {"provider": "onsite", "from_address": "Shop"},
}
CONFIG = {"sms": {"account_sid": "AC" + "0" * 32}, "whatsapp": {"phone_number_id": "1234567890"}}


@pytest.fixture
def server(settings: Any) -> Iterator[HttpServer]:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK, settings.OUTBOUND_HTTP_PORTS = True, frozenset()
    answer = {"sid": "SM1", "status": "queued", "messages": [{"id": "w"}], "ok": True, "result": {"message_id": 5}}
    with http_server(Reply(200, answer)) as running:
        yield running


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def scene(workspace: Workspace, channel: str, url: str = "") -> tuple[Template, Sender]:
    config = {**CONFIG.get(channel, {}), **({"base_url": url} if channel != "onsite" else {})}
    sender = make_sender(workspace, channel=channel, config=config, **SENDERS[channel])
    return make_template(workspace, channel=channel, content=CONTENTS[channel]), sender


def ada(workspace: Workspace) -> Contact:
    return make_contact(workspace, email="ada@example.com", first_name="Ada", phone="+436641234567")


def test_a_text_message_to_a_number_and_in_a_language(workspace: Workspace, server: HttpServer) -> None:
    template, _ = scene(workspace, "sms", server.url)
    assert template_test_send(template=template, actor=ACTOR, to="+43 664 1234567") == "+436641234567"
    template_test_send(template=template, actor=ACTOR, contact=ada(workspace), locale="de-AT")
    texts = [(asked.form["To"], asked.form["Body"].split("\n")[0]) for asked in server.asked]
    assert texts == [("+436641234567", "[Test] Hi Ada"), ("+436641234567", "[Test] Hallo Ada")]
    assert not Message.objects.across_workspaces().exists()
    assert not MessageCounter.objects.across_workspaces().exists()
    assert AuditEntry.objects.in_workspace(workspace).filter(action="template.test_sent").count() == 2


def test_a_whatsapp_message_is_marked_in_its_first_place(workspace: Workspace, server: HttpServer) -> None:
    template, _ = scene(workspace, "whatsapp", server.url)
    template_test_send(template=template, actor=ACTOR, to="+436641234567")
    [part] = server.asked[0].json["template"]["components"]
    assert part["parameters"] == [{"type": "text", "text": "[Test] Ada"}]


def test_a_chat_is_named_or_is_the_contacts(workspace: Workspace, server: HttpServer) -> None:
    template, sender = scene(workspace, "telegram", server.url)
    contact = ada(workspace)
    with pytest.raises(InvalidInput, match="no address for this channel"):
        template_test_send(template=template, actor=ACTOR, contact=contact)
    point_add(contact=contact, sender=sender, address="77")
    template_test_send(template=template, actor=ACTOR, to="12345")
    template_test_send(template=template, actor=ACTOR, contact=contact)
    sent = [(str(asked.json["chat_id"]), asked.json["text"]) for asked in server.asked]
    assert sent == [("12345", "[Test] Hi <b>Ada</b>"), ("77", "[Test] Hi <b>Ada</b>")]


def test_a_push_message_to_a_browser_of_the_contact_and_to_a_device(workspace: Workspace, server: HttpServer) -> None:
    content = {"title": "Hi {{firstName}}", "body": "News", "url": "https://a.example/news"}
    template = make_template(workspace, channel="push", content=content)
    push: dict[str, Any] = {"channel": "push", "from_address": "Shop"}
    browsers = make_sender(workspace, provider="web_push", config=BROWSERS, credentials={}, **push)
    contact, browser = ada(workspace), Browser()
    with pytest.raises(InvalidInput, match="no address for this channel"):
        template_test_send(template=template, actor=ACTOR, contact=contact)
    point_add(contact=contact, sender=browsers, address="https://push.example/a", data=browser.keys)
    ContactPoint.objects.in_workspace(workspace).update(address=f"{server.url}/push/1")
    server.usual = Reply(201, b"")
    assert template_test_send(template=template, actor=ACTOR, contact=contact) == "ada@example.com"
    shown = json.loads(browser.read(server.asked[0].body))
    assert (shown["title"], shown["body"]) == ("[Test] Hi Ada", "News")

    account = {"service_account": service_account()}
    make_sender(workspace, provider="fcm", config=config_of(server), credentials=account, is_default=True, **push)
    server.script, server.usual = by_device(), TAKEN
    assert template_test_send(template=template, actor=ACTOR, to="device-token-0001") == "device-token-0001"
    sent = server.asked[-1].json["message"]
    assert (sent["token"], sent["notification"]["title"]) == ("device-token-0001", "[Test] Hi Ada")
    assert not Message.objects.across_workspaces().exists()


def test_a_contact_finds_a_test_in_the_website_and_puts_it_away(workspace: Workspace) -> None:
    template, _ = scene(workspace, "onsite")
    contact = ada(workspace)
    assert template_test_send(template=template, actor=ACTOR, contact=contact) == "ada@example.com"
    [item] = feed_of(contact=contact)
    assert (item.title, item.message_id) == ("[Test] Hi Ada", None)
    feed_mark(contact=contact, marks={"dismissed": [item.public_id]})
    assert feed_of(contact=contact) == []
    with pytest.raises(InvalidInput, match="choose a contact"):
        template_test_send(template=template, actor=ACTOR, to="ada@example.com")
    assert OnsiteItem.objects.across_workspaces().count() == 1


@pytest.mark.parametrize(
    ("channel", "to", "words"),
    [
        ("sms", "", "is needed"),
        ("sms", "0664", "is not a telephone number"),
        ("telegram", "@ada", "is not the id of a chat"),
        ("sms", "+436649999999", "suppressed"),
    ],
)
def test_nothing_goes_where_nothing_may(
    workspace: Workspace, server: HttpServer, channel: str, to: str, words: str
) -> None:
    template, _ = scene(workspace, channel, server.url)
    suppressions_add(workspace=workspace, channel="sms", addresses=["+436649999999"], reason="manual", actor=ACTOR)
    with pytest.raises(InvalidInput, match=words):
        template_test_send(template=template, actor=ACTOR, to=to)
    assert server.asked == []
    assert not AuditEntry.objects.in_workspace(workspace).filter(action="template.test_sent").exists()


def test_what_the_provider_refused_is_told(workspace: Workspace, server: HttpServer) -> None:
    server.usual = Reply(400, {"code": 21211, "message": "no such number"})
    template, _ = scene(workspace, "sms", server.url)
    with pytest.raises(Conflict, match="no such number"):
        template_test_send(template=template, actor=ACTOR, to="+436641234567")
