"""Mails as they are built are read back with the email package: whatever is put in comes out, and nothing else."""

import binascii
import email
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from messaging.identity import Identity
from messaging.mime.headers import mailbox, one_line, unstructured
from messaging.mime.quoted import quoted_printable
from messaging.mime.skeleton import Mail, Skeleton

TEXT = st.text(st.characters(codec="utf-8"), max_size=400)
HEADERS = ["From", "MIME-Version", "Message-ID", "Date", "To", "Subject", "Content-Type"]


def built(**fields: str) -> bytes:
    values = {
        "message_id": "msg_1",
        "date": "Fri, 20 Nov 2026 10:00:00 +0000",
        "to_address": "zoe@b.example",
        "to_name": "Zoë",
        "subject": "Hello",
        "html": "<p>Hello</p>",
        "text": "Hello",
        **fields,
    }
    return Skeleton(Identity("Campanile", "hello@a.example")).fill(Mail(**values))


def read(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=default)


def unfolded(text: str) -> str:
    return one_line(text)


def newlines(text: str) -> str:
    """As mails keep it: line ends are of one kind, and the last one belongs to what follows."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")


@given(subject=TEXT)
@example("a\r\nBcc: victim@c.example")
@example("=?utf-8?q?tricky?=")
@example("word " * 60)
@example("x" * 990)
@example("two  blanks " * 20)
@example("😀" * 100)
@example("\u2028line")
def test_a_subject_comes_back_and_brings_no_header_along(subject: str) -> None:
    raw = built(subject=subject)
    mail = read(raw)
    assert mail.keys() == HEADERS
    assert mail["Subject"] == unfolded(subject)
    head = raw.split(b"\r\n\r\n", 1)[0]
    assert all(len(line) <= 76 for line in head.split(b"\r\n"))


@given(name=st.text(st.characters(codec="utf-8"), max_size=120))
@example('O"Neil \\ Co')
@example("a\r\nBcc: victim@c.example")
@example("Sales, Inc. <evil@c.example>")
@example("(comment)")
@example("x" * 120)
def test_a_name_comes_back_and_changes_no_address(name: str) -> None:
    raw = built(to_name=name)
    mail = read(raw)
    assert mail.keys() == HEADERS
    [address] = mail["To"].addresses
    assert address.addr_spec == "zoe@b.example"
    # The modern parser puts blanks between the encoded words of a name; RFC 2047 says that there are none.
    words = email.message_from_bytes(raw)["To"]
    shown = " ".join(str(make_header(decode_header(words))).split())
    quoted = mailbox(name, "zoe@b.example") if "=?utf-8" not in words else f"{unfolded(name)} <zoe@b.example>"
    assert shown == " ".join(quoted.split())


@given(html=TEXT.filter(bool), text=TEXT.filter(bool))
@example("<p>" + "x" * 5000 + "</p>", ".\r\n..\r\n.")
@example("From here\n--=_boundary\n", "trailing blanks   \n\ttabs\t\n")
@example("=3D =\n=", "\x00")
def test_bodies_come_back(html: str, text: str) -> None:
    raw = built(html=html, text=text)
    mail = read(raw)
    assert mail.get_content_type() == "multipart/alternative"
    parts = [newlines(part.get_content()) for part in mail.iter_parts()]
    assert parts == [newlines(text), newlines(html)]
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


@given(text=TEXT)
def test_quoted_printable_is_seven_bits_in_short_lines(text: str) -> None:
    encoded = quoted_printable(text)
    assert encoded.endswith(b"\r\n")
    assert encoded.isascii()
    assert b"\n" not in encoded.replace(b"\r\n", b"")
    assert b"\r" not in encoded.replace(b"\r\n", b"")
    assert all(len(line) <= 76 for line in encoded.split(b"\r\n"))


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=160), min_size=2, max_size=6))
@example(["", "x" * 297])
@example(["x" * 73, "y" * 73 + ".", "z" * 300])
@example(["<", "x" * 71 + " ", ".", "é" * 200])
@example(["x" * 5_000, "y" * 5_000])
def test_a_long_line_of_cells_comes_back_whole(cells: list[str]) -> None:
    text = "<td".join([*cells, "x" * 300])
    encoded = quoted_printable(text)
    assert binascii.a2b_qp(encoded) == text.encode() + b"\r\n"
    assert all(len(line) <= 76 for line in encoded.split(b"\r\n"))
    assert not any(line.endswith((b" ", b"\t")) for line in encoded.split(b"\r\n"))
    # What stands in one cell changes nothing of the next, which is why that one need not be encoded again.
    assert encoded.endswith(b"=\r\n" + quoted_printable("x" * 300))


@given(TEXT)
@example("")
@example("\n")
@example("a \n.\n\nb\t")
@example("x" * 5_000 + "\n" + "x" * 5_000)
def test_line_by_line_it_is_what_the_whole_text_would_be(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    whole = (lines if lines.endswith("\n") else f"{lines}\n").replace("\n", "\r\n")
    assert quoted_printable(text) == binascii.b2a_qp(whole.encode(), istext=True)


def test_a_mail_without_text_is_html_alone() -> None:
    mail = read(built(text=""))
    assert mail.get_content_type() == "text/html"
    assert mail.get_content() == "<p>Hello</p>\r\n"


def test_the_whole_head() -> None:
    identity = Identity("Zoë's shop", "hello@a.example", "answers@a.example")
    raw = Skeleton(identity).fill(
        Mail(
            message_id="msg_1",
            date="Fri, 20 Nov 2026 10:00:00 +0000",
            to_address="zoe@b.example",
            to_name="Zoë",
            subject="Hello",
            html="x",
            text="x",
            unsubscribe_url="https://campanile.example/u/abc",
        )
    )
    mail = read(raw)
    assert mail["From"].addresses[0].display_name == "Zoë's shop"
    assert mail["From"].addresses[0].addr_spec == "hello@a.example"
    assert mail["Reply-To"] == "answers@a.example"
    assert mail["Message-ID"] == "<msg_1@a.example>"
    assert mail["List-Unsubscribe"] == "<https://campanile.example/u/abc>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", "a@b.example"),
        ("Ann Lee", "Ann Lee <a@b.example>"),
        ("Lee, Ann", '"Lee, Ann" <a@b.example>'),
        ("Zoë", "=?utf-8?b?Wm/Dqw==?= <a@b.example>"),
    ],
)
def test_mailboxes(name: str, shown: str) -> None:
    assert mailbox(name, "a@b.example") == shown


def test_a_long_plain_subject_is_folded_at_blanks() -> None:
    line = unstructured("Subject", "one two three four five six seven eight nine ten eleven twelve thirteen fourteen")
    assert line == (
        b"Subject: one two three four five six seven eight nine ten eleven twelve\r\n thirteen fourteen\r\n"
    )
