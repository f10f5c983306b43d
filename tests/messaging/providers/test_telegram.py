"""Telegram's outcomes, against a real server that speaks its Bot API, and through the delivery stage."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from contacts.models import Contact
from messaging.channels.payloads import TelegramMessage
from messaging.delivery import stage
from messaging.models import ContactPoint, Message, Sender
from messaging.providers.base import Accepted, Ambiguous, Envelope, Outcome, ProviderUnavailable, Rejected, Retry
from messaging.providers.registry import PROVIDERS
from messaging.services import point_add
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_messages, make_sender, make_stream, states_of
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.messaging.http_server import HttpServer, Reply, http_server
from tests.messaging.loopback import DROP
from workspaces.models import Workspace

TOKEN = "123456:a-token-of-a-bot"
TAKEN = Reply(200, {"ok": True, "result": {"message_id": 77}})


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = True
    settings.OUTBOUND_HTTP_PORTS = frozenset()


def session_to(url: str) -> Any:
    provider = PROVIDERS["telegram_bot"]
    return provider.open(provider.account(uuid4(), "f", {"base_url": url}, {"token": TOKEN}))


def send(url: str, *buttons: tuple[str, str]) -> Outcome:
    session = session_to(url)
    [outcome] = session.send_all([Envelope("k", "@bot", "4711", TelegramMessage("<b>Hi</b>", "Hi", buttons))])
    session.close()
    return outcome


def error(status: int, description: str, **more: object) -> Reply:
    return Reply(status, {"ok": False, "error_code": status, "description": description, **more})


def test_a_message_with_buttons() -> None:
    with http_server(TAKEN) as server:
        assert send(server.url, ("Shop", "https://a.example"), ("Help", "https://b.example")) == Accepted("77")
    [asked] = server.asked
    assert asked.path == f"/bot{TOKEN}/sendMessage"
    assert asked.json == {
        "chat_id": "4711",
        "text": "<b>Hi</b>",
        "parse_mode": "HTML",
        "reply_markup": {
            "inline_keyboard": [
                [{"text": "Shop", "url": "https://a.example"}],
                [{"text": "Help", "url": "https://b.example"}],
            ]
        },
    }


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (
            error(403, "Forbidden: bot was blocked by the user"),
            Rejected("recipient_opted_out", "403 Forbidden: bot was blocked by the user", ("4711",)),
        ),
        (
            error(400, "Bad Request: chat not found"),
            Rejected("recipient_invalid", "400 Bad Request: chat not found", ("4711",)),
        ),
        (
            error(400, "Bad Request: can't parse entities"),
            Rejected("provider_refused", "400 Bad Request: can't parse entities"),
        ),
        (
            error(429, "Too Many Requests", parameters={"retry_after": 9}),
            Retry("provider_busy", "429 Too Many Requests", after=timedelta(seconds=9)),
        ),
        (error(401, "Unauthorized"), Retry("provider_unavailable", "401 Unauthorized", provider_fault=True)),
        (error(404, "Not Found"), Retry("provider_unavailable", "404 Not Found", provider_fault=True)),
        (error(500, "Internal"), Ambiguous("no_answer", "500 Internal")),
        (Reply(502, b"<html>", taken=True), Ambiguous("no_answer", "502")),
        (Reply(403, b"<html>"), Retry("provider_unavailable", "403", provider_fault=True)),
    ],
)
def test_errors(reply: Reply, outcome: Outcome) -> None:
    with http_server(reply) as server:
        assert send(server.url) == outcome


def test_no_answer_is_in_doubt() -> None:
    with http_server(TAKEN, lambda asked, number: DROP) as server:
        assert isinstance(send(server.url), Ambiguous)


def test_a_check_never_tells_the_token() -> None:
    with http_server(error(401, "Unauthorized")) as server, pytest.raises(ProviderUnavailable) as caught:
        session_to(server.url).check()
    assert TOKEN not in repr(caught.value)
    assert server.asked[0].path == f"/bot{TOKEN}/getMe"


def make_bot(workspace: Workspace, server: HttpServer) -> Sender:
    return make_sender(
        workspace,
        channel="telegram",
        provider="telegram_bot",
        from_address="example_bot",
        config={"base_url": server.url},
        credentials={"token": TOKEN},
    )


def make_queue(workspace: Workspace, bot: Sender, contacts: list[Contact]) -> list[Message]:
    content = {"text": "Hi **{{contact.first_name}}**", "buttons": [{"text": "Shop", "url": "https://a.example"}]}
    version = make_published(workspace, channel="telegram", message_type="transactional", content=content)[1]
    return make_messages(
        make_stream(workspace), contacts, version, bot, channel="telegram", message_type="transactional"
    )


@pytest.mark.django_db(transaction=True)
def test_each_contact_gets_it_in_the_chat_that_was_noted_last() -> None:
    workspace = make_workspace()
    with http_server(TAKEN) as server:
        bot, other = make_bot(workspace, server), make_bot(workspace, server)
        contacts = make_contacts(workspace, 3, first_name="<Ada>")
        point_add(contact=contacts[0], sender=bot, address="1")
        point_add(contact=contacts[0], sender=bot, address="2")
        point_add(contact=contacts[1], sender=other, address="3")
        messages = make_queue(workspace, bot, contacts)
        stage.run()
    assert states_of(messages) == [
        ("accepted", ""),
        ("skipped", "address_missing"),
        ("skipped", "address_missing"),
    ]
    [asked] = server.asked
    assert (asked.json["chat_id"], asked.json["text"]) == ("2", "Hi <b>&lt;Ada&gt;</b>")
    assert Message.objects.in_workspace(workspace).get(pk=messages[0].pk).address == "2"


@pytest.mark.django_db(transaction=True)
def test_who_blocked_the_bot_is_not_written_to_again() -> None:
    workspace = make_workspace()
    blocked = error(403, "Forbidden: bot was blocked by the user")
    with http_server(blocked) as server:
        bot = make_bot(workspace, server)
        contacts = make_contacts(workspace, 1)
        point_add(contact=contacts[0], sender=bot, address="1")
        first = make_queue(workspace, bot, contacts)
        stage.run()
        second = make_queue(workspace, bot, contacts)
        stage.run()
    assert states_of(first) == [("rejected", "recipient_opted_out")]
    assert states_of(second) == [("skipped", "address_missing")]
    assert ContactPoint.objects.in_workspace(workspace).get().ended_at is not None
    assert len(server.asked) == 1
