"""Many mails written at once, to a real server that takes chunks and misbehaves: each outcome is its mail's own.

Over one connection trains grow: of 19 mails they take 1, 2, 4, 8 and the last 4.
"""

from collections.abc import Sequence
from itertools import count
from uuid import uuid4

import pytest

from messaging.providers import smtp_lane
from messaging.providers.base import Accepted, Ambiguous, Envelope, Outcome, Rejected, Retry, Session
from messaging.providers.registry import PROVIDERS
from tests.messaging.loopback import DROP, SILENCE
from tests.messaging.smtp_server import Server, at, smtp_server

MAILS = 19
PAYLOAD = b".dots stay\r\n..as they are\r\n.\r\n"


def session_of(server: Server, timeout: float = 5) -> Session[bytes]:
    smtp = PROVIDERS["smtp"]
    config = {"host": "127.0.0.1", "port": server.port, "security": "none", "timeout": timeout}
    return smtp.open(smtp.account(uuid4(), "f", config, {}))


def recipient(number: int) -> str:
    return f"to{number}@b.example"


def mails(number: int = MAILS, payload: bytes = PAYLOAD) -> list[Envelope[bytes]]:
    return [Envelope(f"k{n}", "me@a.example", recipient(n), payload) for n in range(number)]


def sent(server: Server, timeout: float = 5) -> list[Outcome]:
    session = session_of(server, timeout)
    outcomes = list(session.send_all(mails()))
    session.close()
    return outcomes


def unusual(outcomes: Sequence[Outcome]) -> dict[int, Outcome]:
    return {number: outcome for number, outcome in enumerate(outcomes) if not isinstance(outcome, Accepted)}


def taken(server: Server) -> list[str]:
    return [mail.recipient for mail in server.mails]


def all_but(*numbers: int) -> list[str]:
    return [recipient(n) for n in range(MAILS) if n not in numbers]


def test_trains_grow_and_leave_mails_as_they_are() -> None:
    with smtp_server(chunking=True) as server:
        outcomes = sent(server)
    assert outcomes == [Accepted(f"queued as {n}") for n in range(1, MAILS + 1)]
    assert taken(server) == all_but()
    assert {mail.content for mail in server.mails} == {PAYLOAD}
    assert server.connections == 1
    assert [line.split()[0] for line in server.log if line[:4] in ("DATA", "BDAT")] == ["BDAT"] * MAILS


def test_who_takes_the_longest_trains_is_swift(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_lane, "_QUICK_SECONDS", 60)
    with smtp_server(chunking=True) as server:
        session = session_of(server)
        session.prepare()
        swift = [session.is_swift]
        for number in (7, 8):
            list(session.send_all(mails(number)))
            swift.append(session.is_swift)
        session.close()
    # A new connection begins with one mail; after 1, 2, 4 and 8 of them the next train is as long as any.
    assert [*swift, session.is_swift] == [False, False, True, False]


def test_refusals_amid_a_train_are_about_their_mails_only() -> None:
    """At every stage; a refused recipient leaves a transaction open, which must not cost the next mail."""
    script = {("MAIL", 5): "451 later", ("content", 8): "452 full", ("content", 9): "554 5.7.1 spam"}
    with smtp_server(lambda stage, number: script.get((stage, number)), chunking=True) as server:
        server.refused = {recipient(10): "550 5.1.1 nobody", recipient(11): "450 grey"}
        outcomes = sent(server)
    assert unusual(outcomes) == {
        4: Retry("smtp_deferred", "451 later"),
        8: Retry("smtp_deferred", "452 full"),
        9: Rejected("smtp_refused", "554 5.7.1 spam"),
        10: Rejected("smtp_refused", "550 5.1.1 nobody", no_address=True),
        11: Retry("smtp_deferred", "450 grey"),
    }
    assert taken(server) == all_but(4, 8, 9, 10, 11)
    assert server.connections == 1


@pytest.mark.parametrize("stage", ["MAIL", "RCPT"])
def test_what_a_server_does_not_take_when_it_says_good_bye_goes_over_another_connection(stage: str) -> None:
    with smtp_server(at(stage, "421 enough for now", 10), chunking=True) as server:
        outcomes = sent(server)
    assert unusual(outcomes) == {}
    assert taken(server) == all_but()
    assert server.connections == 2


def test_a_good_bye_to_a_mails_content_costs_that_mail_a_try() -> None:
    with smtp_server(at("content", "421 enough for now", 10), chunking=True) as server:
        outcomes = sent(server)
    assert unusual(outcomes) == {9: Retry("connection_lost", "421 enough for now")}
    assert taken(server) == all_but(9)
    assert server.connections == 2


@pytest.mark.parametrize("answer", [DROP, SILENCE])
def test_without_a_word_all_that_was_written_is_in_doubt_and_there_are_no_more_trains(answer: str) -> None:
    with smtp_server(at("content", answer, 10, 13), chunking=True) as server:
        session = session_of(server, timeout=1)
        outcomes = list(session.send_all(mails()))
        # The train had the mails 7 to 14. From then on one of them is in doubt at most.
        assert {number: outcome.reason for number, outcome in unusual(outcomes).items()} == dict.fromkeys(
            [*range(9, 15), 17], "no_answer"
        )
        assert {type(outcome) for outcome in unusual(outcomes).values()} == {Ambiguous}
        assert unusual(list(session.send_all(mails(5)))) == {}
        session.close()
    assert taken(server) == [*all_but(*range(9, 15), 17), *(recipient(n) for n in range(5))]
    assert [line for line in server.log if line == "DATA"] == ["DATA"] * 5


def test_mails_that_were_not_written_whole_were_not_sent() -> None:
    """Larger than what the system buffers, so that the reset is noticed while it is written."""
    large = b"x" * 60 + b"\r\n" + b"filler line\r\n" * 2_000_000
    with smtp_server(at("in_content", DROP, 1), chunking=True) as server:
        session = session_of(server)
        outcomes = list(session.send_all([*mails(1, large), *mails(3)]))
        session.close()
    assert [type(outcome) for outcome in outcomes] == [Retry, Accepted, Accepted, Accepted]
    assert outcomes[0].reason == "connection_lost"
    assert taken(server) == [recipient(n) for n in range(3)]


def test_a_slow_server_gets_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_lane, "_QUICK_SECONDS", 0.0)
    with smtp_server(at("content", DROP, 10), chunking=True) as server:
        outcomes = sent(server)
    assert unusual(outcomes) == {9: Ambiguous("no_answer", "Connection unexpectedly closed")}


def test_a_server_that_only_says_good_bye_is_at_fault_and_no_mail_is_lost() -> None:
    with smtp_server(at("MAIL", "421 go away"), chunking=True) as server:
        outcomes = sent(server)
    assert [isinstance(outcome, Retry) for outcome in outcomes] == [True, True, True]
    assert [outcome.provider_fault for outcome in outcomes if isinstance(outcome, Retry)] == [False, False, True]
    assert server.mails == []


def test_when_told_to_stop_amid_a_train_what_was_begun_has_its_outcome() -> None:
    asked = count()
    with smtp_server(chunking=True) as server:
        session = session_of(server)
        first = list(session.send_all(mails(), go_on=lambda: next(asked) < 10))
        second = session.send_all(mails()[10:])
        assert isinstance(next(second), Accepted)
        second.close()
        third = list(session.send_all(mails()[14:]))
        session.close()
    assert (len(first), unusual(first), unusual(third)) == (10, {}, {})
    assert taken(server)[:10] == [recipient(n) for n in range(10)]
    assert taken(server)[-5:] == [recipient(n) for n in range(14, MAILS)]
