"""Arrived mails become rows, one for each recipient."""

import pytest

from messaging.mailbox.store import Arrival, store, subject_of
from messaging.models import MailboxMail

RAW = b"From: a@b.example\r\nSubject: Hello\r\n\r\nBody\r\n"


@pytest.mark.django_db(transaction=True)
def test_each_recipient_has_a_row() -> None:
    store([Arrival("a@b.example", ("c@d.example", "e@f.example"), RAW), Arrival("", ("g@h.example",), b"\x00\xff")])
    rows = MailboxMail.objects.order_by("pk").values_list("mail_from", "rcpt_to", "subject")
    assert list(rows) == [
        ("a@b.example", "c@d.example", "Hello"),
        ("a@b.example", "e@f.example", "Hello"),
        ("", "g@h.example", ""),
    ]
    assert bytes(MailboxMail.objects.order_by("pk").last().raw) == b"\x00\xff"


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"Subject: plain\r\n\r\n", "plain"),
        (b"subject:folded\r\n over two lines\r\nTo: x\r\n\r\n", "folded over two lines"),
        (b"Subject: =?utf-8?b?Wm/Dqw==?= =?utf-8?q?_is_here?=\r\n\r\n", "Zoë is here"),
        (b"Subject: =?nonsense?b?Wm/Dqw==?=\r\n\r\n", "=?nonsense?b?Wm/Dqw==?="),
        (b"To: x\r\n\r\nSubject: in the body\r\n", ""),
        (b"Subject: raw \xff bytes\r\n\r\n", "raw \ufffd bytes"),
        (b"Subject: a\x00b\r\n\r\n", "ab"),
        (b"", ""),
    ],
)
def test_subjects(raw: bytes, subject: str) -> None:
    assert subject_of(raw) == subject
