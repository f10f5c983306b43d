"""What mails that come back mean: hard and soft, complaints, unsubscribing, answers; and what nobody can forge."""

import base64

import pytest

from messaging.hooks.base import Fact, Report
from messaging.returns.bounces import fact_of
from messaging.returns.mime import parse
from messaging.returns.reading import Read, read_mail
from messaging.tracking.tokens import Purpose, make, make_folded
from tests.messaging.returns.mails import arf, dsn, in_words, many_parts, nested, written
from workspaces.ids import decode_row

TOKEN = make_folded(Purpose.RETURN, 4711)


def read(raw: bytes, *, replies: bool = True) -> Read:
    return read_mail(raw, at=None, sender_address="hello@campanile.example", replies=replies)


def one(raw: bytes) -> Report:
    [report] = read(raw).reports
    return report


@pytest.mark.parametrize(
    ("status", "said", "fact"),
    [
        ("5.1.1", "550 5.1.1 no such user", Fact.BOUNCED),
        ("5.1.10", "556 5.1.10 null MX", Fact.BOUNCED),
        ("5.2.1", "550 5.2.1 account disabled", Fact.BOUNCED),
        ("5.4.4", "no route", Fact.BOUNCED),
        ("5.7.13", "525 disabled", Fact.BOUNCED),
        ("5.0.0", "550 5.1.1 no such user", Fact.BOUNCED),
        ("5.0.0", "550 no such user", Fact.BOUNCED),
        ("5.0.0", "550 blocked by Spamhaus", Fact.SOFT_BOUNCED),
        ("5.2.2", "552 5.2.2 mailbox full", Fact.SOFT_BOUNCED),
        ("5.3.4", "552 too large", Fact.SOFT_BOUNCED),
        ("5.1.8", "bad sender", Fact.SOFT_BOUNCED),
        ("5.7.1", "554 5.7.1 spam", Fact.SOFT_BOUNCED),
        ("4.4.7", "expired", Fact.SOFT_BOUNCED),
        ("4.2.2", "452 4.2.2 mailbox full", Fact.SOFT_BOUNCED),
        ("", "", Fact.SOFT_BOUNCED),
    ],
)
def test_which_failures_are_of_the_address(status: str, said: str, fact: Fact) -> None:
    assert fact_of(status, said) is fact


@pytest.mark.parametrize(
    ("raw", "fact", "detail"),
    [
        (dsn(TOKEN), Fact.BOUNCED, "5.1.1 smtp; 550 5.1.1 no such user"),
        (dsn(TOKEN, status="4.2.2", said="smtp; 452 full"), Fact.SOFT_BOUNCED, "4.2.2 smtp; 452 full"),
        (dsn("", to=f"hello+{TOKEN.upper()}@campanile.example"), Fact.BOUNCED, "5.1.1 smtp; 550 5.1.1 no such user"),
        (dsn(TOKEN, action="delivered", status="2.0.0"), Fact.DELIVERED, ""),
        (in_words(TOKEN, "550 5.1.1 sorry"), Fact.BOUNCED, "550 5.1.1 sorry"),
        (in_words(TOKEN, "Remote host said: 452 try later"), Fact.SOFT_BOUNCED, "Remote host said: 452 try later"),
        (arf(TOKEN), Fact.COMPLAINED, "abuse"),
        (arf(TOKEN, "opt-out"), Fact.UNSUBSCRIBED, "opt-out"),
    ],
)
def test_what_machines_tell_of_a_message(raw: bytes, fact: Fact, detail: str) -> None:
    report = one(raw)
    assert (report.fact, report.address, report.detail) == (fact, "", detail)
    assert decode_row("msg", report.message) == 4711


@pytest.mark.parametrize("raw", [dsn(TOKEN, action="delayed", status="4.4.1"), arf(TOKEN, "not-spam")])
def test_a_delay_is_understood_and_says_nothing(raw: bytes) -> None:
    assert read(raw) == Read()


@pytest.mark.parametrize(
    "token", ["", "a" * 32, make_folded(Purpose.LEAVE, 4711), make(Purpose.OPEN, 4711), TOKEN[:-1] + "2" * 1 + "x"]
)
def test_without_the_messages_own_token_nothing_counts(token: str) -> None:
    for raw in (dsn(token), arf(token), in_words(token, "550 5.1.1 sorry")):
        assert read(raw) == Read(understood=False)


def test_a_bounce_whose_original_is_encoded_is_found() -> None:
    raw = dsn("?").replace(
        b"Content-Type: text/rfc822-headers\r\n\r\n",
        b"Content-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(f"X-Return-Token: {TOKEN}\r\n".encode())
        + b"\r\n--B/1\r\n\r\n",
    )
    assert one(raw).fact is Fact.BOUNCED


def test_a_mail_unsubscribes_by_its_own_token() -> None:
    leave = make_folded(Purpose.LEAVE, 4711)
    report = one(written("ada@example.com", "", Subject=f"unsubscribe {leave}"))
    assert (report.fact, decode_row("msg", report.message)) == (Fact.UNSUBSCRIBED, 4711)
    assert read(written("ada@example.com", "", Subject=f"unsubscribe {TOKEN}")) == Read(understood=False)


def test_what_somebody_writes_is_an_answer() -> None:
    raw = written("Ada <ada@example.com>", "At nine?\n\nOn Friday x wrote:\n> News", In_Reply_To=f"<msg_{'0' * 26}@a>")
    report = one(raw)
    assert (report.key, report.fact) == ("received ada@example.com <a1@example.com>", Fact.RECEIVED)
    assert report.written is not None
    assert (report.written.text, report.written.name, report.written.automatic) == ("At nine?", "Ada", False)
    assert report.written.answers == f"msg_{'0' * 26}"
    assert read(raw, replies=False) == Read(understood=False)


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"X_Autoreply": "yes"}, {"Precedence": "bulk"}, {"Return_Path": "<>"}],
)
def test_what_machines_write_is_no_answer(headers: dict[str, str]) -> None:
    report = one(written("ada@example.com", "I am away.", **headers))
    assert report.written is not None
    assert report.written.automatic


def test_ones_own_mails_are_left_alone() -> None:
    assert read(written("Hello@campanile.example", "Hi")) == Read(understood=False)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"\xff\x00\xfe" * 1_000,
        dsn(TOKEN)[:700],
        b"Content-Type: multipart/report; boundary=" + b"x" * 5_000 + b"\r\n\r\n--x",
        b"From: =?utf-8?b?" + b"A" * 50_000 + b"?=\r\n\r\nhi",
        b"From: a@b.example\r\nSubject: =?nonsense?q?x?=\r\nContent-Type: text/plain; charset=nonsense\r\n\r\nhi",
        b"From: a@b.example\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n=A=",
    ],
)
def test_broken_mails_are_read_as_far_as_they_go(raw: bytes) -> None:
    read(raw)


@pytest.mark.parametrize("raw", [nested(20_000), many_parts(15_000), b"From: a@b.example\r\n" + b"X: y\r\n" * 80_000])
def test_bombs_are_read_to_a_bound(raw: bytes) -> None:
    assert len(list(parse(raw).walk())) <= 40
    read(raw)
