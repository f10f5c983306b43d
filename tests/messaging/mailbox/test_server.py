"""The mailbox's SMTP server: answers after the commit, groups commits by itself, ends cleanly on SIGTERM."""

import asyncio
import os
import signal
import smtplib
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from uuid import uuid4

import pytest

from messaging.mailbox.server import Store, serve
from messaging.mailbox.store import Arrival
from messaging.providers.base import Accepted, Envelope
from messaging.providers.registry import PROVIDERS

pytestmark = pytest.mark.usefixtures("no_loop_running")

BODY = b"Subject: x\r\n\r\n.dot\r\nlast line without end."


def served(store: Store, client: Callable[[int], None]) -> None:
    """Runs a server in this thread and `client(port)` in another; then SIGTERM, as the process group sends it."""
    failures: list[BaseException] = []

    def run(port: int) -> None:
        try:
            client(port)
        except BaseException as error:  # noqa: BLE001 - raised below, in the test's own thread
            failures.append(error)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    def start(port: int) -> None:
        threading.Thread(target=run, args=(port,)).start()

    asyncio.run(serve("127.0.0.1", 0, store=store, ready=start))
    if failures:
        raise failures[0]


def send(port: int, recipients: Sequence[str] = ("to@b.example",), body: bytes = BODY) -> None:
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.sendmail("from@a.example", list(recipients), body)


def test_a_mail_is_stored_as_it_came() -> None:
    stored: list[Arrival] = []
    served(stored.extend, lambda port: send(port, ["a@b.example", "c@d.example"]))
    assert stored == [Arrival("from@a.example", ("a@b.example", "c@d.example"), BODY + b"\r\n")]


def test_an_empty_mail_and_one_of_dots() -> None:
    stored: list[Arrival] = []

    def client(port: int) -> None:
        send(port, body=b"")
        send(port, body=b".\r\n..\r\n.\r\n")

    served(stored.extend, client)
    # smtplib ends an empty mail's content with a line end of its own.
    assert [arrival.raw for arrival in stored] == [b"\r\n", b".\r\n..\r\n.\r\n"]


def test_the_answer_waits_for_the_commit_and_mails_share_commits() -> None:
    groups: list[int] = []
    first_began, release = threading.Event(), threading.Event()

    def store(arrivals: Sequence[Arrival]) -> None:
        groups.append(len(arrivals))
        first_began.set()
        assert release.wait(10)

    def client(port: int) -> None:
        threads = [threading.Thread(target=send, args=(port,)) for _ in range(9)]
        threads[0].start()
        assert first_began.wait(10)
        sockets = [smtplib.SMTP("127.0.0.1", port) for _ in range(8)]
        for smtp in sockets:
            smtp.ehlo()
            smtp.mail("from@a.example")
            smtp.rcpt("to@b.example")
            smtp.docmd("DATA")
            smtp.send(b"x\r\n.\r\n")
        assert threads[0].is_alive()
        # Each of these is answered only after what was sent before it has been read.
        with smtplib.SMTP("127.0.0.1", port) as probe:
            probe.noop()
        release.set()
        assert [smtp.getreply()[0] for smtp in sockets] == [250] * 8
        for smtp in sockets:
            smtp.close()
        threads[0].join()

    served(store, client)
    assert sum(groups) == 9
    assert groups[0] == 1
    assert len(groups) < 9


def test_a_store_that_fails_is_a_451_and_the_next_mail_gets_through() -> None:
    stored: list[Arrival] = []
    calls: list[int] = []

    def store(arrivals: Sequence[Arrival]) -> None:
        calls.append(len(arrivals))
        if len(calls) == 1:
            raise OSError("disk full")
        stored.extend(arrivals)

    def client(port: int) -> None:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            send(port)
        assert refused.value.smtp_code == 451
        send(port)

    served(store, client)
    assert len(stored) == 1


def test_our_own_provider_sends_to_it_with_pipelining() -> None:
    stored: list[Arrival] = []

    def client(port: int) -> None:
        smtp = PROVIDERS["smtp"]
        session = smtp.open(smtp.account(uuid4(), "f", {"host": "127.0.0.1", "port": port, "security": "none"}, {}))
        envelopes = [Envelope(str(n), "me@a.example", f"to{n}@b.example", b"hi\r\n.\r\n") for n in range(20)]
        assert list(session.send_all(envelopes)) == [Accepted("Stored")] * 20
        session.close()

    served(stored.extend, client)
    # Over two connections, whose mails are stored in whatever order the server read them.
    assert Counter(arrival.rcpt_tos for arrival in stored) == Counter((f"to{n}@b.example",) for n in range(20))
    assert {arrival.raw for arrival in stored} == {b"hi\r\n.\r\n"}


def test_idle_connections_do_not_keep_the_server_from_ending() -> None:
    open_connections: list[smtplib.SMTP] = []
    served(lambda arrivals: None, lambda port: open_connections.append(smtplib.SMTP("127.0.0.1", port)))
    open_connections[0].close()
