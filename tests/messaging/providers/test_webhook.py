"""The customer's own endpoint: what it gets, how it is signed, and that nothing is lost or doubled between the two."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from messaging.channels.payloads import TextMessage
from messaging.delivery import stage
from messaging.models import Message
from messaging.providers.base import Accepted, Ambiguous, Envelope, Outcome, Rejected, Retry
from messaging.providers.registry import PROVIDERS
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_messages, make_sender, make_stream, states_of
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.messaging.http_server import Reply, http_server, on
from workspaces.http.signing import signature

SECRET = "whsec_" + "c2VjcmV0IGJ5dGVzIG9mIHRoZSB0ZXN0"
OLD = "an older secret of theirs"


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = True
    settings.OUTBOUND_HTTP_PORTS = frozenset()


def send(url: str) -> Outcome:
    provider = PROVIDERS["webhook"]
    credentials = {"secret": SECRET, "previous_secret": OLD}
    session = provider.open(provider.account(uuid4(), "f", {"url": f"{url}/hook"}, credentials))
    [outcome] = session.send_all([Envelope("msg_1", "Campanile", "+436641234567", TextMessage("Hi"))])
    session.close()
    return outcome


def test_a_message_is_a_signed_document() -> None:
    with http_server(Reply(202, {"id": "theirs"})) as server:
        assert send(server.url) == Accepted("theirs")
    [asked] = server.asked
    assert (asked.method, asked.path) == ("POST", "/hook")
    assert asked.json == {
        "id": "msg_1",
        "channel": "sms",
        "from": "Campanile",
        "to": "+436641234567",
        "message": {"text": "Hi"},
    }
    stamp = asked.headers["webhook-timestamp"]
    assert asked.headers["webhook-id"] == "msg_1"
    assert asked.headers["webhook-signature"] == signature([SECRET, OLD], "msg_1", stamp, asked.body)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (204, Accepted),
        (400, Rejected),
        (422, Rejected),
        (401, Retry),
        (404, Retry),
        (410, Rejected),
        (429, Retry),
        (500, Ambiguous),
    ],
)
def test_answers(status: int, kind: type) -> None:
    with http_server(Reply(status, b"")) as server:
        assert isinstance(send(server.url), kind)


@pytest.mark.django_db(transaction=True)
def test_what_has_no_answer_is_sent_again_with_the_same_id() -> None:
    workspace = make_workspace()
    content = {"text": "Your code is {{ trigger.code }}"}
    version = make_published(workspace, channel="sms", message_type="transactional", content=content)[1]
    with http_server(Reply(200, {})) as server:
        server.script = on(1, Reply(504, b"", taken=True))
        sender = make_sender(
            workspace,
            channel="sms",
            provider="webhook",
            from_address="Campanile",
            config={"url": server.url},
            credentials={"secret": SECRET},
        )
        [contact] = make_contacts(workspace, 1)
        contact.phone = "+436641234567"
        contact.save()
        messages = make_messages(
            make_stream(workspace),
            [contact],
            version,
            sender,
            channel="sms",
            message_type="transactional",
            context=json.dumps({"code": 7}),
        )
        assert stage.run().held == 1
        message = Message.objects.in_workspace(workspace).get()
        assert message.repeatable_until is not None
        assert stage.run(message.not_before + timedelta(seconds=1)).accepted == 1
    assert states_of(messages) == [("accepted", "")]
    assert [asked.headers["webhook-id"] for asked in server.asked] == [message.public_id] * 2
    assert server.asked[0].json["message"] == {"text": "Your code is 7"}
