"""One attempt: what goes over the wire, and what each answer, or the lack of one, means."""

import base64
import hmac
import socket
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest

from campaigns.nodes.webhook import WebhookConfig
from campaigns.webhooks.attempt import Attempt
from campaigns.webhooks.secrets import Values
from campaigns.webhooks.states import DueCall, Outcome
from tests.workspaces.http.servers import Behaviour, answer, cut_short, drop, flood, hang, header, serving
from workspaces.ids import uuid7

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


def attempt(
    url: str,
    *,
    tries: int = 0,
    body: str = '{"a":1}',
    number: int = 7,
    secrets: Values = MappingProxyType({}),
    **config: Any,
) -> Outcome:
    call = DueCall(number, uuid7(), uuid7(), uuid7(), "w", url, body, 1, tries, NOW)
    return Attempt(call, WebhookConfig(url=url, **config), secrets, NOW).run()


def test_what_goes_over_the_wire() -> None:
    with serving(answer("200 OK", b'{"ok":true}')) as server:
        outcome = attempt(server.url(), method="PUT", headers={"X-Source": "us"})
    assert outcome == Outcome("succeeded", "webhook_succeeded", "", 200, '{"ok":true}')
    [request] = server.requests
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    assert (first, body) == ("PUT /hook HTTP/1.1", b'{"a":1}')
    assert headers.pop("webhook-timestamp") == str(int(NOW.timestamp()))
    assert headers == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": "Campanile",
        "accept": "*/*",
        "accept-encoding": "identity",
        "connection": "keep-alive",
        "content-length": "7",
        "content-type": "application/json",
        "webhook-id": "whc_01kg9ys7g0e008000000000007",
        "x-source": "us",
    }


def test_a_get_carries_no_body_and_a_content_type_may_be_ones_own() -> None:
    with serving(answer("204 No Content")) as server:
        assert attempt(server.url(), method="GET", body="").status == 204
        attempt(server.url(), headers={"content-type": "text/plain"})
    assert b"content-" not in server.requests[0].lower()
    assert server.requests[1].lower().count(b"content-type: ") == 1


@pytest.mark.parametrize(
    ("behaviour", "state", "reason", "status"),
    [
        (answer("202 Accepted"), "succeeded", "webhook_succeeded", 202),
        (answer("302 Found", b"", "Location: http://127.0.0.1:1/"), "failed", "webhook_redirected", 302),
        (answer("400 Bad Request"), "failed", "webhook_refused", 400),
        (answer("410 Gone"), "failed", "webhook_refused", 410),
        (answer("408 Request Timeout"), "pending", "webhook_refused", 408),
        (answer("429 Too Many Requests"), "pending", "webhook_rate_limited", 429),
        (answer("500 Oops"), "pending", "webhook_server_error", 500),
        (answer("503 Busy"), "pending", "webhook_server_error", 503),
        (flood, "failed", "webhook_answer_too_large", None),
        (hang, "pending", "webhook_timeout", None),
        (drop, "pending", "webhook_connection_failed", None),
        (cut_short, "pending", "webhook_connection_failed", None),
    ],
)
def test_what_an_answer_means(behaviour: Behaviour, state: str, reason: str, status: int | None) -> None:
    with serving(behaviour) as server:
        first = attempt(server.url(), timeout=1, attempts=2)
        last = attempt(server.url(), timeout=1, attempts=2, tries=1)
    assert (first.state, first.reason, first.status) == (state, reason, status)
    assert (last.state, last.reason) == ("failed" if state == "pending" else state, reason)
    assert (first.wait > 0) == (state == "pending")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://10.0.0.1/", "webhook_address_refused"),
        ("http://169.254.169.254/latest/meta-data", "webhook_address_refused"),
        ("http://[::ffff:127.0.0.1]/", "webhook_address_refused"),
        ("http://localhost/", "webhook_address_refused"),
        ("http://example.com:22/", "webhook_url_refused"),
    ],
)
def test_what_is_never_called(url: str, reason: str, settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = False
    settings.OUTBOUND_HTTP_PORTS = frozenset({80, 443})
    outcome = attempt(url)
    assert (outcome.state, outcome.reason, outcome.status) == ("failed", reason, None)


def test_waits_grow_and_differ() -> None:
    with serving(answer("500 Oops")) as server:
        waits = [attempt(server.url(), tries=tries, attempts=10, backoff=10).wait for tries in range(3)]
        others = {attempt(server.url(), number=number).wait for number in range(5)}
        longest = attempt(server.url(), tries=8, attempts=10, backoff=3_600).wait
    assert [5 < waits[0] <= 10, 10 < waits[1] <= 20, 20 < waits[2] <= 40] == [True] * 3
    assert len(others) > 1
    assert 1_800 < longest <= 3_600


def test_an_answer_may_say_when_to_come_again() -> None:
    with serving(answer("503 Busy", b"", "Retry-After: 900")) as server:
        assert attempt(server.url(), backoff=1).wait == 900
    with serving(answer("429 Slow", b"", "Retry-After: 1")) as server:
        assert attempt(server.url(), backoff=100).wait > 50


def test_an_excerpt_is_short_and_plain() -> None:
    with serving(answer("200 OK", b"\xff\x00" + b"x" * 5_000)) as server:
        assert len(attempt(server.url()).excerpt) == 500


def test_a_call_is_signed_by_what_its_node_names_or_the_default() -> None:
    secrets = {"default": ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",), "crm": ("another secret", "the one before")}
    with serving(answer("204 No Content")) as server:
        attempt(server.url(), secrets=secrets)
        attempt(server.url(), secrets=secrets, secret="crm")
        attempt(server.url(), secrets={})
    keys = [base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), b"another secret", b"the one before"]
    wanted = [keys[:1], keys[1:], []]
    for request, signers in zip(server.requests, wanted, strict=True):
        signed = f"{header(request, 'webhook-id')}.{header(request, 'webhook-timestamp')}.".encode() + b'{"a":1}'
        digests = [base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in signers]
        assert header(request, "webhook-signature") == " ".join(f"v1,{digest}" for digest in digests)


def test_secrets_stand_in_headers_and_nowhere_else() -> None:
    def echo(connection: socket.socket, request: bytes) -> None:
        answer("418 Teapot", request)(connection, request)

    secrets = {"crm": ("t0p-secret", "the-old-one")}
    with serving(echo) as server:
        outcome = attempt(server.url(), secrets=secrets, headers={"Authorization": "Bearer {{ secrets.crm }}!"})
    assert header(server.requests[0], "authorization") == "Bearer t0p-secret!"
    assert "t0p-secret" not in str(outcome)
    assert "Bearer …!" in outcome.excerpt
