"""The client for addresses that users name, against real servers that behave badly."""

import socket
import time
from typing import Any

import pytest

from tests.workspaces.http.servers import (
    Behaviour,
    answer,
    cut_short,
    drip,
    drip_body,
    drop,
    flood,
    hang,
    serving,
)
from workspaces.http import Answer, CallFailed, Failure, call


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = True
    settings.OUTBOUND_HTTP_PORTS = frozenset()


def fetch(url: str, **options: Any) -> Answer:
    return call("POST", url, headers={"X-A": "1"}, body=b'{"a": 1}', **{"timeout": 5.0, **options})


def failure(url: str, **options: Any) -> Failure:
    with pytest.raises(CallFailed) as caught:
        fetch(url, **options)
    return caught.value.reason


def test_an_answer_comes_back_with_status_headers_and_body() -> None:
    with serving(answer("201 Created", b'{"ok": true}', "X-B: 2")) as server:
        got = fetch(server.url())
    assert (got.status, got.headers["x-b"], got.body) == (201, "2", b'{"ok": true}')
    [request] = server.requests
    assert request.startswith(b"POST /hook HTTP/1.1\r\n")
    assert request.endswith(b'\r\n\r\n{"a": 1}')
    assert b"X-A: 1\r\n" in request
    assert b"Accept-Encoding: identity\r\n" in request


def test_a_redirect_is_not_followed() -> None:
    with serving(answer("200 OK")) as inner, serving(answer("302 Found", b"", f"Location: {inner.url()}")) as outer:
        assert fetch(outer.url()).status == 302
    assert inner.requests == []


def test_no_more_is_read_than_allowed() -> None:
    with serving(flood) as server:
        assert failure(server.url()) is Failure.TOO_LARGE
    with serving(answer("200 OK", b"x" * 1_000)) as server:
        assert len(fetch(server.url(), max_bytes=1_000).body) == 1_000
        assert failure(server.url(), max_bytes=999) is Failure.TOO_LARGE


@pytest.mark.parametrize("behaviour", [hang, drip, drip_body], ids=["hang", "drip", "drip_body"])
def test_the_call_as_a_whole_ends_in_time(behaviour: Behaviour) -> None:
    with serving(behaviour) as server:
        began = time.monotonic()
        assert failure(server.url(), timeout=0.5) is Failure.TIMEOUT
        assert time.monotonic() - began < 3


def test_a_handshake_that_never_ends() -> None:
    with serving(hang) as server:
        assert failure(server.url().replace("http:", "https:"), timeout=0.5) is Failure.TIMEOUT


def test_a_certificate_that_nobody_vouches_for() -> None:
    with serving(answer("200 OK"), tls=True) as server:
        assert failure(server.url()) is Failure.TLS
    assert server.requests == []


def test_a_name_is_resolved_once_and_its_address_is_what_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere when it is asked for again changes nothing: the port is on one address only."""
    asked: list[str] = []
    resolve = socket.getaddrinfo

    def rebind(host: Any, *rest: Any, **options: Any) -> Any:
        asked.append(host)
        first = "127.0.0.1" if len([name for name in asked if name == "rebind.example"]) == 1 else "127.0.0.2"
        return resolve(first if host == "rebind.example" else host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebind)
    with serving(answer("204 No Content")) as server:
        assert fetch(f"http://rebind.example:{server.port}/").status == 204
    assert asked.count("rebind.example") == 1
    assert b"Host: rebind.example:" in server.requests[0]


def test_a_name_that_leads_into_a_private_network(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve = socket.getaddrinfo

    def lead(host: Any, *rest: Any, **options: Any) -> Any:
        return resolve("10.1.2.3" if host == "inside.example" else host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", lead)
    assert failure("http://inside.example/") is Failure.ADDRESS_REFUSED


def test_words_of_a_failure_do_not_repeat_the_address() -> None:
    with serving(drop) as server, pytest.raises(CallFailed) as caught:
        fetch(server.url("/hook?token=hush"))
    assert str(caught.value) == "the connection was not made, or broke (RemoteDisconnected)"


def test_words_of_a_connection_that_is_not_made() -> None:
    with serving(drop) as server:
        pass
    with pytest.raises(CallFailed, match="nobody listens at this address and port"):
        fetch(server.url())
    with pytest.raises(CallFailed, match="no host of this name was found"):
        fetch("http://does-not-exist.invalid/")


def test_a_body_that_breaks_off() -> None:
    with serving(cut_short) as server:
        assert failure(server.url()) is Failure.CONNECTION


def test_a_connection_that_breaks_or_is_not_there() -> None:
    with serving(drop) as server:
        assert failure(server.url()) is Failure.CONNECTION
    assert failure(server.url()) is Failure.CONNECTION
    assert failure("http://does-not-exist.invalid/") is Failure.CONNECTION


def test_a_compressed_answer_is_not_unpacked() -> None:
    with serving(answer("200 OK", b"\x1f\x8b not really", "Content-Encoding: gzip")) as server:
        assert fetch(server.url()).body == b"\x1f\x8b not really"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0", "10.0.0.1", "192.168.1.1",
        "172.16.0.1", "169.254.169.254", "100.64.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]",
        "[fd00::1]", "[fe80::1]", "[fec0::1]", "[64:ff9b::a00:1]", "[::7f00:1]", "[::ffff:0:7f00:1]", "[2002:7f00:1::]",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "[ff02::1]", "[::]", "0",
    ],
)  # fmt: skip
def test_private_addresses_are_refused_however_they_are_spelt(host: str, settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = False
    assert failure(f"http://{host}/") is Failure.ADDRESS_REFUSED


@pytest.mark.parametrize(
    "url",
    ["ftp://example.com/", "file:///etc/passwd", "example.com", "http://", "http://a:b@example.com/", "http://x:99999/",
     "http://[::1", "http://example.com:22/", "https://example.com:25/", "gopher://example.com:80/"],
)  # fmt: skip
def test_odd_addresses_and_ports_are_refused(url: str, settings: Any) -> None:
    settings.OUTBOUND_HTTP_PORTS = frozenset({80, 443})
    assert failure(url) is Failure.URL_REFUSED


def test_a_header_can_not_smuggle_another() -> None:
    with serving(answer("200 OK")) as server:
        with pytest.raises(CallFailed) as caught:
            call("GET", server.url(), headers={"X-A": "1\r\nX-B: 2"}, timeout=2.0)
    assert caught.value.reason is Failure.URL_REFUSED
    assert server.requests == []


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answer("200 OK")) as proxy, serving(answer("204 No Content")) as server:
        monkeypatch.setenv("http_proxy", proxy.url())
        monkeypatch.setenv("no_proxy", "")
        assert fetch(server.url()).status == 204
    assert proxy.requests == []
