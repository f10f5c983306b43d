"""SMTP outcomes against a real server that misbehaves at each stage of the conversation."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from messaging.providers.base import Accepted, Ambiguous, Envelope, Outcome, ProviderUnavailable, Rejected, Retry
from messaging.providers.registry import PROVIDERS
from tests.messaging.loopback import DROP, SILENCE
from tests.messaging.smtp_server import Script, Server, at, smtp_server


def send(
    server: Server, number: int = 1, *, timeout: float = 5, payload: bytes = b"Subject: x\r\n\r\nhello\r\n"
) -> list[Outcome]:
    """Sends so many mails over one session."""
    smtp = PROVIDERS["smtp"]
    config = {"host": "127.0.0.1", "port": server.port, "security": "none", "timeout": timeout}
    session = smtp.open(smtp.account(uuid4(), "f", config, {}))
    envelopes = [Envelope(f"k{index}", "me@a.example", f"to{index}@b.example", payload) for index in range(number)]
    try:
        return list(session.send_all(envelopes))
    finally:
        session.close()


@pytest.fixture(params=[False, True], ids=["stepwise", "pipelining"])
def pipelining(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def kinds(outcomes: Sequence[Outcome]) -> list[type]:
    return [type(outcome) for outcome in outcomes]


@pytest.mark.parametrize("security", ["none", "tls"])
def test_private_networks_are_out_of_reach(security: str, settings: Any) -> None:
    settings.MAIL_SERVERS_ALLOW_PRIVATE = False
    provider = PROVIDERS["smtp"]
    with smtp_server() as server:
        for host in ("127.0.0.1", "localhost", "::1", "0x7f.1", "::ffff:127.0.0.1"):
            config = {"host": host, "port": server.port, "security": security}
            session = provider.open(provider.account(uuid4(), "f", config, {}))
            with pytest.raises(ProviderUnavailable, match="the server leads into a private network"):
                session.prepare()
        assert server.connections == 0
        # The mailbox that runs beside the installation is no stranger.
        settings.MAILBOX_ENABLED, settings.MAILBOX_SMTP_PORT = True, server.port
        assert kinds(send(server)) == [Accepted]


def test_mails_are_accepted_over_one_connection(pipelining: bool) -> None:
    with smtp_server(pipelining=pipelining) as server:
        outcomes = send(server, 3)
    assert outcomes == [Accepted("queued as 1"), Accepted("queued as 2"), Accepted("queued as 3")]
    assert [mail.recipient for mail in server.mails] == ["to0@b.example", "to1@b.example", "to2@b.example"]
    assert server.connections == 1


def test_lines_that_begin_with_a_dot_arrive_as_they_were(pipelining: bool) -> None:
    payload = b".first\r\n..second\r\n.\r\nlast\r\n"
    with smtp_server(pipelining=pipelining) as server:
        outcomes = send(server, 2, payload=payload)
    assert kinds(outcomes) == [Accepted, Accepted]
    assert [mail.content for mail in server.mails] == [payload, payload]


@pytest.mark.parametrize(
    ("stage", "reply", "outcome"),
    [
        ("MAIL", "451 later", Retry("smtp_deferred", "451 later")),
        ("MAIL", "550 no", Rejected("smtp_refused", "550 no")),
        ("RCPT", "450 grey", Retry("smtp_deferred", "450 grey")),
        ("RCPT", "550 no such user", Rejected("smtp_refused", "550 no such user")),
        ("RCPT", "550 5.1.1 nobody", Rejected("smtp_refused", "550 5.1.1 nobody", no_address=True)),
        (
            "RCPT",
            "550-5.2.1 off\r\n550 5.2.1 end",
            Rejected("smtp_refused", "550 5.2.1 off\n5.2.1 end", no_address=True),
        ),
        ("RCPT", "550 5.1.8 bad sender", Rejected("smtp_refused", "550 5.1.8 bad sender")),
        ("RCPT", "550 5.7.1 policy", Rejected("smtp_refused", "550 5.7.1 policy")),
        ("DATA", "451 later", Retry("smtp_deferred", "451 later")),
        ("DATA", "554 no", Rejected("smtp_refused", "554 no")),
        ("content", "452 full", Retry("smtp_deferred", "452 full")),
        ("content", "554 spam", Rejected("smtp_refused", "554 spam")),
        ("content", "599-odd\r\n599 end", Rejected("smtp_refused", "599 odd\nend")),
    ],
)
def test_an_explicit_refusal_is_about_that_mail_only(
    stage: str, reply: str, outcome: Outcome, pipelining: bool
) -> None:
    with smtp_server(at(stage, reply, 2), pipelining=pipelining) as server:
        outcomes = send(server, 3)
    assert outcomes[1] == outcome
    assert kinds(outcomes) == [Accepted, type(outcome), Accepted]
    assert [mail.recipient for mail in server.mails] == ["to0@b.example", "to2@b.example"]
    assert server.connections == 1


def test_a_refused_recipient_and_a_welcome_for_data_send_nothing() -> None:
    """Some servers answer 354 to a pipelined DATA although they refused the only recipient."""

    def script(stage: str, number: int) -> str | None:
        if number == 1:
            return {"RCPT": "550 no", "DATA": "354 go on", "content": "554 no valid recipients"}.get(stage)
        return None

    with smtp_server(script, pipelining=True) as server:
        outcomes = send(server, 2)
    assert outcomes == [Rejected("smtp_refused", "550 no"), Accepted("queued as 1")]
    assert [mail.recipient for mail in server.mails] == ["to1@b.example"]
    assert server.connections == 1


def test_a_refused_sender_and_a_welcome_for_data_send_nothing() -> None:
    """An empty mail might reach the recipient here, so nothing more is said on this connection."""

    def script(stage: str, number: int) -> str | None:
        return {"MAIL": "550 no", "RCPT": "250 ok", "DATA": "354 go on"}.get(stage) if number == 1 else None

    with smtp_server(script, pipelining=True) as server:
        outcomes = send(server, 2)
    assert outcomes == [Rejected("smtp_refused", "550 no"), Accepted("queued as 1")]
    assert [mail.recipient for mail in server.mails] == ["to1@b.example"]
    assert server.connections == 2


@pytest.mark.parametrize("answer", [DROP, SILENCE])
def test_no_answer_after_the_final_dot_is_ambiguous(answer: str, pipelining: bool) -> None:
    with smtp_server(at("content", answer, 1), pipelining=pipelining) as server:
        outcomes = send(server, 2, timeout=1)
    assert kinds(outcomes) == [Ambiguous, Accepted]
    assert outcomes[0].reason == "no_answer"
    assert [mail.recipient for mail in server.mails] == ["to1@b.example"]
    assert server.connections == 2


def test_an_answer_that_is_not_smtp_after_the_final_dot_is_ambiguous(pipelining: bool) -> None:
    with smtp_server(at("content", "what?", 1), pipelining=pipelining) as server:
        assert kinds(send(server)) == [Ambiguous]


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "in_content"])
def test_a_connection_lost_before_the_final_dot_has_sent_nothing(stage: str) -> None:
    """A payload larger than what the system buffers, so that the reset is noticed while it is written."""
    with smtp_server(at(stage, DROP)) as server:
        outcomes = send(server, payload=b"x" * 60 + b"\r\n" + b"filler line\r\n" * 2_000_000)
    assert kinds(outcomes) == [Retry]
    assert outcomes[0].reason == "connection_lost"
    assert not outcomes[0].provider_fault
    assert server.mails == []


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_silence_before_the_final_dot_is_a_retry(stage: str, pipelining: bool) -> None:
    with smtp_server(at(stage, SILENCE), pipelining=pipelining) as server:
        outcomes = send(server, timeout=1)
    assert kinds(outcomes) == [Retry]
    assert server.mails == []


@pytest.mark.parametrize("answer", [DROP, "421 too many messages"])
def test_a_server_that_hangs_up_between_mails_is_called_again(answer: str, pipelining: bool) -> None:
    with smtp_server(at("MAIL", answer, 2), pipelining=pipelining) as server:
        outcomes = send(server, 3)
    assert kinds(outcomes) == [Accepted, Accepted, Accepted]
    assert server.connections == 2
    assert len(server.mails) == 3


def test_a_server_that_always_hangs_up_is_a_fault_of_the_provider_after_three_times(pipelining: bool) -> None:
    with smtp_server(at("MAIL", DROP), pipelining=pipelining) as server:
        outcomes = send(server, 3)
    assert [(type(item), item.provider_fault) for item in outcomes] == [(Retry, False), (Retry, False), (Retry, True)]


def test_421_after_the_final_dot_is_an_explicit_no(pipelining: bool) -> None:
    with smtp_server(at("content", "421 shutting down", 1), pipelining=pipelining) as server:
        outcomes = send(server, 2)
    assert kinds(outcomes) == [Retry, Accepted]
    assert server.connections == 2


def test_authentication_asked_for_is_a_fault_of_the_provider(pipelining: bool) -> None:
    with smtp_server(at("MAIL", "530 authentication required"), pipelining=pipelining) as server:
        outcomes = send(server)
    assert outcomes == [Retry("provider_unavailable", "530 authentication required", provider_fault=True)]


@pytest.mark.parametrize(
    ("script", "words"),
    [(at("connect", "554 go away"), "554"), (at("connect", DROP), "closed"), (at("EHLO", DROP), "closed")],
)
def test_a_server_that_does_not_greet_is_unavailable(script: Script, words: str) -> None:
    smtp = PROVIDERS["smtp"]
    with smtp_server(script) as server:
        config = {"host": "127.0.0.1", "port": server.port, "security": "none"}
        session = smtp.open(smtp.account(uuid4(), "f", config, {}))
        with pytest.raises(ProviderUnavailable, match=words):
            session.prepare()
        assert kinds(list(session.send_all([Envelope("k", "a@b.example", "c@d.example", b"\r\n")]))) == [Retry]


@pytest.mark.parametrize("host", ["127.0.0.1", "does-not-exist.invalid"])
def test_refused_and_unknown_hosts_are_unavailable(host: str) -> None:
    smtp = PROVIDERS["smtp"]
    session = smtp.open(smtp.account(uuid4(), "f", {"host": host, "port": 1, "security": "none"}, {}))
    with pytest.raises(ProviderUnavailable):
        session.prepare()


def test_who_has_an_account_logs_in() -> None:
    smtp = PROVIDERS["smtp"]
    with smtp_server() as server:
        server.password = "open sesame"
        config = {"host": "127.0.0.1", "port": server.port, "security": "none"}

        def check(password: str) -> None:
            session = smtp.open(smtp.account(uuid4(), "f", config, {"username": "me", "password": password}))
            try:
                session.prepare()
            finally:
                session.close()

        check("open sesame")
        with pytest.raises(ProviderUnavailable, match=r"535 5\.7\.8 wrong password"):
            check("open barley")
        assert send(server) == [Retry("provider_unavailable", "530 5.7.0 log in first", provider_fault=True)]


def test_a_consumer_that_stops_early_leaves_nothing_half_sent(pipelining: bool) -> None:
    smtp = PROVIDERS["smtp"]
    with smtp_server(pipelining=pipelining) as server:
        config = {"host": "127.0.0.1", "port": server.port, "security": "none"}
        session = smtp.open(smtp.account(uuid4(), "f", config, {}))
        envelopes = [Envelope(str(n), "a@b.example", f"to{n}@b.example", b"hi\r\n") for n in range(3)]
        outcomes = session.send_all(envelopes)
        assert next(outcomes) == Accepted("queued as 1")
        outcomes.close()
        assert kinds(list(session.send_all(envelopes[2:]))) == [Accepted]
        session.close()
    assert [mail.recipient for mail in server.mails] == ["to0@b.example", "to2@b.example"]


@pytest.mark.parametrize(
    "wrong",
    [{"host": ""}, {"host": "a b"}, {"host": "a\r\nb"}, {"port": 0}, {"security": "maybe"}, {"timeout": 0}, {"x": 1}],
)
def test_settings_are_checked(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        PROVIDERS["smtp"].account(uuid4(), "f", {"host": "mail.example", "port": 587, **wrong}, {})
