"""Mails as servers and people send them back: bounces, complaints, notes of absence, answers."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

_DATE = format_datetime(datetime(2099, 11, 21, 10, tzinfo=UTC))


def dsn(
    token: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "smtp; 550 5.1.1 no such user",
    to: str = "hello@campanile.example",
    recipient: str = "ada@example.com",
) -> bytes:
    """A bounce after RFC 3464 that gives the original's headers back."""
    return f"""Return-Path: <>
Date: {_DATE}
From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B/1"

This is a MIME-encapsulated message.

--B/1
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--B/1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: {said}

--B/1
Content-Type: text/rfc822-headers

From: hello@campanile.example
X-Return-Token: {token}
Subject: News

--B/1--
""".replace("\n", "\r\n").encode()


def arf(token: str, kind: str = "abuse") -> bytes:
    """A complaint after RFC 5965, with the whole mail."""
    return f"""From: <abuse@isp.example>
To: <complaints@campanile.example>
Subject: FW: News
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary=part

--part
Content-Type: text/plain

This is an email abuse report.
--part
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Rcpt-To: <ada@example.com>

--part
Content-Type: message/rfc822

Return-Path: <hello+{token}@campanile.example>
From: hello@campanile.example
Subject: News
Content-Type: text/plain

Buy now!
--part--
""".replace("\n", "\r\n").encode()


def written(sender: str, text: str, **headers: str) -> bytes:
    """What somebody wrote; header names with `_` for `-`."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = "hello@campanile.example"
    for name, value in {"Subject": "Re: News", "Message_ID": "<a1@example.com>", **headers}.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def in_words(token: str, said: str) -> bytes:
    """A bounce of a server that knows no reports (qmail)."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@mx.example
To: hello+{token}@campanile.example
Subject: failure notice

Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<ada@example.com>:
{said}
""".encode()


def nested(depth: int) -> bytes:
    """A mail in a mail in a mail …, as many levels as asked."""
    heads = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth))
    return ("From: eve@example.com\r\nSubject: deep\r\n" + heads + "Content-Type: text/plain\r\n\r\nhi\r\n").encode()


def many_parts(number: int) -> bytes:
    """A mail with so many parts."""
    head = 'From: eve@example.com\r\nSubject: wide\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    return (head + "--b\r\nContent-Type: text/plain\r\n\r\nhi\r\n" * number + "--b--\r\n").encode()
