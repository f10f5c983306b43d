"""What the mailbox page shows: the mails that went to a workspace's contacts, and one mail taken apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from contacts.models import Contact
from messaging.models import MailboxMail
from workspaces.errors import NotFound
from workspaces.models import Workspace

_ANGLE = re.compile(r"<\s*(https?://[^>\s]+)\s*>")


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """One mail, ready to be shown. `html` is what the sender wrote: show it in a sandboxed frame only."""

    id: int
    received_at: datetime
    subject: str
    sender: str
    recipient: str
    html: str
    text: str
    headers: Sequence[tuple[str, str]]
    unsubscribe_url: str
    size: int


def mail_list(*, workspace: Workspace, search: str = "") -> QuerySet[MailboxMail]:
    """The mails to the workspace's contacts, newest first, without their content; slice it.

    `search` looks into recipient, sender and subject, without regard to case.
    """
    mails = MailboxMail.objects.filter(_to_contact_of(workspace)).defer("raw").order_by("-pk")
    words = search.strip().replace("\x00", "")
    if words:
        mails = mails.filter(Q(rcpt_to__icontains=words) | Q(subject__icontains=words) | Q(mail_from__icontains=words))
    return mails


def mail_get(*, workspace: Workspace, mail_id: int) -> MailboxMail:
    """One mail to a contact of the workspace. Raises NotFound."""
    mail = MailboxMail.objects.filter(_to_contact_of(workspace), pk=mail_id).first()
    if mail is None:
        raise NotFound("There is no such mail.")
    return mail


def mail_read(mail: MailboxMail) -> ParsedMail:
    """A mail taken apart; whatever is broken in it reads as empty."""
    raw = bytes(mail.raw)
    parsed = message_from_bytes(raw, policy=default)
    unsubscribe = _ANGLE.search(_line(parsed.get("List-Unsubscribe", "")))
    return ParsedMail(
        id=mail.pk,
        received_at=mail.received_at,
        subject=mail.subject,
        sender=_line(parsed.get("From", mail.mail_from)),
        recipient=_line(parsed.get("To", mail.rcpt_to)),
        html=_body(parsed, "html"),
        text=_body(parsed, "plain"),
        headers=[(name, _line(value)) for name, value in parsed.items()],
        unsubscribe_url=unsubscribe[1] if unsubscribe else "",
        size=len(raw),
    )


def _to_contact_of(workspace: Workspace) -> Exists:
    """Answered mail by mail from the unique index on (workspace, lower(email))."""
    contacts = Contact.objects.in_workspace(workspace).annotate(address=Lower("email"))
    return Exists(contacts.filter(address=Lower(OuterRef("rcpt_to"))))


def _line(value: object) -> str:
    return " ".join(str(value).split())


def _body(mail: EmailMessage, kind: str) -> str:
    """A part's text; empty when the mail has none."""
    part = mail.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, ValueError):
        return bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace")
