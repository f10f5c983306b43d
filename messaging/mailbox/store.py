"""Writing arrived mails to the database, a group at a time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from django.db import close_old_connections

from messaging.models import MailboxMail
from workspaces.texts import storable

_SUBJECT = re.compile(rb"^subject:[ \t]*(.*(?:\r?\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_MAX_SUBJECT = 998


@dataclass(frozen=True, slots=True)
class Arrival:
    """One mail as it came over SMTP."""

    mail_from: str
    rcpt_tos: tuple[str, ...]
    raw: bytes


def store(arrivals: Sequence[Arrival]) -> None:
    """One transaction for all: a row for each recipient of each mail."""
    close_old_connections()
    MailboxMail.objects.bulk_create(
        MailboxMail(
            mail_from=storable(arrival.mail_from, 320),
            rcpt_to=storable(recipient, 320),
            subject=subject_of(arrival.raw),
            raw=arrival.raw,
        )
        for arrival in arrivals
        for recipient in arrival.rcpt_tos
    )


def subject_of(raw: bytes) -> str:
    """The decoded subject; empty when there is none. Reads no more of the mail than its head."""
    end = _HEADER_END.search(raw)
    found = _SUBJECT.search(raw, 0, end.start() if end else len(raw))
    if found is None:
        return ""
    line = re.sub(rb"\r?\n", b"", found[1]).decode("utf-8", "replace").strip()
    if "=?" in line:
        try:
            line = str(make_header(decode_header(line)))
        except (HeaderParseError, LookupError, ValueError):
            pass  # shown as it came
    return storable(line, _MAX_SUBJECT)
