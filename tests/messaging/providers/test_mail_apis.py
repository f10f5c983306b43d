"""Mail over vendors' HTTP APIs: their requests and answers, against real servers, and through the delivery stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from messaging.delivery import stage
from messaging.identity import Identity
from messaging.mime.skeleton import Mail, MailParts
from messaging.models import Message
from messaging.providers.base import Accepted, Ambiguous, Envelope, Outcome, Rejected, Retry
from messaging.providers.registry import PROVIDERS
from tests.factories.messaging import make_sender, states_of
from tests.messaging.http_server import Asked, Reply, http_server, on
from tests.messaging.world import make_world

MAIL = Mail(
    "msg_1",
    "",
    "ada@b.example",
    'Ada "x"\r\nBcc: e@b.example',
    "Hi\r\nBcc: e@b.example",
    "<p>Hi</p>",
    "Hi\n",
    "https://u.example",
)
PARTS = MailParts(MAIL, Identity("Söhne, Inc.", "me@a.example", "answers@a.example"))


@dataclass(frozen=True)
class Case:
    """A vendor: what is kept of it, its usual answer, and what that means."""

    credentials: Mapping[str, str]
    taken: Reply
    accepted: Accepted
    path: str


CASES = {
    "resend": Case({"api_key": "k"}, Reply(200, {"id": "r1"}), Accepted("r1"), "/emails"),
    "postmark": Case({"server_token": "k"}, Reply(200, {"ErrorCode": 0, "MessageID": "p1"}), Accepted("p1"), "/email"),
    "brevo": Case({"api_key": "k"}, Reply(201, {"messageId": "b1"}), Accepted("b1"), "/v3/smtp/email"),
    "mailgun": Case({"api_key": "k"}, Reply(200, {"id": "m1"}), Accepted("m1"), "/v3/mg.a.example/messages"),
    "sendgrid": Case({"api_key": "k"}, Reply(202, b"", {"X-Message-Id": "s1"}), Accepted("s1"), "/v3/mail/send"),
}


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = True
    settings.OUTBOUND_HTTP_PORTS = frozenset()


def config_of(vendor: str, url: str) -> dict[str, str]:
    return {"base_url": url} | ({"domain": "mg.a.example"} if vendor == "mailgun" else {})


def session_to(vendor: str, url: str) -> Any:
    provider = PROVIDERS[vendor]
    return provider.open(provider.account(uuid4(), "f", config_of(vendor, url), CASES[vendor].credentials))


def send(vendor: str, reply: Reply) -> tuple[Outcome, Asked]:
    with http_server(reply) as server:
        session = session_to(vendor, server.url)
        [outcome] = session.send_all([Envelope("msg_1", "me@a.example", "ada@b.example", PARTS)])
        session.close()
    [asked] = server.asked
    return outcome, asked


@pytest.mark.parametrize("vendor", CASES)
def test_a_mail_is_taken(vendor: str) -> None:
    outcome, asked = send(vendor, CASES[vendor].taken)
    assert (outcome, asked.path) == (CASES[vendor].accepted, CASES[vendor].path)


@pytest.mark.parametrize("vendor", CASES)
@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, Rejected), (413, Rejected), (429, Retry), (500, Ambiguous), (502, Ambiguous), (503, Ambiguous)],
)
def test_answers_that_every_vendor_means_alike(vendor: str, status: int, kind: type) -> None:
    outcome, _ = send(vendor, Reply(status, b""))
    assert isinstance(outcome, kind)
    assert not (isinstance(outcome, Retry) and outcome.provider_fault)


@pytest.mark.parametrize("vendor", CASES)
@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_the_accounts_fault(vendor: str, status: int) -> None:
    outcome, _ = send(vendor, Reply(status, b""))
    assert isinstance(outcome, Retry)
    assert outcome.provider_fault


def test_resend_gets_the_key_and_no_header_of_somebody_elses_making() -> None:
    _, asked = send("resend", CASES["resend"].taken)
    assert (asked.headers["idempotency-key"], asked.headers["authorization"]) == ("msg_1", "Bearer k")
    assert asked.json == {
        "from": '"Söhne, Inc." <me@a.example>',
        "to": ['"Ada x  Bcc: e@b.example" <ada@b.example>'],
        "subject": "Hi  Bcc: e@b.example",
        "html": "<p>Hi</p>",
        "text": "Hi\n",
        "headers": {
            "List-Unsubscribe": "<https://u.example>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        "tags": [{"name": "message_id", "value": "msg_1"}],
        "reply_to": "answers@a.example",
    }


def test_resend_may_have_a_mail_whose_key_came_before() -> None:
    said = {"name": "invalid_idempotent_request", "message": "no"}
    assert send("resend", Reply(409, said))[0] == Ambiguous("no_answer", "409 invalid_idempotent_request no")
    said = {"name": "concurrent_idempotent_requests", "message": "no"}
    assert send("resend", Reply(409, said))[0] == Retry("provider_busy", "409 concurrent_idempotent_requests no")


def test_postmark_gets_its_stream_and_tracks_nothing() -> None:
    _, asked = send("postmark", CASES["postmark"].taken)
    assert asked.headers["x-postmark-server-token"] == "k"
    told = asked.json
    assert (told["MessageStream"], told["TrackOpens"], told["TrackLinks"]) == ("outbound", False, "None")
    assert told["Headers"][0] == {"Name": "List-Unsubscribe", "Value": "<https://u.example>"}


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (300, Rejected("recipient_invalid", "300 no")),
        (406, Rejected("recipient_invalid", "406 no", no_address=True)),
        (400, Retry("provider_unavailable", "400 no", provider_fault=True)),
        (412, Retry("provider_unavailable", "412 no", provider_fault=True)),
        (402, Rejected("provider_refused", "422 402 no")),
    ],
)
def test_postmarks_codes(code: int, outcome: Outcome) -> None:
    assert send("postmark", Reply(422, {"ErrorCode": code, "Message": "no"}))[0] == outcome


def test_sendgrid_gets_names_apart_and_tracks_nothing() -> None:
    _, asked = send("sendgrid", CASES["sendgrid"].taken)
    told = asked.json
    assert told["from"] == {"email": "me@a.example", "name": "Söhne, Inc."}
    assert told["reply_to"] == {"email": "answers@a.example"}
    assert [part["type"] for part in told["content"]] == ["text/plain", "text/html"]
    assert told["tracking_settings"]["click_tracking"] == {"enable": False, "enable_text": False}
    refusal, _ = send("sendgrid", Reply(400, {"errors": [{"message": "bad to"}]}))
    assert refusal == Rejected("provider_refused", "400 bad to")


def test_brevo_and_mailgun_get_the_headers_of_the_mail() -> None:
    _, asked = send("brevo", CASES["brevo"].taken)
    assert (asked.headers["api-key"], asked.json["headers"]["List-Unsubscribe"]) == ("k", "<https://u.example>")
    assert asked.json["replyTo"] == {"email": "answers@a.example"}
    _, asked = send("mailgun", CASES["mailgun"].taken)
    told = asked.form
    assert (told["from"], told["h:Reply-To"]) == ('"Söhne, Inc." <me@a.example>', "answers@a.example")
    assert (told["h:List-Unsubscribe-Post"], told["o:tracking"]) == ("List-Unsubscribe=One-Click", "no")


@pytest.mark.parametrize(
    ("vendor", "reply"),
    [
        ("brevo", Reply(400, {"code": "not_enough_credits", "message": "no"})),
        ("brevo", Reply(402, b"")),
        ("mailgun", Reply(402, {"message": "no"})),
        ("mailgun", Reply(404, {"message": "Domain not found"})),
    ],
)
def test_an_account_that_may_not_send_is_its_fault(vendor: str, reply: Reply) -> None:
    outcome, _ = send(vendor, reply)
    assert isinstance(outcome, Retry)
    assert outcome.provider_fault


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("vendor", CASES)
def test_mails_go_through_delivery(vendor: str) -> None:
    case = CASES[vendor]
    world = make_world(port=1)
    with http_server(case.taken) as server:
        config = config_of(vendor, server.url)
        world.sender = make_sender(world.workspace, provider=vendor, config=config, credentials=case.credentials)
        messages = world.queue(20)
        assert stage.run().accepted == 20
    assert states_of(messages) == [("accepted", "")] * 20
    assert len(server.asked) == 20
    assert "List-Unsubscribe" in server.asked[0].body.decode()


@pytest.mark.django_db(transaction=True)
def test_only_where_the_key_is_known_again_a_mail_without_an_answer_is_repeated() -> None:
    world = make_world(port=1)
    with http_server(CASES["resend"].taken) as server:
        server.script = on(1, Reply(504, b"", taken=True))
        config = {"base_url": server.url}
        world.sender = make_sender(world.workspace, provider="resend", config=config, credentials={"api_key": "k"})
        [message] = world.queue(1)
        assert stage.run().held == 1
        due = Message.objects.in_workspace(world.workspace).get(pk=message.pk).not_before
        assert stage.run(due + timedelta(seconds=1)).accepted == 1
    assert [asked.headers["idempotency-key"] for asked in server.asked] == [message.public_id] * 2
