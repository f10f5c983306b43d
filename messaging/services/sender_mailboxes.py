"""The mailbox in which a sender's bounces and answers arrive: set, tried, given up. Its password never comes out."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from messaging.channels.base import UnusableAddress
from messaging.channels.email import ascii_address
from messaging.models import ReturnMailbox, Sender
from messaging.providers.credentials import encrypt
from messaging.providers.mail_login import LOGIN_WHEREABOUTS, login_faults
from messaging.providers.registry import returns_mail
from messaging.returns.addresses import return_address
from messaging.returns.imap import MailboxFailed, opened
from messaging.returns.settings import MailboxCredentials, MailboxSettings
from messaging.returns.stage import RUN, mailbox_access
from messaging.services.senders import leads_elsewhere, settings_checked
from workspaces.clock import database_now
from workspaces.errors import FieldError, InvalidInput
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record

_TEST_SECONDS = 30.0
# Of a local part 64 characters are allowed; the mark and the token take 33.
_LONGEST_LOCAL = 31
_WHERE_IT_IS = ("host", "port", "security")
_WHEREABOUTS = (*_WHERE_IT_IS, *LOGIN_WHEREABOUTS)


@transaction.atomic
def sender_mailbox_set(
    *, sender: Sender, config: Mapping[str, Any], credentials: Mapping[str, Any] | None, actor: Actor
) -> ReturnMailbox:
    """Reads this mailbox from now on; without `credentials` those that are stored stay. Raises InvalidInput.

    Whoever changes where the password goes gives it again. Another folder or server is read from now on.
    """
    _check_sender(sender)
    locked = Sender.objects.in_workspace(sender.workspace_id).select_for_update().get(pk=sender.pk)
    known = ReturnMailbox.objects.in_workspace(sender.workspace_id).filter(sender=sender).first()
    errors: list[FieldError] = []
    checked = _config(locked, config, errors)
    stored = b""
    if credentials is not None:
        secrets = settings_checked(MailboxCredentials, credentials, "credentials", errors)
        errors += _login_faults(checked, secrets) if not errors else []
        stored = encrypt(secrets) if not errors else b""
    elif known is None:
        errors.append(FieldError("credentials.username", "is required"))
    elif not errors and leads_elsewhere(MailboxSettings, known.config, checked, _WHEREABOUTS):
        errors.append(FieldError("credentials", "give them again: the server that they are sent to changes"))
    if errors:
        raise InvalidInput(f"{errors[0].field}: {errors[0].message}", errors)
    mailbox = _saved(locked, known, checked, stored)
    separator = checked["separator"].removesuffix("none")
    _returns_to(sender, return_address(checked["address"], separator))
    _record(sender, actor, "sender.mailbox_set")
    nudge(RUN)
    return mailbox


@transaction.atomic
def sender_mailbox_remove(*, sender: Sender, actor: Actor) -> None:
    """The mailbox is not read any more; mails go out with the sender's own address again."""
    if ReturnMailbox.objects.in_workspace(sender.workspace_id).filter(sender=sender).delete()[0]:
        _returns_to(sender, "")
        _record(sender, actor, "sender.mailbox_removed")


def sender_mailbox_test(*, mailbox: ReturnMailbox) -> str:
    """Why the mailbox can't be read, in its server's words; "" where it can. Reads no mail and writes nothing."""
    try:
        given, credentials = mailbox_access(mailbox)
        with opened(given, credentials, seconds=_TEST_SECONDS):
            return ""
    except MailboxFailed as failure:
        return str(failure)


def _check_sender(sender: Sender) -> None:
    if not returns_mail(sender.provider):
        raise InvalidInput.of("provider", "tells of bounces itself, not by mail")


def _config(sender: Sender, config: Mapping[str, Any], errors: list[FieldError]) -> dict[str, Any]:
    checked = settings_checked(MailboxSettings, config, "config", errors)
    if not checked:
        return {}
    try:
        checked["address"] = ascii_address(checked.get("address") or sender.from_address)
    except UnusableAddress as error:
        errors.append(FieldError("config.address", str(error)))
        return checked
    if checked["separator"] != "none" and checked["address"].index("@") > _LONGEST_LOCAL:
        errors.append(FieldError("config.address", f"has more than {_LONGEST_LOCAL} characters before the @"))
    return checked


def _login_faults(config: Mapping[str, Any], secrets: Mapping[str, Any]) -> list[FieldError]:
    if config["login"] == "password" and not secrets.get("password"):
        return [FieldError("credentials.password", "Field required")]
    return login_faults(config, secrets)


def _saved(sender: Sender, known: ReturnMailbox | None, config: dict[str, Any], stored: bytes) -> ReturnMailbox:
    now = database_now()
    mailbox = known or ReturnMailbox(workspace_id=sender.workspace_id, sender=sender, since=now)
    if any(mailbox.config.get(name) != config.get(name) for name in (*_WHERE_IT_IS, "folder")):
        mailbox.since, mailbox.uid_validity, mailbox.marks = now, None, []
        mailbox.last_uid = mailbox.old_until = 0
    mailbox.config = config
    mailbox.credentials = stored or mailbox.credentials
    mailbox.wanted_at, mailbox.faults, mailbox.fault_detail = now, 0, ""
    # Whoever reads it at this moment does so by the old settings.
    mailbox.lease_expires_at, mailbox.attempt = None, mailbox.attempt + 1
    mailbox.save()
    return mailbox


def _returns_to(sender: Sender, address: str) -> None:
    Sender.objects.in_workspace(sender.workspace_id).filter(pk=sender.pk).update(return_address=address)
    sender.return_address = address


def _record(sender: Sender, actor: Actor, action: str) -> None:
    audit_record(
        workspace=sender.workspace, actor=actor, action=action, target_type="sender", target_id=sender.public_id
    )
