"""SES: signatures as AWS publishes them, requests and answers against a server that checks both, and delivery by it."""

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime
from email import message_from_bytes
from typing import Any
from uuid import uuid4

import pytest

from messaging.delivery import stage
from messaging.providers.base import Accepted, Ambiguous, Envelope, Outcome, ProviderUnavailable, Rejected, Retry
from messaging.providers.registry import PROVIDERS
from messaging.providers.sigv4 import Signer
from tests.factories.messaging import make_sender, states_of
from tests.messaging.http_server import Asked, HttpServer, Reply, http_server
from tests.messaging.loopback import DROP
from tests.messaging.world import make_world
from workspaces.errors import InvalidInput

KEY_ID, SECRET, REGION = "AKIDEXAMPLE12345", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "eu-central-1"
CREDENTIALS = {"access_key_id": KEY_ID, "secret_access_key": SECRET}
TAKEN = Reply(200, {"MessageId": "0100-1"})
MAIL = b"Subject: Hi\r\n\r\nNews\r\n"


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = True
    settings.OUTBOUND_HTTP_PORTS = frozenset()


@pytest.mark.parametrize(
    ("method", "query", "given", "body", "signature"),
    [
        ("GET", "", {}, b"", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("POST", "", {}, b"", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        (
            "GET",
            "?Param2=value2&Param1=value1",
            {},
            b"",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
        (
            "POST",
            "",
            {"Content-Type": "application/x-www-form-urlencoded"},
            b"Param1=value1",
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
        ),
    ],
)
def test_signatures_are_those_of_the_published_examples(
    method: str, query: str, given: dict[str, str], body: bytes, signature: str
) -> None:
    signer = Signer("AKIDEXAMPLE", SECRET, "us-east-1", "service")
    moment = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
    signed = signer.headers(method, f"https://example.amazonaws.com/{query}", given, body, moment)
    assert signed["X-Amz-Date"] == "20150830T123600Z"
    assert signed["Authorization"].endswith(f"Signature={signature}")
    assert SECRET not in repr(signer)


def is_signed(asked: Asked, secret: str = SECRET) -> bool:
    """Whether the request as it arrived carries the right signature, worked out from the specification."""
    found = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=(\w+)/(\d{8})/([\w-]+)/ses/aws4_request, "
        r"SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})",
        asked.headers.get("authorization", ""),
    )
    if not found or found[1] != KEY_ID or found[3] != REGION:
        return False
    lines = [asked.method, asked.path, "", *(f"{name}:{asked.headers[name]}" for name in found[4].split(";"))]
    canonical = "\n".join([*lines, "", found[4], hashlib.sha256(asked.body).hexdigest()])
    scope = f"{found[2]}/{REGION}/ses/aws4_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"AWS4-HMAC-SHA256\n{asked.headers['x-amz-date']}\n{scope}\n{digest}"
    key = f"AWS4{secret}".encode()
    for part in [*scope.split("/"), text]:
        key = hmac.new(key, part.encode(), "sha256").digest()
    return hmac.compare_digest(key.hex(), found[5])


def guarded(asked: Asked, number: int) -> Reply | str | None:
    """Answers as SES does to a signature that is not right."""
    if is_signed(asked):
        return None
    return Reply(
        403, {"message": "The request signature does not match."}, {"x-amzn-ErrorType": "SignatureDoesNotMatch"}
    )


def config_of(server: HttpServer) -> dict[str, str]:
    return {"region": REGION, "base_url": server.url}


def session_to(server: HttpServer, **config: str) -> Any:
    provider = PROVIDERS["ses"]
    return provider.open(provider.account(uuid4(), "f", config_of(server) | config, CREDENTIALS))


def send(server: HttpServer, **config: str) -> Outcome:
    session = session_to(server, **config)
    [outcome] = session.send_all([Envelope("msg_1", "me@a.example", "ada@b.example", MAIL)])
    session.close()
    return outcome


def test_a_mail_is_signed_and_taken() -> None:
    with http_server(TAKEN, guarded) as server:
        assert send(server, configuration_set="news") == Accepted("0100-1")
    [asked] = server.asked
    assert (asked.method, asked.path) == ("POST", "/v2/email/outbound-emails")
    assert {"content-type", "host", "x-amz-date"} == set(
        re.findall(r"SignedHeaders=([\w;-]+)", asked.headers["authorization"])[0].split(";")
    )
    assert asked.json == {
        "FromEmailAddress": "me@a.example",
        "Destination": {"ToAddresses": ["ada@b.example"]},
        "Content": {"Raw": {"Data": base64.b64encode(MAIL).decode()}},
        "EmailTags": [{"Name": "message_id", "Value": "msg_1"}],
        "ConfigurationSetName": "news",
    }


def said(status: int, code: str, words: str = "no") -> Reply:
    return Reply(status, {"message": words}, {"x-amzn-ErrorType": f"{code}:http://internal.amazon.com/"})


def fault(detail: str) -> Retry:
    return Retry("provider_unavailable", detail, provider_fault=True)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (said(400, "BadRequestException"), Rejected("provider_refused", "400 BadRequestException no")),
        (said(400, "MessageRejected"), Rejected("provider_refused", "MessageRejected no")),
        (
            said(400, "MessageRejected", "Email address is not verified."),
            fault("MessageRejected Email address is not verified."),
        ),
        (said(400, "MailFromDomainNotVerifiedException"), fault("MailFromDomainNotVerifiedException no")),
        (said(400, "SendingPausedException"), fault("SendingPausedException no")),
        (said(400, "AccountSuspendedException"), fault("AccountSuspendedException no")),
        (said(404, "NotFoundException"), fault("NotFoundException no")),
        (said(403, "ExpiredTokenException"), fault("403 ExpiredTokenException no")),
        (said(429, "TooManyRequestsException"), Retry("provider_busy", "TooManyRequestsException no")),
        (
            said(429, "TooManyRequestsException", "Daily message quota exceeded."),
            fault("TooManyRequestsException Daily message quota exceeded."),
        ),
        (said(400, "ThrottlingException"), Retry("provider_busy", "ThrottlingException no")),
        (said(500, "InternalFailure"), Ambiguous("no_answer", "500 InternalFailure no")),
        (Reply(504, b"<html>"), Ambiguous("no_answer", "504")),
        (Reply(302, b""), fault("302")),
    ],
)
def test_errors(reply: Reply, outcome: Outcome) -> None:
    with http_server(reply) as server:
        assert send(server) == outcome
    assert len(server.asked) == 1


def test_a_connection_that_breaks_after_the_mail_leaves_it_unknown() -> None:
    with http_server(TAKEN, lambda asked, number: DROP) as server:
        assert isinstance(send(server), Ambiguous)
    assert len(server.taken) == 1


def test_a_wrong_key_is_found_without_sending() -> None:
    with http_server(Reply(200, {"SendingEnabled": True}), guarded) as server:
        session_to(server).check()
        assert (server.asked[0].method, server.asked[0].path) == ("GET", "/v2/email/account")
        with pytest.raises(ProviderUnavailable, match="does not match"):
            session_to(server, region="us-east-1").check()


def test_an_account_that_may_not_send_is_told() -> None:
    with http_server(Reply(200, {"SendingEnabled": False})) as server, pytest.raises(ProviderUnavailable):
        session_to(server).check()


def test_without_an_address_the_regions_is_used() -> None:
    config = PROVIDERS["ses"].Config.model_validate({"region": REGION})
    assert config.root == "https://email.eu-central-1.amazonaws.com"  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({}, "config.region"),
        ({"region": "mars"}, "config.region"),
        ({"region": REGION, "base_url": "ftp://a.example"}, "config.base_url"),
        ({"region": REGION, "configuration_set": "a b"}, "config.configuration_set"),
    ],
)
def test_settings_that_are_refused(config: dict[str, str], field: str) -> None:
    world = make_world(port=1)
    with pytest.raises(InvalidInput) as caught:
        make_sender(world.workspace, provider="ses", config=config, credentials=CREDENTIALS)
    assert [detail.field for detail in caught.value.details] == [field]


@pytest.mark.django_db(transaction=True)
def test_whole_mails_go_through_delivery() -> None:
    world = make_world(port=1)
    with http_server(TAKEN, guarded) as server:
        world.sender = make_sender(world.workspace, provider="ses", config=config_of(server), credentials=CREDENTIALS)
        messages = world.queue(20)
        assert stage.run().accepted == 20
    assert states_of(messages) == [("accepted", "")] * 20
    mails = [message_from_bytes(base64.b64decode(each.json["Content"]["Raw"]["Data"])) for each in server.asked]
    assert sorted(mail["Message-ID"].partition("@")[0][1:] for mail in mails) == sorted(
        message.public_id for message in messages
    )
    assert all(mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" for mail in mails)
