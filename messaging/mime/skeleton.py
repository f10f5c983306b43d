"""The parts of a mail that are the same for every contact of a sender, and the filling in of the rest."""

import secrets
from dataclasses import dataclass

from messaging.identity import Identity
from messaging.mime.headers import mailbox, one_line, unstructured
from messaging.mime.quoted import quoted_printable

RETURN_HEADER = "X-Return-Token"


@dataclass(slots=True)  # made for every message: freezing it takes longer than making it
class Mail:
    """What differs from contact to contact. Addresses and URLs are ASCII without blanks; `date` is an RFC 5322 date.

    `return_token` stands in a header of its own, where bounces and complaints give it back; `unsubscribe_mail` is the
    mailto: address of a mail that unsubscribes. `encoded_html` is the HTML as quoted-printable, where that is known
    already; then there is no other.
    """

    message_id: str
    date: str
    to_address: str
    to_name: str
    subject: str
    html: str
    text: str
    unsubscribe_url: str = ""
    in_reply_to: str = ""
    return_token: str = ""
    unsubscribe_mail: str = ""
    encoded_html: bytes = b""


@dataclass(slots=True)  # made for every message: freezing it takes longer than making it
class MailParts:
    """A mail that its provider puts together, and as whom it is sent."""

    mail: Mail
    identity: Identity

    @property
    def headers(self) -> dict[str, str]:
        """What it has besides sender, recipient and subject: one-click unsubscribing (RFC 8058), what it answers."""
        found = {}
        if self.mail.unsubscribe_url:
            found["List-Unsubscribe"] = f"<{self.mail.unsubscribe_url}>"
            found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        if self.mail.in_reply_to:
            found["In-Reply-To"] = found["References"] = self.mail.in_reply_to
        return found

    @property
    def subject(self) -> str:
        """On one line."""
        return one_line(self.mail.subject)

    @property
    def sender(self) -> str:
        """Name and address as a mailbox on one line."""
        return _on_one_line(self.identity.from_name, self.identity.from_address)

    @property
    def sender_fields(self) -> dict[str, str]:
        """Name and address apart; no name where there is none."""
        return _fields(self.identity.from_name, self.identity.from_address)

    @property
    def reply_to(self) -> str:
        """Where answers go, as a mailbox on one line; empty where they come to the sender's own address."""
        return _on_one_line(self.identity.reply_to_name, self.identity.reply_to) if self.identity.reply_to else ""

    @property
    def reply_to_fields(self) -> dict[str, str]:
        """The same apart; empty likewise."""
        return _fields(self.identity.reply_to_name, self.identity.reply_to) if self.identity.reply_to else {}

    @property
    def recipient_fields(self) -> dict[str, str]:
        """Name and address apart; no name where there is none."""
        return _fields(self.mail.to_name, self.mail.to_address)

    @property
    def recipient(self) -> str:
        """Name and address as a mailbox on one line."""
        return _on_one_line(self.mail.to_name, self.mail.to_address)


def _fields(name: str, address: str) -> dict[str, str]:
    shown = one_line(name)
    return {"email": address, "name": shown} if shown else {"email": address}


class Skeleton:
    """A mail with holes. Building one takes some microseconds besides the encoding of the bodies."""

    def __init__(self, identity: Identity) -> None:
        # No quoted-printable text can hold "=_", so no body can hold the boundary.
        boundary = f"=_{secrets.token_hex(16)}"
        self._domain = identity.domain.encode("ascii")
        answers = mailbox(identity.reply_to_name, identity.reply_to) if identity.reply_to else ""
        reply_to = f"Reply-To: {answers}\r\n" if answers else ""
        head = f"From: {mailbox(identity.from_name, identity.from_address)}\r\n{reply_to}MIME-Version: 1.0\r\n"
        self._head = head.encode("ascii")
        self._multipart = f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n\r\n'.encode("ascii")
        self._text_open = f"--{boundary}\r\n".encode("ascii") + _part_head("plain")
        self._html_open = f"--{boundary}\r\n".encode("ascii") + _part_head("html")
        self._close = f"--{boundary}--\r\n".encode("ascii")

    def fill(self, mail: Mail) -> bytes:
        """The whole mail, with CRLF line ends; not dot-stuffed."""
        header = b"".join(
            (
                self._head,
                b"Message-ID: <%s@%s>\r\nDate: %s\r\n"
                % (mail.message_id.encode("ascii"), self._domain, mail.date.encode("ascii")),
                b"To: %s\r\n" % mailbox(mail.to_name, mail.to_address).encode("ascii"),
                unstructured("Subject", mail.subject),
                _unsubscribe(mail.unsubscribe_url, mail.unsubscribe_mail),
                _answer(mail.in_reply_to),
                _returned(mail.return_token),
            )
        )
        html = mail.encoded_html or quoted_printable(mail.html)
        if not mail.text:
            return b"".join((header, _part_head("html"), html))
        return b"".join(
            (
                header,
                self._multipart,
                self._text_open,
                quoted_printable(mail.text),
                self._html_open,
                html,
                self._close,
            )
        )


def _part_head(subtype: str) -> bytes:
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n".encode()
    )


def _unsubscribe(url: str, by_mail: str) -> bytes:
    """The header for one-click unsubscribing (RFC 8058); the URL must be reachable by POST without a session."""
    if not url:
        return b""
    other = f",\r\n <{by_mail}>" if by_mail else ""
    return f"List-Unsubscribe: <{url}>{other}\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode("ascii")


def _returned(token: str) -> bytes:
    """What bounces and complaints give back of the mail, by which it is known for sure."""
    return f"{RETURN_HEADER}: {token}\r\n".encode("ascii") if token else b""


def _answer(mail_id: str) -> bytes:
    """The headers by which mail programs show an answer beside what it answers (RFC 5322, 3.6.4)."""
    return f"In-Reply-To: {mail_id}\r\nReferences: {mail_id}\r\n".encode("ascii") if mail_id else b""


def _on_one_line(name: str, address: str) -> str:
    """For APIs that take mailboxes in Unicode."""
    shown = one_line(name).replace("\\", "").replace('"', "")
    return f'"{shown}" <{address}>' if shown else address
