"""Links in short texts: shortened on their way out, led to the stored address, counted as those of mails are."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from messaging.channels.telegram import linked
from messaging.delivery import stage
from messaging.models import LinkClick, LinkTarget, Message, MessageStream
from messaging.services import link_tags_set, price_set
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_messages, make_sender, make_stream
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.messaging.http_server import HttpServer, Reply, http_server
from workspaces.models import BalanceAccount
from workspaces.services import Actor
from workspaces.services.balance import balance_open, balance_top_up

pytestmark = pytest.mark.django_db(transaction=True)
SID = "AC" + "0" * 32
SENDERS: dict[str, dict[str, Any]] = {
    "sms": {"provider": "twilio", "from_address": "+15550100", "credentials": {"secret": "s" * 32}},
    "whatsapp": {"provider": "whatsapp_cloud", "from_address": "+15550100", "credentials": {"token": "t"}},
}
PERSON = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"}
_SHORT = re.compile(r"http\S+(/l/[\w-]{24})")


@pytest.fixture
def server(settings: Any) -> Iterator[HttpServer]:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK, settings.OUTBOUND_HTTP_PORTS = True, frozenset()
    with http_server(Reply(201, {"sid": "SM1", "status": "queued", "messages": [{"id": "w"}]})) as running:
        yield running


def sent(server: HttpServer, channel: str, content: dict[str, Any], **stream: Any) -> list[Message]:
    """Two messages of this content, one to Ada and one to Bob."""
    workspace = make_workspace()
    config = {"account_sid": SID} if channel == "sms" else {"phone_number_id": "1234567890"}
    sender = make_sender(workspace, channel=channel, config={**config, "base_url": server.url}, **SENDERS[channel])
    version = make_published(workspace, channel=channel, message_type="transactional", content=content)[1]
    contacts = make_contacts(workspace, 2)
    for contact, (name, phone) in zip(contacts, [("Ada", "+436641234567"), ("Bob", "+436641234568")], strict=True):
        contact.first_name, contact.phone = name, phone
        contact.save()
    link_tags_set(workspace=workspace, tags={"source": "text"}, actor=Actor.system())
    running = make_stream(workspace)
    MessageStream.objects.in_workspace(workspace).filter(pk=running.pk).update(**stream)
    options = {"channel": channel, "message_type": "transactional"}
    messages = make_messages(running, contacts, version, sender, **options)
    stage.run()
    return messages


def targets() -> list[tuple[bool, str]]:
    found = LinkTarget.objects.across_workspaces().order_by("url").values_list("contact_id", "url")
    return [(contact is None, url) for contact, url in found]


def test_links_in_text_messages_are_shortened_and_clicks_counted(server: HttpServer) -> None:
    text = "Sale: https://shop.example/sale. Yours: https://shop.example/me?to={{ contact.first_name }}"
    ada, _ = sent(server, "sms", {"text": text})
    body = next(asked.form["Body"] for asked in server.asked if asked.form["To"] == "+436641234567")
    assert "shop.example" not in body
    assert re.sub(_SHORT, "#", body) == "Sale: #. Yours: #"
    assert targets() == [
        (False, "https://shop.example/me?to=Ada&utm_source=text"),
        (False, "https://shop.example/me?to=Bob&utm_source=text"),
        (True, "https://shop.example/sale?utm_source=text"),
    ]
    sale, mine = _SHORT.findall(body)
    for agent, path in ((PERSON, mine), ({"User-Agent": "WhatsApp/2.23"}, sale), (PERSON, mine)):
        answer = Client(headers=agent).get(path)
        assert answer.status_code == 302
    assert Client(headers=PERSON).get(mine)["Location"] == "https://shop.example/me?to=Ada&utm_source=text"
    clicks = LinkClick.objects.across_workspaces().filter(message=ada).order_by("url")
    assert list(clicks.values_list("clicks", "machine_clicks")) == [(3, 0), (0, 1)]
    forged = mine[:-1] + ("A" if mine[-1] != "A" else "B")
    assert Client(headers=PERSON).get(forged).status_code == 404
    Message.objects.across_workspaces().filter(pk=ada.pk).delete()
    assert Client(headers=PERSON).get(sale).status_code == 404


@pytest.mark.parametrize(
    ("content", "stream"), [({"short_links": False}, {}), ({}, {"click_tracking": False})], ids=["template", "campaign"]
)
def test_they_stay_where_template_or_campaign_want_that(
    server: HttpServer, content: dict[str, Any], stream: dict[str, Any]
) -> None:
    sent(server, "sms", {"text": "https://shop.example/sale", **content}, **stream)
    assert [asked.form["Body"] for asked in server.asked] == ["https://shop.example/sale"] * 2
    assert targets() == []


def test_links_in_the_places_of_a_whatsapp_template_are_shortened(server: HttpServer) -> None:
    content = {"template": "hi", "body": "Look: {{1}}", "parameters": ["https://shop.example/"], "approval": "approved"}
    sent(server, "whatsapp", content)
    for asked in server.asked:
        [part] = asked.json["template"]["components"]
        assert _SHORT.fullmatch(part["parameters"][0]["text"])
    assert targets() == [(True, "https://shop.example/?utm_source=text")]


def test_each_segment_is_paid_and_counted_with_the_links_that_go_out(server: HttpServer) -> None:
    paid = []
    long = "x" * 300
    for text in ("Hi", f"{long} {{{{ contact.first_name }}}}", f"https://shop.example/{long}"):
        workspace = make_workspace()
        price_set(
            workspace=workspace,
            channel="sms",
            message_type="transactional",
            amount=Decimal("0.1"),
            actor=Actor.system(),
        )
        balance_open(workspace=workspace, actor=Actor.system())
        balance_top_up(workspace=workspace, amount=Decimal(1), reference="p", actor=Actor.system())
        config = {"account_sid": SID, "base_url": server.url}
        sender = make_sender(workspace, channel="sms", config=config, **SENDERS["sms"])
        version = make_published(workspace, channel="sms", message_type="transactional", content={"text": text})[1]
        [contact] = make_contacts(workspace, 1, first_name="Ada")
        contact.phone = "+436641234567"
        contact.save()
        options = {"channel": "sms", "message_type": "transactional"}
        make_messages(make_stream(workspace), [contact], version, sender, **options)
        stage.run()
        account = BalanceAccount.objects.in_workspace(workspace).get()
        paid.append((1 - account.balance, account.reserved))
    assert paid == [(Decimal("0.1"), 0), (Decimal("0.2"), 0), (Decimal("0.1"), 0)]


def test_addresses_in_telegrams_text_become_links_outside_of_links_and_code() -> None:
    markup = 'See https://a.example/?x=1&amp;y=2. <a href="https://b.example">https://b.example</a> <code>https://c.example</code>'
    assert linked(markup) == markup.replace(
        "https://a.example/?x=1&amp;y=2.",
        '<a href="https://a.example/?x=1&amp;y=2">https://a.example/?x=1&amp;y=2</a>.',
    )
