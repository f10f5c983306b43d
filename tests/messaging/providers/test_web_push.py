"""Web push: encryption as in RFC 8291, services that check and misbehave, and whole deliveries to browsers."""

import json
import time
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from messaging.channels.payloads import BrowserPush
from messaging.delivery import stage
from messaging.delivery.batch import Point
from messaging.models import ContactPoint, Message
from messaging.providers.base import Accepted, Ambiguous, Envelope, Outcome, Rejected, Retry
from messaging.providers.push_encryption import MAX_BODY, MAX_TEXT, KeyPair, Subscription, encrypted, unpadded, written
from messaging.providers.registry import PROVIDERS
from messaging.services import point_add
from tests.factories.contacts import make_contact
from tests.factories.messaging import make_messages, make_sender, make_stream, states_of
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.messaging.http_server import Asked, HttpServer, Reply, http_server
from tests.messaging.loopback import DROP
from workspaces.errors import InvalidInput

CURVE = ec.SECP256R1()
CONFIG = {"subject": "mailto:it@example.com"}
PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
TAKEN = Reply(201, b"", {"Location": "https://push.example/m/abc"})


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = True
    settings.OUTBOUND_HTTP_PORTS = frozenset()


class Browser:
    """A browser with a subscription, which can read what was encrypted for it."""

    def __init__(self, private: ec.EllipticCurvePrivateKey | None = None, auth: bytes = b"0123456789abcdef") -> None:
        self.private = private or ec.generate_private_key(CURVE)
        self.public = public_of(self.private)
        self.auth = auth

    @property
    def keys(self) -> dict[str, str]:
        return {"p256dh": written(self.public), "auth": written(self.auth)}

    def read(self, body: bytes) -> bytes:
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        theirs, record = body[21 : 21 + length], body[21 + length :]
        assert (size, length) == (4096, 65)
        shared = self.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
        secret = derived(shared, self.auth, b"WebPush: info\x00" + self.public + theirs, 32)
        key = derived(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
        plain = AESGCM(key).decrypt(derived(secret, salt, b"Content-Encoding: nonce\x00", 12), record, None)
        assert plain[-1:] == b"\x02"
        return plain[:-1]


def derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def public_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    numbers = key.public_key().public_numbers()
    return b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")


def private_of(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(unpadded(text), "big"), CURVE)


def test_encryption_is_that_of_the_rfc() -> None:
    browser = Browser(private_of("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), unpadded("BTBZMqHH6r4Tts7J_aSIgg"))
    body = encrypted(
        b"When I grow up, I want to be a watermelon",
        Subscription.read(browser.keys),
        ephemeral=private_of(PRIVATE),
        salt=unpadded("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert written(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBr"
        "u3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_the_longest_message_fills_a_body_and_two_are_never_alike() -> None:
    browser = Browser()
    bodies = [encrypted(b"x" * MAX_TEXT, Subscription.read(browser.keys)) for _ in range(2)]
    assert [len(body) for body in bodies] == [MAX_BODY] * 2
    assert bodies[0] != bodies[1]
    assert browser.read(bodies[0]) == b"x" * MAX_TEXT


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"p256dh": "AAAA", "auth": "AAAA"},
        {"p256dh": written(b"\x04" + b"\x01" * 64), "auth": written(b"0" * 16)},
        {**Browser().keys, "auth": written(b"0" * 15)},
        {**Browser().keys, "auth": "§"},
        {**Browser().keys, "more": "x"},
    ],
)
def test_keys_that_nothing_can_be_encrypted_for(keys: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Subscription.read(keys)


def claims_of(asked: Asked, server: HttpServer) -> dict[str, Any]:
    """What the request's proof says, once its signature is checked with the key that it names."""
    scheme, _, rest = asked.headers["authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert (scheme, parts["k"]) == ("vapid", KeyPair.read(PRIVATE).public)
    head, claims, proof = parts["t"].split(".")
    assert json.loads(unpadded(head)) == {"typ": "JWT", "alg": "ES256"}
    r, s = (int.from_bytes(unpadded(proof)[start : start + 32], "big") for start in (0, 32))
    public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unpadded(parts["k"]))
    public.verify(encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    return json.loads(unpadded(claims))  # type: ignore[no-any-return]


def send(server: HttpServer, *points: Point, text: bytes = b"{}", **config: Any) -> Outcome:
    provider = PROVIDERS["web_push"]
    session = provider.open(provider.account(uuid4(), "f", CONFIG | config, {"private_key": PRIVATE}))
    [outcome] = session.send_all([Envelope("msg_1", "Shop", points[0].address, BrowserPush(text, points))])
    session.close()
    return outcome  # type: ignore[no-any-return]


def at(server: HttpServer, path: str, browser: Browser | None = None) -> Point:
    return Point(f"{server.url}{path}", (browser or Browser()).keys)


def test_a_message_is_encrypted_for_its_browser_and_says_who_sends_it() -> None:
    browser = Browser()
    with http_server(TAKEN) as server:
        assert send(server, at(server, "/a", browser), text=b'{"title":"Hi"}', ttl_hours=2, urgency="high") == Accepted(
            "abc"
        )
        [asked] = server.asked
        claims = claims_of(asked, server)
        assert (claims["aud"], claims["sub"]) == (server.url, "mailto:it@example.com")
    assert 0 < claims["exp"] - time.time() < 86_400
    headers = {name: asked.headers.get(name) for name in ("content-encoding", "ttl", "urgency", "topic")}
    assert headers == {"content-encoding": "aes128gcm", "ttl": "7200", "urgency": "high", "topic": None}
    assert browser.read(asked.body) == b'{"title":"Hi"}'


def test_of_messages_that_wait_only_the_newest_is_kept_where_that_is_wanted() -> None:
    with http_server(TAKEN) as server:
        send(server, at(server, "/a"), newest_only=True)
    assert server.asked[0].headers["topic"] == "campanile"


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(400, b"bad"), Rejected("provider_refused", "400 bad")),
        (Reply(401, b""), Rejected("provider_refused", "401")),
        (Reply(403, b"other key"), Rejected("provider_refused", "403 other key")),
        (Reply(413, b""), Rejected("provider_refused", "413")),
        (Reply(429, b""), Retry("provider_busy", "429")),
        (Reply(503, b"", {"Retry-After": "x"}), Retry("provider_busy", "503")),
        (Reply(500, b""), Ambiguous("no_answer", "500")),
        (Reply(503, b""), Ambiguous("no_answer", "503")),
        (Reply(302, b""), Rejected("provider_refused", "302")),
    ],
)
def test_answers(reply: Reply, outcome: Outcome) -> None:
    with http_server(reply) as server:
        assert send(server, at(server, "/a")) == outcome


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_gone_is_ended(status: int) -> None:
    with http_server(Reply(status, b"")) as server:
        gone = at(server, "/a")
        assert send(server, gone) == Rejected("recipient_invalid", str(status), (gone.address,))


def test_several_browsers_are_one_message_and_no_answer_of_one_keeps_it_from_another() -> None:
    replies: dict[str, Reply | str] = {"/gone": Reply(410, b""), "/broken": Reply(401, b"")}
    with http_server(TAKEN, lambda asked, number: replies.get(asked.path)) as server:
        gone, broken, live = at(server, "/gone"), at(server, "/broken"), at(server, "/live")
        assert send(server, gone, broken, live) == Accepted("abc", (gone.address,))
        assert [asked.path for asked in server.asked] == ["/gone", "/broken", "/live"]


def test_what_was_written_and_has_no_answer_is_unknown() -> None:
    with http_server(TAKEN, lambda asked, number: DROP) as server:
        assert isinstance(send(server, at(server, "/a")), Ambiguous)


def test_nobody_there_is_tried_again_and_no_fault_of_the_sender(settings: Any) -> None:
    with http_server(TAKEN) as server:
        pass
    outcome = send(server, at(server, "/a"))
    assert (type(outcome), getattr(outcome, "provider_fault", None)) == (Retry, False)
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = False
    private = at(server, "/a")
    refused = send(server, private)
    assert isinstance(refused, Rejected)
    assert (refused.reason, refused.gone) == ("recipient_invalid", (private.address,))


@pytest.mark.django_db
def test_a_sender_gets_a_pair_of_its_own_and_keeps_it() -> None:
    workspace = make_workspace()
    first, second = (
        make_sender(workspace, channel="push", provider="web_push", from_address="Shop", config=CONFIG, credentials={})
        for _ in range(2)
    )
    assert bytes(first.credentials) != bytes(second.credentials)
    for credentials in ({"private_key": "short"}, {"private_key": "§"}, {"private_key": "AAAA"}):
        with pytest.raises(InvalidInput) as caught:
            make_sender(
                workspace,
                channel="push",
                provider="web_push",
                from_address="Shop",
                config=CONFIG,
                credentials=credentials,
            )
        assert [detail.field for detail in caught.value.details] == ["credentials.private_key"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ("http://push.example/a", Browser().keys),
        ("https://u:p@push.example/a", Browser().keys),
        ("https://push.example/a b", Browser().keys),
        ("https://push.example/a", {}),
        ("device-token-0001-0001", {}),
    ],
)
def test_what_is_no_subscription_is_refused(address: str, keys: dict[str, str]) -> None:
    workspace = make_workspace()
    shop = make_sender(
        workspace, channel="push", provider="web_push", from_address="Shop", config=CONFIG, credentials={}
    )
    with pytest.raises(InvalidInput):
        point_add(contact=make_contact(workspace), sender=shop, address=address, data=keys)
    assert not ContactPoint.unscoped_objects.exists()


@pytest.mark.django_db(transaction=True)
def test_messages_reach_browsers_through_delivery(settings: Any) -> None:
    workspace, browser = make_workspace(), Browser()
    content = {"title": "Hi {{contact.first_name}}", "body": "News", "url": "https://a.example/x"}
    version = make_published(workspace, channel="push", message_type="transactional", content=content)[1]
    shop = make_sender(
        workspace, channel="push", provider="web_push", from_address="Shop", config=CONFIG, credentials={}
    )
    ada = make_contact(workspace, first_name="Ada")
    point = point_add(contact=ada, sender=shop, address="https://push.example/a", data=browser.keys)
    with http_server(TAKEN) as server:
        ContactPoint.objects.in_workspace(workspace).filter(pk=point.pk).update(address=f"{server.url}/a")
        messages = make_messages(
            make_stream(workspace), [ada], version, shop, channel="push", message_type="transactional"
        )
        stage.run()
    assert states_of(messages) == [("accepted", "")]
    told = json.loads(browser.read(server.asked[0].body))
    assert (told["id"], told["title"], told["body"]) == (messages[0].public_id, "Hi Ada", "News")
    assert told["url"].startswith(f"{settings.BASE_URL}/c/")
    assert told["report"].startswith(f"{settings.BASE_URL}/s/v1/facts/")
    assert Message.objects.in_workspace(workspace).get(pk=messages[0].pk).provider_message_id == "abc"


@pytest.mark.django_db(transaction=True)
def test_a_message_that_is_too_long_is_refused_before_it_goes() -> None:
    workspace = make_workspace()
    content = {"title": "Hi", "body": "{{ trigger.text }}", "url": "https://a.example/" + "x" * 900}
    version = make_published(workspace, channel="push", message_type="transactional", content=content)[1]
    shop = make_sender(
        workspace, channel="push", provider="web_push", from_address="Shop", config=CONFIG, credentials={}
    )
    ada = make_contact(workspace)
    point_add(contact=ada, sender=shop, address="https://push.example/a", data=Browser().keys)
    context = json.dumps({"text": "\U0001f514" * 1_000})
    messages = make_messages(
        make_stream(workspace), [ada], version, shop, channel="push", message_type="transactional", context=context
    )
    stage.run()
    assert states_of(messages) == [("rejected", "render_failed")]
