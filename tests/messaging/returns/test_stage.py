"""Reading mailboxes: each mail once whatever breaks, bounces that suppress, answers in the inbox, faults shown."""

import ssl
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from messaging.hooks import stage as reports
from messaging.models import (
    InboxThread,
    Message,
    MessageState,
    ProviderReport,
    ReturnMailbox,
    Sender,
    Suppression,
)
from messaging.returns import imap, stage
from messaging.services import sender_mailbox_set, sender_mailbox_test
from messaging.tracking.tokens import Purpose, make_folded
from tests.factories.messaging import make_sender
from tests.factories.workspaces import make_workspace
from tests.messaging.hooks.conftest import sent_by
from tests.messaging.imap_server import ImapServer, imap_server
from tests.messaging.loopback import DROP, SILENCE
from tests.messaging.returns.mails import arf, dsn, written
from tests.workspaces.http.servers import own_tls
from workspaces.clock import database_now
from workspaces.models import Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mails() -> Iterator[ImapServer]:
    with imap_server() as running:
        yield running


@pytest.fixture
def sender(mails: ImapServer, settings: Any) -> Sender:
    settings.MAIL_SERVERS_ALLOW_PRIVATE = True
    sender = make_sender(make_workspace())
    read_from(sender, mails)
    return sender


def read_from(sender: Sender, server: ImapServer, **config: Any) -> ReturnMailbox:
    return sender_mailbox_set(
        sender=sender,
        config={"host": "127.0.0.1", "port": server.port, "security": "none", **config},
        credentials={"username": "hello", "password": "right"},
        actor=Actor.system(),
    )


def visit(sender: Sender) -> ReturnMailbox:
    """The mailbox after one visit, and what was reported applied."""
    ReturnMailbox.objects.in_workspace(sender.workspace_id).update(wanted_at=database_now())
    assert stage.run(1) == 1
    while reports.run():
        pass
    return ReturnMailbox.objects.in_workspace(sender.workspace_id).get(sender=sender)


def token(message: Message) -> str:
    return make_folded(Purpose.RETURN, message.pk)


def suppressed(workspace: Workspace) -> list[tuple[str, str]]:
    return list(Suppression.objects.in_workspace(workspace).order_by("pk").values_list("address", "reason"))


def kept(sender: Sender) -> int:
    return ProviderReport.objects.in_workspace(sender.workspace_id).count()


def test_bounces_and_complaints_suppress_and_answers_become_conversations(sender: Sender, mails: ImapServer) -> None:
    bounced, full, angry, friendly = sent_by(sender, 4)
    for raw in (
        dsn(token(bounced), recipient="somebody.else@example.com"),
        dsn(token(full), status="5.2.2", said="smtp; 552 mailbox full"),
        arf(token(angry)),
        written(friendly.address, "Nice!", In_Reply_To=f"<{friendly.public_id}@campanile.example>"),
        written(friendly.address, "I am away.", Auto_Submitted="auto-replied", Message_ID="<away@example.com>"),
    ):
        mails.add(raw)
    mailbox = visit(sender)
    for message in (bounced, full, angry, friendly):
        message.refresh_from_db()
    assert [each.reason for each in (bounced, full, angry, friendly)] == [
        "bounced_hard",
        "bounced_soft",
        "complained",
        "",
    ]
    assert (angry.complained_at is not None, friendly.replied_at is not None) == (True, True)
    assert suppressed(sender.workspace) == [(bounced.address, "hard_bounce"), (angry.address, "complaint")]
    [thread] = InboxThread.objects.in_workspace(sender.workspace_id)
    assert [(each.text, each.automatic) for each in thread.entries.order_by("pk")] == [
        ("Nice!", False),
        ("I am away.", True),
    ]
    assert mails.flags() == {uid: {"\\Seen"} for uid in range(1, 6)}
    assert (mailbox.mails, mailbox.unknown, mailbox.last_uid, mailbox.fault_detail) == (5, 0, 5, "")


def test_each_mail_is_fetched_once(sender: Sender, mails: ImapServer) -> None:
    [message] = sent_by(sender)
    mails.add(dsn(token(message)))
    visit(sender)
    mails.add(written("eve@example.com", "Hello"))
    visit(sender)
    assert mails.fetches == [1, 2]
    assert kept(sender) == 2


def test_new_numbers_bring_nothing_twice(sender: Sender, mails: ImapServer) -> None:
    [message] = sent_by(sender)
    mails.add(dsn(token(message)))
    mails.add(written("old@example.com", "Long ago"), at="01-Jan-2020 10:00:00 +0000")
    visit(sender)
    assert kept(sender) == 1
    mails.validity = 8
    mailbox = visit(sender)
    assert (kept(sender), mailbox.uid_validity, mailbox.last_uid) == (1, 8, 2)


def test_forged_and_foreign_bounces_touch_nobody(sender: Sender, mails: ImapServer) -> None:
    stranger = make_sender(make_workspace())
    [foreign] = sent_by(stranger)
    [own] = sent_by(sender)
    mails.add(dsn("a" * 32, recipient=own.address))
    mails.add(dsn(token(foreign), recipient=own.address))
    mailbox = visit(sender)
    assert (suppressed(sender.workspace), suppressed(stranger.workspace)) == ([], [])
    foreign.refresh_from_db()
    own.refresh_from_db()
    assert (foreign.bounced_at, own.bounced_at) == (None, None)
    # What nobody understood stays as it is, for people to look at.
    assert (mailbox.unknown, mails.flags()[1]) == (1, set())


def test_a_mail_that_unsubscribes_says_no_to_marketing(sender: Sender, mails: ImapServer) -> None:
    [message] = sent_by(sender)
    mails.add(written("whoever@example.com", "", Subject=f"unsubscribe {make_folded(Purpose.LEAVE, message.pk)}"))
    visit(sender)
    message.refresh_from_db()
    assert message.unsubscribed_at is not None
    assert message.contact.consents.get().state == "denied"


def test_who_reports_by_mail_on_an_unknown_message_has_it(sender: Sender, mails: ImapServer) -> None:
    [message] = sent_by(sender, state=MessageState.UNKNOWN, reason="no_answer")
    mails.add(dsn(token(message)))
    visit(sender)
    message.refresh_from_db()
    assert (message.state, message.reason) == ("accepted", "reported")


@pytest.mark.parametrize("uidplus", [True, False])
def test_read_mails_are_deleted_where_that_is_wanted(settings: Any, uidplus: bool) -> None:
    settings.MAIL_SERVERS_ALLOW_PRIVATE = True
    sender = make_sender(make_workspace())
    [message] = sent_by(sender)
    with imap_server(uidplus=uidplus) as server:
        read_from(sender, server, afterwards="delete")
        server.add(dsn(token(message)))
        server.add(dsn("a" * 32))
        visit(sender)
        assert [mail.uid for mail in server.mails] == [2]


def test_a_crash_between_keeping_and_marking_loses_nothing(
    sender: Sender, mails: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    [message] = sent_by(sender)
    mails.add(dsn(token(message)))
    mails.script = lambda command, number: DROP if command == "STORE" and number == 1 else None
    mailbox = visit(sender)
    assert (mailbox.marks, mailbox.last_uid, mailbox.faults, mails.flags()[1]) == ([1], 1, 1, set())
    mailbox = visit(sender)
    assert (mailbox.marks, mailbox.faults, mails.flags()[1], mails.fetches) == ([], 0, {"\\Seen"}, [1])
    assert kept(sender) == 1


def test_a_worker_whose_lease_is_gone_writes_nothing(sender: Sender, mails: ImapServer) -> None:
    [message] = sent_by(sender)
    mails.add(dsn(token(message)))

    def overtaken(command: str, number: int) -> str | None:
        if command == "FETCH":
            own = ReturnMailbox.objects.in_workspace(sender.workspace_id)
            own.update(attempt=100, lease_expires_at=database_now() + timedelta(minutes=3))
        return None

    mails.script = overtaken
    mailbox = visit(sender)
    assert (kept(sender), mailbox.last_uid, mailbox.attempt, mails.flags()[1]) == (0, 0, 100, set())
    assert stage.run() == 0


def test_a_wrong_password_is_said_and_tried_later(sender: Sender, mails: ImapServer) -> None:
    mails.password = "another"
    for faults, minutes in ((1, 1), (2, 2), (3, 4)):
        mailbox = visit(sender)
        assert (mailbox.faults, mailbox.lease_expires_at) == (faults, None)
        assert timedelta(0) < database_now() + timedelta(minutes=minutes) - mailbox.wanted_at < timedelta(minutes=1)
    assert mailbox.fault_detail == "[AUTHENTICATIONFAILED] wrong name or password"
    assert sender_mailbox_test(mailbox=mailbox) == "[AUTHENTICATIONFAILED] wrong name or password"


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "SEARCH", "FETCH"])
def test_connections_that_break_are_faults(sender: Sender, mails: ImapServer, command: str) -> None:
    mails.add(written("eve@example.com", "Hello"))
    mails.script = lambda asked, number: DROP if asked == command and number == 1 else None
    assert visit(sender).faults == 1
    assert (visit(sender).faults, kept(sender)) == (0, 1)


def test_a_server_that_says_nothing_is_left(sender: Sender, mails: ImapServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "VISIT_SECONDS", 0.3)
    mails.script = lambda asked, number: SILENCE if asked == "SELECT" else None
    assert visit(sender).faults == 1


def test_giant_answers_are_not_read(sender: Sender, mails: ImapServer) -> None:
    mails.add(written("eve@example.com", "Hello"))
    mails.giant = 2_000_000_000
    mailbox = visit(sender)
    assert (mailbox.faults, mailbox.fault_detail) == (1, "an answer of 2,000,000,000 bytes")


def test_a_giant_mail_is_read_from_its_beginning(
    sender: Sender, mails: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "LARGEST", 2_000)
    mails.add(written("eve@example.com", "Hello " * 100_000))
    visit(sender)
    [thread] = InboxThread.objects.in_workspace(sender.workspace_id)
    assert thread.preview.startswith("Hello Hello")


def test_a_mail_that_nobody_can_read_keeps_no_other(
    sender: Sender, mails: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = stage.read_mail

    def reading(raw: bytes, **given: Any) -> Any:
        if b"poison" in raw:
            raise RecursionError
        return real(raw, **given)

    monkeypatch.setattr(stage, "read_mail", reading)
    mails.add(written("eve@example.com", "poison"))
    mails.add(written("eve@example.com", "Hello"))
    mailbox = visit(sender)
    assert (kept(sender), mailbox.unknown, mailbox.last_uid) == (1, 1, 2)


def test_a_mail_that_the_server_can_not_read_keeps_no_other(sender: Sender, mails: ImapServer) -> None:
    mails.add(written("eve@example.com", "corrupt"))
    mails.add(written("eve@example.com", "Hello"))
    mails.script = lambda asked, number: "NO [SERVERBUG]" if asked == "FETCH" and number <= 2 else None
    mailbox = visit(sender)
    assert (kept(sender), mailbox.faults, mailbox.last_uid, mails.fetches) == (1, 0, 2, [2])


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_encryption_is_for_servers_that_somebody_vouches_for(
    security: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAIL_SERVERS_ALLOW_PRIVATE = True
    sender = make_sender(make_workspace())
    with imap_server(tls=own_tls(), starttls=security == "starttls") as server:
        read_from(sender, server, security=security)
        server.add(written("eve@example.com", "Hello"))
        assert "CERTIFICATE_VERIFY_FAILED" in visit(sender).fault_detail
        assert not any("LOGIN" in line for line in server.log)
        trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        monkeypatch.setattr(ssl, "create_default_context", lambda: trusting)
        assert (visit(sender).fault_detail, kept(sender)) == ("", 1)


def test_private_networks_are_out_of_reach(sender: Sender, mails: ImapServer, settings: Any) -> None:
    settings.MAIL_SERVERS_ALLOW_PRIVATE = False
    mailbox = visit(sender)
    assert mailbox.fault_detail == "the server can't be used: it leads into a private network"
    assert mails.log == []
