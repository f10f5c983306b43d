"""FCM's outcomes, against a real server that speaks its API and gives tokens, and through the delivery stage."""

import base64
import json
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from messaging.channels.payloads import PushMessage
from messaging.delivery import stage
from messaging.models import ContactPoint, Message
from messaging.providers.base import Accepted, Ambiguous, Envelope, Outcome, ProviderUnavailable, Rejected, Retry
from messaging.providers.registry import PROVIDERS
from messaging.services import point_add
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_messages, make_sender, make_stream, states_of
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.messaging.http_server import Asked, HttpServer, Reply, Script, http_server
from tests.messaging.loopback import DROP
from workspaces.errors import InvalidInput

TAKEN = Reply(200, {"name": "projects/example-app/messages/0:1"})
TOKEN = Reply(200, {"access_token": "t1", "expires_in": 3600})
GONE = Reply(404, {"error": {"status": "NOT_FOUND", "message": "no", "details": [{"errorCode": "UNREGISTERED"}]}})
ONE, TWO, THREE = "device-token-0001", "device-token-0002", "device-token-0003"


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = True
    settings.OUTBOUND_HTTP_PORTS = frozenset()


@cache
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def service_account() -> str:
    pem = key().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return json.dumps({"client_email": "a@b.example", "private_key_id": "k1", "private_key": pem.decode()})


def config_of(server: HttpServer) -> dict[str, str]:
    return {"project_id": "example-app", "base_url": server.url, "token_url": f"{server.url}/token"}


def by_device(**replies: Reply | str) -> Script:
    """Gives tokens, and to each device's message its own reply."""

    def script(asked: Asked, number: int) -> Reply | str | None:
        if asked.path == "/token":
            return TOKEN
        return replies.get(asked.json["message"]["token"].replace("-", "_"))

    return script


def session_to(server: HttpServer) -> Any:
    provider = PROVIDERS["fcm"]
    return provider.open(provider.account(uuid4(), "f", config_of(server), {"service_account": service_account()}))


def send(server: HttpServer, *devices: str) -> Outcome:
    session = session_to(server)
    session.prepare()
    message = PushMessage(
        "Hi", "News", "https://a.example", "https://a.example/i.png", devices, "https://us.example/c/1"
    )
    [outcome] = session.send_all([Envelope("msg_1", "App", devices[0], message)])
    session.close()
    return outcome


def test_a_message_with_a_token_of_the_service_account() -> None:
    with http_server(TAKEN, by_device()) as server:
        assert send(server, ONE) == Accepted("0:1")
    asked_token, asked = server.asked
    assert asked_token.form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    head, claims, signature = asked_token.form["assertion"].split(".")
    assert json.loads(unpadded(head)) == {"alg": "RS256", "typ": "JWT", "kid": "k1"}
    told = json.loads(unpadded(claims))
    assert (told["iss"], told["aud"], told["exp"] - told["iat"]) == ("a@b.example", f"{server.url}/token", 3600)
    key().public_key().verify(unpadded(signature), f"{head}.{claims}".encode(), padding.PKCS1v15(), hashes.SHA256())
    assert (asked.path, asked.headers["authorization"]) == ("/v1/projects/example-app/messages:send", "Bearer t1")
    assert asked.json == {
        "message": {
            "token": ONE,
            "notification": {"title": "Hi", "body": "News", "image": "https://a.example/i.png"},
            "data": {"message_id": "msg_1", "url": "https://a.example", "click_url": "https://us.example/c/1"},
            "webpush": {"fcm_options": {"link": "https://us.example/c/1"}},
        }
    }


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def error(status: int, code: str) -> Reply:
    return Reply(status, {"error": {"status": "X", "message": "no", "details": [{"errorCode": code}]}})


def fault(detail: str) -> Retry:
    return Retry("provider_unavailable", detail, provider_fault=True)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (GONE, Rejected("recipient_invalid", "UNREGISTERED no", (ONE,))),
        (error(403, "SENDER_ID_MISMATCH"), Rejected("recipient_invalid", "SENDER_ID_MISMATCH no", (ONE,))),
        (error(400, "INVALID_ARGUMENT"), Rejected("provider_refused", "400 INVALID_ARGUMENT no")),
        (error(429, "QUOTA_EXCEEDED"), Retry("provider_busy", "QUOTA_EXCEEDED no")),
        (
            error(401, "THIRD_PARTY_AUTH_ERROR"),
            fault("401 THIRD_PARTY_AUTH_ERROR no"),
        ),
        (
            Reply(403, {"error": {"status": "PERMISSION_DENIED"}}),
            fault("403 PERMISSION_DENIED"),
        ),
        (Reply(404, b""), fault("404")),
        (error(503, "UNAVAILABLE"), Ambiguous("no_answer", "503 UNAVAILABLE no")),
    ],
)
def test_errors(reply: Reply, outcome: Outcome) -> None:
    with http_server(TAKEN, by_device(device_token_0001=reply)) as server:
        assert send(server, ONE) == outcome


@pytest.mark.parametrize(
    ("one", "two", "three", "outcome"),
    [
        (GONE, TAKEN, GONE, Accepted("0:1", (ONE, THREE))),
        (GONE, GONE, GONE, Rejected("recipient_invalid", "UNREGISTERED no", (ONE, TWO, THREE))),
        (GONE, DROP, TAKEN, Accepted("0:1", (ONE,))),
        (error(429, "QUOTA_EXCEEDED"), GONE, GONE, Retry("provider_busy", "QUOTA_EXCEEDED no")),
        (error(429, "QUOTA_EXCEEDED"), Reply(504, b""), GONE, Ambiguous("no_answer", "504")),
    ],
)
def test_several_devices_are_one_message(one: Any, two: Any, three: Any, outcome: Outcome) -> None:
    replies = {"device_token_0001": one, "device_token_0002": two, "device_token_0003": three}
    with http_server(TAKEN, by_device(**replies)) as server:
        assert send(server, ONE, TWO, THREE) == outcome
    assert len(server.asked) == 4


def test_after_a_fault_no_further_device_is_tried() -> None:
    with http_server(TAKEN, by_device(device_token_0001=error(401, "X"))) as server:
        assert isinstance(send(server, ONE, TWO), Retry)
    assert [asked.path for asked in server.asked] == ["/token", "/v1/projects/example-app/messages:send"]


def test_a_token_is_kept_and_fetched_anew_when_it_is_refused() -> None:
    with http_server(TAKEN, by_device(device_token_0002=error(401, "X"))) as server:
        session = session_to(server)
        for device in (ONE, ONE, TWO, ONE):
            session.prepare()
            list(session.send_all([Envelope("k", "App", device, PushMessage("a", "b", "", "", (device,)))]))
        session.close()
    assert [asked.path == "/token" for asked in server.asked] == [True, False, False, False, True, False]


@pytest.mark.parametrize("reply", [Reply(401, {"error": "invalid_grant"}), Reply(200, {}), Reply(200, b"x")])
def test_without_a_token_nothing_is_sent(reply: Reply) -> None:
    with http_server(reply) as server, pytest.raises(ProviderUnavailable):
        send(server, ONE)
    assert len(server.asked) == 1


@pytest.mark.django_db(transaction=True)
def test_messages_reach_all_devices_and_end_those_that_are_gone() -> None:
    workspace = make_workspace()
    content = {"title": "Hi {{contact.first_name}}", "body": "News", "url": "https://a.example"}
    version = make_published(workspace, channel="push", message_type="transactional", content=content)[1]
    with http_server(TAKEN, by_device(device_token_0001=GONE)) as server:
        app = make_sender(
            workspace,
            channel="push",
            provider="fcm",
            from_address="Example",
            config=config_of(server),
            credentials={"service_account": service_account()},
        )
        contacts = make_contacts(workspace, 2, first_name="Ada")
        for device in (ONE, TWO):
            point_add(contact=contacts[0], sender=app, address=device)
        messages = make_messages(
            make_stream(workspace), contacts, version, app, channel="push", message_type="transactional"
        )
        stage.run()
    assert states_of(messages) == [("accepted", ""), ("skipped", "address_missing")]
    assert [asked.json["message"]["token"] for asked in server.asked[1:]] == [TWO, ONE]
    live = ContactPoint.objects.in_workspace(workspace).filter(ended_at=None)
    assert list(live.values_list("address", flat=True)) == [TWO]
    assert Message.objects.in_workspace(workspace).get(pk=messages[0].pk).provider_message_id == "0:1"


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["{}", "not JSON", '{"client_email": "a", "private_key": "-----BEGIN secret"}'])
def test_what_is_no_service_account_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        make_sender(
            make_workspace(),
            channel="push",
            provider="fcm",
            from_address="Example",
            config={"project_id": "example-app"},
            credentials={"service_account": text},
        )
    [detail] = caught.value.details
    assert (detail.field, detail.message) == (
        "credentials.service_account",
        "Value error, is not the JSON file of a service account",
    )
