"""Many requests at once to a real server that misbehaves: what is certain, what is in doubt, and in which order."""

import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from messaging.providers.base import Accepted, Ambiguous, Envelope, Outcome, Rejected, Retry, always, idle
from messaging.providers.http_api import HttpApi, Request, accepted, json_of, refused, retry_after
from messaging.providers.http_session import HttpSession
from tests.messaging.http_server import HttpServer, Reply, http_server, on
from tests.messaging.loopback import DROP, SILENCE
from workspaces.http import Answer


@pytest.fixture(autouse=True)
def loopback(settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = True
    settings.OUTBOUND_HTTP_PORTS = frozenset()


class PlainApi(HttpApi[str]):
    """The least that an API can be."""

    timeout = 2.0

    def __init__(self, url: str) -> None:
        self._url = url

    def request(self, envelope: Envelope[str]) -> Request:
        return Request.json(f"{self._url}/send", {"to": envelope.recipient, "text": envelope.payload}, {})

    def read(self, answer: Answer) -> Outcome:
        said = json_of(answer)
        return accepted(said.get("id")) if answer.status == 200 else refused(answer, str(said.get("error", "")))


def send(
    url: str,
    number: int = 1,
    *,
    concurrency: int = 1,
    go_on: Callable[[], bool] = always,
    meanwhile: Callable[[], None] = idle,
) -> list[Outcome]:
    session = HttpSession(PlainApi(url), concurrency)
    envelopes = [Envelope(f"k{index}", "me", f"to{index}", "hello") for index in range(number)]
    try:
        session.prepare()
        return list(session.send_all(envelopes, go_on=go_on, meanwhile=meanwhile))
    finally:
        session.close()


def numbered(server: HttpServer) -> None:
    server.script = lambda asked, number: Reply(200, {"id": asked.json["to"]})


def test_messages_are_accepted_over_one_connection() -> None:
    with http_server() as server:
        numbered(server)
        assert send(server.url, 3) == [Accepted("to0"), Accepted("to1"), Accepted("to2")]
    assert server.connections == 1
    assert server.asked[0].json == {"to": "to0", "text": "hello"}


def test_several_are_on_their_way_at_once_and_outcomes_keep_their_order() -> None:
    with http_server() as server:
        numbered(server)
        server.gate = threading.Event()
        turns = iter([lambda: None, server.gate.set])
        waited: list[int] = []

        def meanwhile() -> None:
            waited.append(1)
            # All four have come before the first one is answered.
            deadline = time.monotonic() + 5
            while server.most_at_once < 4 and time.monotonic() < deadline:
                threading.Event().wait(0.001)
            next(turns, lambda: None)()
            assert server.gate is not None
            server.gate.set()

        outcomes = send(server.url, 8, concurrency=4, meanwhile=meanwhile)
    assert outcomes == [Accepted(f"to{index}") for index in range(8)]
    assert server.most_at_once == 4
    assert server.connections == 4
    assert 1 <= len(waited) <= 8


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(400, {"error": "bad"}), Rejected("provider_refused", "400 bad")),
        (Reply(422, {}), Rejected("provider_refused", "422")),
        (Reply(429, {}, {"Retry-After": "7"}), Retry("provider_busy", "429", after=timedelta(seconds=7))),
        (Reply(429, {}), Retry("provider_busy", "429")),
        (Reply(408, {}, taken=True), Ambiguous("no_answer", "408")),
        (Reply(500, {"error": "oops"}, taken=True), Ambiguous("no_answer", "500 oops")),
        (Reply(502, b"<html>", taken=True), Ambiguous("no_answer", "502")),
        (Reply(503, {}), Ambiguous("no_answer", "503")),
        (Reply(504, {}, taken=True), Ambiguous("no_answer", "504")),
        (Reply(200, b"not JSON"), Accepted("")),
    ],
)
def test_what_an_answer_means_is_about_that_message_only(reply: Reply, outcome: Outcome) -> None:
    with http_server() as server:
        server.script = on(2, reply)
        assert send(server.url, 3) == [Accepted(""), outcome, Accepted("")]


@pytest.mark.parametrize("status", [301, 401, 403, 404])
def test_what_is_wrong_with_the_account_ends_it(status: int) -> None:
    with http_server() as server:
        server.script = on(2, Reply(status, {}, {"Location": "/elsewhere"}))
        outcomes = send(server.url, 5)
    assert outcomes == [Accepted(""), Retry("provider_unavailable", str(status), provider_fault=True)]
    assert len(server.asked) == 2


def test_after_a_fault_nothing_more_begins_but_what_has_begun_has_its_outcome() -> None:
    with http_server() as server:
        server.script = lambda asked, number: Reply(401, {}) if asked.json["to"] == "to0" else None
        outcomes = send(server.url, 20, concurrency=4)
    assert isinstance(outcomes[0], Retry)
    assert outcomes[0].provider_fault
    assert len(outcomes) == len(server.asked) < 20
    assert set(outcomes[1:]) <= {Accepted("")}


def test_a_no_ends_it_when_all_that_was_begun_is_known() -> None:
    answers = iter([True, True, True, False])
    with http_server() as server:
        assert send(server.url, 20, concurrency=2, go_on=lambda: next(answers)) == [Accepted("")] * 3
    assert len(server.asked) == 3


@pytest.mark.parametrize("said", [DROP, SILENCE])
def test_no_answer_after_the_request_was_written_is_in_doubt(said: str) -> None:
    with http_server() as server:
        server.script = on(2, said)
        outcomes = send(server.url, 3)
    assert [type(outcome) for outcome in outcomes] == [Accepted, Ambiguous, Accepted]
    assert len(server.taken) == 3


def test_hanging_up_before_the_body_was_read_is_in_doubt_too() -> None:
    """The client can't tell it from the case before."""
    with http_server() as server:
        server.cut = frozenset({1})
        assert [type(outcome) for outcome in send(server.url, 2)] == [Ambiguous, Accepted]


def test_nobody_there_means_definitely_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    [outcome] = send(f"http://127.0.0.1:{port}", 5)
    assert isinstance(outcome, Retry)
    assert (outcome.reason, outcome.provider_fault) == ("provider_unavailable", True)


def test_an_address_in_a_private_network_is_never_called(settings: Any) -> None:
    settings.OUTBOUND_HTTP_ALLOW_LOOPBACK = False
    with http_server() as server:
        [outcome] = send(server.url)
    assert isinstance(outcome, Retry)
    assert outcome.provider_fault
    assert server.connections == 0


def test_a_connection_that_was_closed_while_it_rested_is_not_used() -> None:
    with http_server() as server:
        session = HttpSession(PlainApi(server.url), 1)
        [first] = session.send_all([Envelope("k", "me", "to", "x")])
        for kept in server._open:
            kept.shutdown(socket.SHUT_RDWR)
        [second] = session.send_all([Envelope("k", "me", "to", "x")])
        session.close()
    assert (first, second) == (Accepted(""), Accepted(""))
    assert server.connections == 2


def test_an_error_of_ours_leaves_the_message_in_doubt() -> None:
    class Broken(PlainApi):
        def read(self, answer: Answer) -> Outcome:
            raise KeyError("id")

    with http_server() as server:
        session = HttpSession(Broken(server.url))
        [outcome] = session.send_all([Envelope("k", "me", "to", "x")])
        session.close()
    assert outcome == Ambiguous("no_answer", "an unexpected error: KeyError")


def test_retry_after_is_read_as_seconds_or_as_a_date() -> None:
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)

    def asked(text: str) -> timedelta | None:
        return retry_after(Answer(429, {"retry-after": text}, b""), now)

    assert asked("90") == timedelta(seconds=90)
    assert asked("999999") == timedelta(hours=1)
    assert asked("Thu, 01 Jan 2026 12:00:30 GMT") == timedelta(seconds=30)
    assert asked("Thu, 01 Jan 2026 11:00:00 GMT") == timedelta()
    assert (asked(""), asked("soon"), asked("-5")) == (None, None, None)
