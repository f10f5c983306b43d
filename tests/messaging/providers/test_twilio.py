"""Twilio's outcomes, against a real server that speaks its API, and through the delivery stage."""

import base64
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from contacts.models import Consent, ConsentState
from messaging.channels.payloads import TextMessage
from messaging.delivery import stage
from messaging.hooks import stage as reports
from messaging.models import Message, Suppression
from messaging.providers.base import Accepted, Ambiguous, Envelope, Outcome, Rejected, Retry
from messaging.providers.registry import PROVIDERS
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_messages, make_sender, make_stream, states_of
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.messaging.http_server import HttpServer, Reply, http_server, on
from workspaces.clock import database_now
from workspaces.errors import InvalidInput

SID = "AC" + "0" * 32
TAKEN = Reply(201, {"sid": "SM" + "1" * 32, "status": "queued"})
TOKEN = {"secret": "token"}


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = True
    settings.OUTBOUND_HTTP_PORTS = frozenset()


def send(url: str, sender: str = "+15550100", credentials: dict[str, str] = TOKEN) -> Outcome:
    twilio = PROVIDERS["twilio"]
    account = twilio.account(uuid4(), "f", {"account_sid": SID, "base_url": url + "/"}, credentials)
    session = twilio.open(account)
    try:
        [outcome] = session.send_all([Envelope("k", sender, "+436641234567", TextMessage("Grüße & Küsse"))])
        return outcome
    finally:
        session.close()


def error(status: int, code: int, message: str = "no") -> Reply:
    return Reply(status, {"code": code, "message": message, "status": status})


def test_a_message_is_a_form_with_the_accounts_credentials() -> None:
    with http_server(TAKEN) as server:
        assert send(server.url) == Accepted("SM" + "1" * 32)
    [asked] = server.asked
    assert (asked.method, asked.path) == ("POST", f"/2010-04-01/Accounts/{SID}/Messages.json")
    assert asked.form == {"To": "+436641234567", "From": "+15550100", "Body": "Grüße & Küsse"}
    assert base64.b64decode(asked.headers["authorization"].removeprefix("Basic ")).decode() == f"{SID}:token"


def test_a_messaging_service_and_an_api_key() -> None:
    service, key = "MG" + "a" * 32, "SK" + "b" * 32
    with http_server(TAKEN) as server:
        send(server.url, service, {"key_sid": key, "secret": "s"})
    [asked] = server.asked
    assert asked.form["MessagingServiceSid"] == service
    assert "From" not in asked.form
    assert base64.b64decode(asked.headers["authorization"].removeprefix("Basic ")).decode() == f"{key}:s"


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (error(400, 21211), Rejected("recipient_invalid", "21211 no", no_address=True)),
        (error(400, 21408), Rejected("recipient_invalid", "21408 no")),
        (error(400, 21614), Rejected("recipient_invalid", "21614 no", no_address=True)),
        (error(400, 21610), Rejected("recipient_opted_out", "21610 no")),
        (error(400, 21617, "too long"), Rejected("provider_refused", "400 21617 too long")),
        (error(429, 20429), Retry("provider_busy", "20429 no")),
        (error(400, 21611), Retry("provider_busy", "21611 no")),
        (error(401, 20003), Retry("provider_unavailable", "20003 no", provider_fault=True)),
        (error(404, 20404), Retry("provider_unavailable", "20404 no", provider_fault=True)),
        (error(400, 21606), Retry("provider_unavailable", "21606 no", provider_fault=True)),
        (error(500, 20500), Ambiguous("no_answer", "500 20500 no")),
        (Reply(504, b"gateway", taken=True), Ambiguous("no_answer", "504")),
        (Reply(429, {}, {"Retry-After": "3"}), Retry("provider_busy", "429", after=timedelta(seconds=3))),
    ],
)
def test_error_codes(reply: Reply, outcome: Outcome) -> None:
    with http_server(reply) as server:
        assert send(server.url) == outcome


class World:
    """A workspace that is ready to send text messages."""

    def __init__(self, server: HttpServer) -> None:
        self.workspace = make_workspace()
        self.version = make_published(
            self.workspace, channel="sms", content={"text": "Hi {{contact.first_name}}, 20 % off!"}
        )[1]
        self.sender = make_sender(
            self.workspace,
            channel="sms",
            provider="twilio",
            from_address="+1 555 0100",
            config={"account_sid": SID, "base_url": server.url},
            credentials=TOKEN,
        )
        self.stream = make_stream(self.workspace)

    def queue(self, number: int, **fields: object) -> list[Message]:
        contacts = make_contacts(self.workspace, number, **fields)
        for index, contact in enumerate(contacts):
            contact.phone = contact.phone or f"+43664123{index:04}"
            contact.save()
        Consent.objects.bulk_create(
            Consent(
                workspace=self.workspace,
                contact=contact,
                channel="sms",
                message_type="marketing",
                state=ConsentState.GRANTED,
                changed_at=database_now(),
            )
            for contact in contacts
        )
        return make_messages(self.stream, contacts, self.version, self.sender, channel="sms")


@pytest.mark.django_db(transaction=True)
def test_text_messages_go_through_delivery_with_the_way_out_of_marketing() -> None:
    with http_server(TAKEN) as server:
        messages = World(server).queue(20, first_name="Ada")
        assert stage.run().accepted == 20
    assert states_of(messages) == [("accepted", "")] * 20
    assert {asked.form["Body"] for asked in server.asked} == {"Hi Ada, 20 % off!\nReply STOP to opt out"}
    assert sorted(asked.form["To"] for asked in server.asked) == [f"+43664123{index:04}" for index in range(20)]
    assert {asked.form["From"] for asked in server.asked} == {"+15550100"}
    first = Message.objects.in_workspace(messages[0].workspace_id).get(pk=messages[0].pk)
    assert (first.address, first.provider_message_id) == ("+436641230000", "SM" + "1" * 32)


@pytest.mark.django_db(transaction=True)
def test_who_told_the_provider_stop_gets_nothing_more() -> None:
    with http_server(error(400, 21610)) as server:
        [message] = World(server).queue(1)
        assert stage.run().rejected == 1
    reports.run()
    [suppression] = Suppression.objects.in_workspace(message.workspace_id)
    assert (suppression.channel, suppression.address, suppression.reason) == ("sms", "+436641230000", "unsubscribe")
    rows = Consent.objects.in_workspace(message.workspace_id).filter(contact_id=message.contact_id)
    assert {(row.message_type, row.state) for row in rows} == {("marketing", "denied"), ("transactional", "denied")}


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_without_an_answer_is_unknown_and_never_sent_again() -> None:
    with http_server(TAKEN) as server:
        server.script = on(2, Reply(504, b"", taken=True))
        messages = World(server).queue(3)
        assert (lambda progress: (progress.accepted, progress.unknown))(stage.run()) == (2, 1)
        stage.run(database_now() + timedelta(days=2))
    assert sorted(states_of(messages)) == [("accepted", ""), ("accepted", ""), ("unknown", "no_answer")]
    assert len(server.taken) == 3


@pytest.mark.django_db(transaction=True)
def test_a_revoked_token_holds_all_that_is_left_and_costs_no_tries() -> None:
    with http_server(error(401, 20003)) as server:
        messages = World(server).queue(60)
        assert stage.run().held == 60
    assert set(states_of(messages)) == {("queued", "provider_unavailable")}
    tries = Message.objects.in_workspace(messages[0].workspace_id).values_list("tries", flat=True)
    assert set(tries) == {0}
    assert len(server.asked) <= 16


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"from_address": "A name that is too long"}, "from_address"),
        ({"from_address": "12"}, "from_address"),
        ({"config": {"account_sid": "AC1"}}, "config.account_sid"),
        ({"config": {"account_sid": SID, "base_url": "ftp://x"}}, "config.base_url"),
        ({"credentials": {}}, "credentials.secret"),
    ],
)
def test_settings_are_checked(wrong: dict[str, Any], field: str) -> None:
    values = {"from_address": "Campanile", "config": {"account_sid": SID}, "credentials": TOKEN, **wrong}
    with pytest.raises(InvalidInput) as caught:
        make_sender(make_workspace(), channel="sms", provider="twilio", **values)
    assert [detail.field for detail in caught.value.details] == [field]


@pytest.mark.parametrize(
    ("reports_to", "callback"),
    [
        ("https://c.example/hooks/snd_1", "https://c.example/hooks/snd_1?message=k"),
        ("http://localhost/h", None),
        ("", None),
    ],
)
def test_statuses_are_asked_for_where_twilio_can_reach_us(reports_to: str, callback: str | None) -> None:
    twilio = PROVIDERS["twilio"]
    with http_server(TAKEN) as server:
        account = twilio.account(uuid4(), "f", {"account_sid": SID, "base_url": server.url}, TOKEN)
        session = twilio.open(replace(account, reports_to=reports_to))
        list(session.send_all([Envelope("k", "+15550100", "+436641234567", TextMessage("Hi"))]))
        session.close()
    [asked] = server.asked
    assert asked.form.get("StatusCallback") == callback
