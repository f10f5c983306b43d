"""One sender's messages over several SMTP connections at once, against a real server: each outcome is its message's."""

import time
from collections.abc import Sequence
from uuid import uuid4

import pytest

from messaging.providers.base import Accepted, Ambiguous, Envelope, Outcome, Rejected, Retry, Session
from messaging.providers.registry import PROVIDERS
from tests.messaging.loopback import DROP, SILENCE
from tests.messaging.smtp_server import Server, at, smtp_server

MAILS = 32


def session_of(server: Server, connections: int = 3, timeout: float = 5) -> Session[bytes]:
    smtp = PROVIDERS["smtp"]
    config = {"host": "127.0.0.1", "port": server.port, "security": "none", "timeout": timeout}
    return smtp.open(smtp.account(uuid4(), "f", {**config, "connections": connections}, {}))


def mails(number: int = MAILS) -> list[Envelope[bytes]]:
    return [Envelope(f"k{n}", "me@a.example", recipient(n), b"Subject: x\r\n\r\nhi\r\n") for n in range(number)]


def recipient(number: int) -> str:
    return f"to{number}@b.example"


def told(server: Server, outcomes: Sequence[Outcome]) -> list[str]:
    """Per outcome, the recipient of the mail that the server accepted with these words; "" for any other outcome."""
    return [
        server.mails[int(outcome.provider_id.split()[-1]) - 1].recipient if isinstance(outcome, Accepted) else ""
        for outcome in outcomes
    ]


@pytest.fixture(params=["stepwise", "pipelining", "chunking"])
def extensions(request: pytest.FixtureRequest) -> dict[str, bool]:
    return {request.param: True} if request.param != "stepwise" else {}


def test_every_message_goes_once_and_gets_the_answer_to_itself(extensions: dict[str, bool]) -> None:
    with smtp_server(**extensions) as server:
        session = session_of(server)
        outcomes = list(session.send_all(mails()))
        session.close()
    assert told(server, outcomes) == [recipient(n) for n in range(MAILS)]
    assert len(server.mails) == MAILS
    assert server.connections == 3


def test_a_few_messages_are_not_worth_a_further_connection() -> None:
    with smtp_server(pipelining=True) as server:
        outcomes = list(session_of(server).send_all(mails(19)))
    assert told(server, outcomes) == [recipient(n) for n in range(19)]
    assert server.connections == 1


def test_a_refusal_is_that_messages_whichever_connection_it_went_over(extensions: dict[str, bool]) -> None:
    with smtp_server(**extensions) as server:
        server.refused = {recipient(1): "550 gone", recipient(9): "450 later", recipient(14): "550 away"}
        outcomes = list(session_of(server).send_all(mails()))
    refused = {1: Rejected("smtp_refused", "550 gone"), 14: Rejected("smtp_refused", "550 away")}
    refused[9] = Retry("smtp_deferred", "450 later")
    assert {n: outcome for n, outcome in enumerate(outcomes) if not isinstance(outcome, Accepted)} == refused
    assert told(server, outcomes) == ["" if n in refused else recipient(n) for n in range(MAILS)]


def test_a_server_that_allows_two_connections_gets_two(extensions: dict[str, bool]) -> None:
    def script(stage: str, number: int) -> str | None:
        return "421 too many connections" if stage == "connect" and number > 2 else None

    with smtp_server(script, **extensions) as server:
        session = session_of(server, connections=6)
        outcomes = [*session.send_all(mails()), *session.send_all(mails())]
    assert told(server, outcomes) == [recipient(n) for n in range(MAILS)] * 2
    # The third was refused, and not asked for again in the same minute.
    assert server.connections == 3


def test_a_further_connection_that_breaks_and_cannot_be_made_again_ends_the_chunk_quietly() -> None:
    def script(stage: str, number: int) -> str | None:
        return "421 too many connections" if stage == "connect" and number > 3 else None

    with smtp_server(script, pipelining=True) as server:
        server.refused = {recipient(4): DROP}
        outcomes = list(session_of(server).send_all(mails()))
    assert isinstance(outcomes[4], Retry)
    assert (outcomes[4].reason, outcomes[4].provider_fault) == ("connection_lost", False)
    assert told(server, outcomes) == ["" if n == 4 else recipient(n) for n in range(len(outcomes))]
    # What has no outcome was not sent.
    assert len(server.mails) == len(outcomes) - 1 < MAILS - 1


def test_when_told_to_stop_what_was_begun_is_finished_and_nothing_else_is_sent(extensions: dict[str, bool]) -> None:
    asked = iter(range(MAILS))
    with smtp_server(**extensions) as server:
        session = session_of(server)
        first = list(session.send_all(mails(), go_on=lambda: next(asked) < 7))
        second = list(session.send_all(mails()[7:]))
    assert told(server, first) == [recipient(n) for n in range(7)]
    assert told(server, second) == [recipient(n) for n in range(7, MAILS)]
    assert len(server.mails) == MAILS


def test_a_consumer_that_goes_away_leaves_no_answer_behind_for_others(extensions: dict[str, bool]) -> None:
    with smtp_server(**extensions) as server:
        session = session_of(server)
        begun = session.send_all(mails())
        assert isinstance(next(begun), Accepted)
        begun.close()
        server.refused = {recipient(n): "550 gone" for n in range(0, MAILS, 2)}
        outcomes = list(session.send_all(mails()))
    assert [type(outcome) for outcome in outcomes] == [Rejected, Accepted] * (MAILS // 2)
    assert told(server, outcomes)[1::2] == [recipient(n) for n in range(1, MAILS, 2)]


def test_a_fault_of_the_provider_ends_all_connections_work(extensions: dict[str, bool]) -> None:
    with smtp_server(at("MAIL", "530 log in first"), **extensions) as server:
        outcomes = list(session_of(server).send_all(mails()))
    assert {outcome.provider_fault for outcome in outcomes if isinstance(outcome, Retry)} == {True}
    assert len(outcomes) <= 3
    assert server.mails == []


def test_silent_connections_are_given_up_at_the_same_moment() -> None:
    """One after the other, six of them would take six seconds."""
    with smtp_server(at("content", SILENCE, *range(1, 7)), pipelining=True) as server:
        began = time.monotonic()
        outcomes = list(session_of(server, connections=6, timeout=1).send_all(mails(60)))
        taken = time.monotonic() - began
    assert [type(outcome) for outcome in outcomes] == [Ambiguous] * 6 + [Accepted] * 54
    assert taken < 5
    assert told(server, outcomes)[6:] == [recipient(n) for n in range(6, 60)]
