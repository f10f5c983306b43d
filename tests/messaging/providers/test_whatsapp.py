"""WhatsApp's outcomes, against a real server that speaks its API, and through the delivery stage."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from messaging.channels.payloads import WhatsAppMessage
from messaging.delivery import stage
from messaging.providers.base import Accepted, Ambiguous, Envelope, Outcome, ProviderUnavailable, Rejected, Retry
from messaging.providers.registry import PROVIDERS
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_messages, make_sender, make_stream, states_of
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.messaging.http_server import Reply, http_server
from tests.messaging.loopback import DROP

MESSAGE = WhatsAppMessage("hi", "de", ("Ada",), "Hi Ada")
TAKEN = Reply(200, {"messaging_product": "whatsapp", "messages": [{"id": "wamid.1"}]})
CONTENT = {
    "template": "order_shipped",
    "language": "de",
    "body": "Hi {{1}}, {{2}} is on its way. Bye {{1}}",
    "parameters": ["{{contact.first_name}}", "{{ trigger.order }}"],
    "approval": "approved",
}


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = True
    settings.OUTBOUND_HTTP_PORTS = frozenset()


def session_to(url: str) -> Any:
    provider = PROVIDERS["whatsapp_cloud"]
    config = {"phone_number_id": "1234567890", "base_url": url}
    return provider.open(provider.account(uuid4(), "f", config, {"token": "secret"}))


def send(url: str, message: WhatsAppMessage = MESSAGE) -> Outcome:
    session = session_to(url)
    [outcome] = session.send_all([Envelope("k", "+15550100000", "+436641234567", message)])
    session.close()
    return outcome


def error(status: int, code: int) -> Reply:
    return Reply(status, {"error": {"code": code, "message": "no"}})


def test_a_message_is_a_template_with_its_parameters() -> None:
    with http_server(TAKEN) as server:
        assert send(server.url) == Accepted("wamid.1")
    [asked] = server.asked
    assert (asked.path, asked.headers["authorization"]) == ("/v23.0/1234567890/messages", "Bearer secret")
    assert asked.json == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+436641234567",
        "type": "template",
        "template": {
            "name": "hi",
            "language": {"code": "de"},
            "components": [{"type": "body", "parameters": [{"type": "text", "text": "Ada"}]}],
        },
        "biz_opaque_callback_data": "k",
    }


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (error(400, 131026), Rejected("recipient_invalid", "131026 no")),
        (error(400, 131050), Rejected("recipient_opted_out", "131050 no")),
        (error(404, 132001), Rejected("template_refused", "132001 no")),
        (error(400, 132015), Retry("template_paused", "132015 no", after=timedelta(hours=1))),
        (error(400, 132016), Rejected("template_refused", "132016 no")),
        (error(400, 131049), Rejected("provider_refused", "400 131049 no")),
        (error(400, 130429), Retry("provider_busy", "130429 no")),
        (error(400, 131056), Retry("provider_busy", "131056 no")),
        (error(401, 190), Retry("provider_unavailable", "190 no", provider_fault=True)),
        (error(403, 200), Retry("provider_unavailable", "200 no", provider_fault=True)),
        (error(400, 131042), Retry("provider_unavailable", "131042 no", provider_fault=True)),
        (error(500, 131000), Ambiguous("no_answer", "500 131000 no")),
        (Reply(504, b"", taken=True), Ambiguous("no_answer", "504")),
        (Reply(200, {}), Accepted("")),
    ],
)
def test_error_codes(reply: Reply, outcome: Outcome) -> None:
    with http_server(reply) as server:
        assert send(server.url) == outcome


def test_no_answer_is_in_doubt() -> None:
    with http_server(TAKEN, lambda asked, number: DROP) as server:
        assert isinstance(send(server.url), Ambiguous)
    assert len(server.taken) == 1


def test_the_account_can_be_checked() -> None:
    with http_server() as server:
        session_to(server.url).check()
        server.usual = error(401, 190)
        with pytest.raises(ProviderUnavailable, match="401"):
            session_to(server.url).check()
    assert server.asked[0].path == "/v23.0/1234567890?fields=id"


@pytest.mark.django_db(transaction=True)
def test_messages_go_through_delivery() -> None:
    workspace = make_workspace()
    version = make_published(workspace, channel="whatsapp", message_type="transactional", content=CONTENT)[1]
    with http_server(TAKEN) as server:
        sender = make_sender(
            workspace,
            channel="whatsapp",
            provider="whatsapp_cloud",
            from_address="+1 555 010 0000",
            config={"phone_number_id": "1234567890", "base_url": server.url},
            credentials={"token": "secret"},
        )
        contacts = make_contacts(workspace, 2, first_name="Ada")
        contacts[0].phone = "+436641234567"
        contacts[0].save()
        messages = make_messages(
            make_stream(workspace),
            contacts,
            version,
            sender,
            channel="whatsapp",
            message_type="transactional",
            context=json.dumps({"order": "No\n 7"}),
        )
        stage.run()
    assert states_of(messages) == [("accepted", ""), ("skipped", "address_missing")]
    [asked] = server.asked
    [body] = asked.json["template"]["components"]
    assert [each["text"] for each in body["parameters"]] == ["Ada", "No 7"]
