"""What a mail in a sender's mailbox means: reports of the kind that hooks keep, or nothing. Pure.

A bounce, a complaint and a mail that unsubscribes count only with the signed token of the message that they are about:
whatever else they claim, nobody else's address is touched by them.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from messaging.hooks.base import Fact, Report
from messaging.hooks.replies import mailbox_of, own_words, written_by_mail
from messaging.mime.skeleton import RETURN_HEADER
from messaging.models import Message
from messaging.returns.addresses import UNSUBSCRIBE
from messaging.returns.bounces import told_by
from messaging.returns.mime import Part, parse
from messaging.tracking.tokens import InvalidToken, Purpose, read_folded
from workspaces.ids import encode_row

# Which headers tell whom a mail was for: mail servers keep the envelope's address in one of them.
_RECEIVERS = (
    *("to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "x-forwarded-to"),
    *("return-path", "original-recipient"),
)
_IN_ADDRESS = re.compile(r"[+=-]([a-z2-7]{32})@", re.IGNORECASE)
_IN_HEADER = re.compile(rf"{RETURN_HEADER}:\s*([a-z2-7]{{32}})\b", re.IGNORECASE)
_LEAVE = re.compile(rf"{UNSUBSCRIBE}\s+([a-z2-7]{{32}})\Z", re.IGNORECASE)
_TRIED = 20
# Of an id only the row's key is read.
_ANY_TIME = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Read:
    """Of a mail that is understood `reports` may be none, such as of a delay; what is not understood stays as it is."""

    reports: tuple[Report, ...] = ()
    understood: bool = True


_LEFT = Read(understood=False)


def read_mail(raw: bytes, *, at: datetime | None, sender_address: str, replies: bool) -> Read:
    """The mail, which arrived at this moment, in the mailbox of who sends as `sender_address`."""
    mail = parse(raw)
    digest = hashlib.sha256(raw).hexdigest()
    subject = " ".join(mail.words("subject").split())
    if (leaves := _LEAVE.search(subject)) is not None:
        message = _message(Purpose.LEAVE, [leaves.group(1)])
        return Read((Report(f"mail {digest}", Fact.UNSUBSCRIBED, message, at=at),)) if message else _LEFT
    if (told := told_by(mail)) is not None:
        message = _message(Purpose.RETURN, _candidates(mail, raw))
        if not message:
            return _LEFT
        return Read((Report(f"mail {digest}", told.fact, message, at=at, detail=told.detail),) if told.fact else ())
    name, address = mailbox_of(mail.words("from"))
    if not replies or "@" not in address or address.lower() == sender_address.lower():
        return _LEFT
    mail_id = mail.headers.get("message-id", "")
    return Read(
        (
            Report(
                f"received {address.lower()} {mail_id or digest}",
                Fact.RECEIVED,
                address=address,
                at=at,
                written=written_by_mail(_words(mail), subject=subject, name=name, headers=mail.headers),
            ),
        )
    )


def _words(mail: Part) -> str:
    """What the sender wrote, of the first text that is not of a mail within the mail."""
    texts = {part.kind: part.text for part in reversed(list(_own(mail)))}
    return own_words(texts.get("text/plain", ""), texts.get("text/html", ""))


def _own(part: Part) -> Iterator[Part]:
    if part.kind != "message/rfc822" and not part.headers.get("content-disposition", "").startswith("attachment"):
        yield part
        for each in part.parts:
            yield from _own(each)


def _message(purpose: Purpose, candidates: Iterable[str]) -> str:
    """Our id of the message whose token is the first that we made; "" where none is."""
    for token in islice(candidates, _TRIED):
        try:
            return encode_row(Message.ID_PREFIX, read_folded(purpose, token), _ANY_TIME)
        except InvalidToken:
            continue
    return ""


def _candidates(mail: Part, raw: bytes) -> Iterator[str]:
    """What may be the token of the message that the mail is about: of its receiver's address, then of what it holds."""
    for name in _RECEIVERS:
        yield from _IN_ADDRESS.findall(mail.headers.get(name, ""))
    text = raw.decode("latin-1")
    yield from _IN_HEADER.findall(text)
    yield from _IN_ADDRESS.findall(text)
    for part in mail.walk():
        if part.headers.get("content-transfer-encoding", "").lower() in ("base64", "quoted-printable"):
            yield from _IN_HEADER.findall(part.text)
