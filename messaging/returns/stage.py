"""The job that reads senders' mailboxes: each by one worker at a time, and each mail kept once.

A mail's reports and the place up to which the mailbox is read are committed together; only then the server is told to
mark the mail. A worker that falls silent loses its lease, and whatever it does later changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q
from pydantic import ValidationError

from messaging.hooks.receiving import reports_keep
from messaging.models import ReturnMailbox
from messaging.providers.credentials import UnreadableCredentials, decrypt, encrypt
from messaging.providers.mail_login import token_source
from messaging.returns.imap import Fetched, Mailbox, MailboxFailed, opened
from messaging.returns.reading import Read, read_mail
from messaging.returns.settings import MailboxCredentials, MailboxSettings
from workspaces.clock import database_now
from workspaces.crashpoints import crash_point
from workspaces.wall.scope import everywhere, only_in

RUN = "messaging.tasks.read_mailboxes"
# A visit ends long before the lease does, whatever the server does.
VISIT_SECONDS = 60.0
_LEASE = timedelta(seconds=180)
EVERY, LONGEST_PAUSE = timedelta(seconds=60), timedelta(hours=1)
_MOST = 500
# Clocks differ; of a mailbox that has new numbers so much is looked at again.
_OVERLAP = timedelta(hours=1)
_log = structlog.get_logger(__name__)


class _Lost(Exception):
    """The mailbox is another worker's by now, or its settings were changed."""


def run(limit: int = 5) -> int:
    """Reads up to so many mailboxes whose time has come; how many."""
    for done in range(limit):
        mailbox = _claim(database_now())
        if mailbox is None:
            return done
        with only_in(mailbox.workspace_id):
            _visit(mailbox)
    return limit


def _visit(mailbox: ReturnMailbox) -> None:
    try:
        more = _visited(mailbox)
    except _Lost:
        return
    except MailboxFailed as failure:
        _failed(mailbox, str(failure))
    else:
        _finished(mailbox, more)


def mailbox_access(mailbox: ReturnMailbox) -> tuple[MailboxSettings, MailboxCredentials]:
    """Its settings and password. Raises MailboxFailed."""
    try:
        stored = decrypt(bytes(mailbox.credentials))
        return MailboxSettings.model_validate(mailbox.config), MailboxCredentials.model_validate(stored)
    except (UnreadableCredentials, ValidationError) as error:
        raise MailboxFailed("what is stored of the mailbox can't be read any more; enter it again") from error


@everywhere()
@transaction.atomic
def _claim(now: datetime) -> ReturnMailbox | None:
    """The mailbox that waits longest, leased to this worker. Plan: return_mailbox_wanted."""
    free = Q(lease_expires_at=None) | Q(lease_expires_at__lt=now)
    due = ReturnMailbox.objects.across_workspaces().filter(free, wanted_at__lte=now).order_by("wanted_at", "pk")
    found: ReturnMailbox | None = due.select_for_update(skip_locked=True, of=("self",)).select_related("sender").first()
    if found is not None:
        found.attempt, found.lease_expires_at = found.attempt + 1, now + _LEASE
        found.save(update_fields=["attempt", "lease_expires_at"])
    return found


def _visited(mailbox: ReturnMailbox) -> bool:
    """Reads what is new; whether there is more. Raises MailboxFailed and _Lost."""
    given, credentials = mailbox_access(mailbox)
    with opened(given, credentials, seconds=VISIT_SECONDS) as folder:
        _keep_renewed(mailbox, given, credentials)
        if mailbox.uid_validity != folder.validity:
            old = folder.following - 1
            _write(mailbox, uid_validity=folder.validity, last_uid=0, old_until=old, marks=[])
        _mark(mailbox, folder, given)
        done = 0
        for uids, last in folder.uids_after(mailbox.last_uid, _day_before(mailbox)):
            for mails in folder.fetch(uids):
                _kept(mailbox, mails, given)
                _mark(mailbox, folder, given)
                done += len(mails)
                if done >= _MOST:
                    return True
            _write(mailbox, last_uid=last)
    return False


def _day_before(mailbox: ReturnMailbox) -> datetime | None:
    """From when on old mails are wanted: servers know days only, each those of its own clock."""
    return mailbox.since - timedelta(days=1) if mailbox.last_uid < mailbox.old_until else None


def _kept(mailbox: ReturnMailbox, mails: Sequence[Fetched], given: MailboxSettings) -> None:
    """What the mails report and how far the mailbox is read, in one transaction."""
    if not mails:
        return
    wanted = [mail for mail in mails if mail.uid > mailbox.old_until or mail.at is None or mail.at >= mailbox.since]
    read = [(mail, _read(mailbox, mail, given)) for mail in wanted]
    understood = [mail.uid for mail, each in read if each.understood]
    with transaction.atomic():
        _write(
            mailbox,
            last_uid=max(mail.uid for mail in mails),
            marks=[*mailbox.marks, *understood],
            mails=mailbox.mails + len(read),
            unknown=mailbox.unknown + len(read) - len(understood),
        )
        reports = [report for _, each in read for report in each.reports]
        reports_keep(sender=mailbox.sender, reports=reports, now=database_now())
        crash_point("mailbox.kept")


def _read(mailbox: ReturnMailbox, mail: Fetched, given: MailboxSettings) -> Read:
    """A mail that can't be read must not keep those behind it."""
    try:
        return read_mail(mail.raw, at=mail.at, sender_address=mailbox.sender.from_address, replies=given.replies)
    except Exception:  # noqa: BLE001 - whatever anybody may send; it is logged and left where it is
        _log.exception("returned_mail_unreadable", mailbox=mailbox.pk, uid=mail.uid)
        return Read(understood=False)


def _mark(mailbox: ReturnMailbox, folder: Mailbox, given: MailboxSettings) -> None:
    if mailbox.marks:
        folder.mark(mailbox.marks, delete=given.afterwards == "delete")
        _write(mailbox, marks=[])


def _mine(mailbox: ReturnMailbox) -> Any:
    rows = ReturnMailbox.objects.in_workspace(mailbox.workspace_id)
    return rows.filter(pk=mailbox.pk, attempt=mailbox.attempt, lease_expires_at__gt=database_now())


def _keep_renewed(mailbox: ReturnMailbox, given: MailboxSettings, credentials: MailboxCredentials) -> None:
    """Stores the refresh token that took the place of the one it was asked with."""
    tokens = token_source(given, credentials)
    if tokens is None or not tokens.renewed:
        return
    stored = decrypt(bytes(mailbox.credentials))
    if stored.get("refresh_token") != tokens.renewed:
        _write(mailbox, credentials=encrypt({**stored, "refresh_token": tokens.renewed}))


def _write(mailbox: ReturnMailbox, **values: Any) -> None:
    """As long as the lease holds. Raises _Lost."""
    if _mine(mailbox).update(**values) != 1:
        raise _Lost
    for name, value in values.items():
        setattr(mailbox, name, value)


def _finished(mailbox: ReturnMailbox, more: bool) -> None:
    now = database_now()
    read_through = {} if more else {"checked_at": now, "since": max(mailbox.since, now - _OVERLAP)}
    _mine(mailbox).update(
        wanted_at=now if more else now + EVERY, lease_expires_at=None, faults=0, fault_detail="", **read_through
    )


def _failed(mailbox: ReturnMailbox, detail: str) -> None:
    """Tried again after 1, 2, 4 … 60 minutes; its sender's page says why."""
    pause = min(EVERY * 2 ** min(mailbox.faults, 10), LONGEST_PAUSE)
    _log.warning("return_mailbox_failed", mailbox=mailbox.pk, detail=detail)
    _mine(mailbox).update(
        wanted_at=database_now() + pause,
        lease_expires_at=None,
        faults=min(mailbox.faults + 1, 30_000),
        fault_detail=detail.replace("\x00", "")[:500],
    )
