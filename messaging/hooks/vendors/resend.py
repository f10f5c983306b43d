"""Resend: calls signed by Svix, one event each; the words of received mails are asked for by its API."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from pydantic import Field, SecretStr

from messaging.hooks.base import (
    Call,
    Fact,
    Hook,
    Later,
    Report,
    Unreadable,
    Written,
    moment_of,
    objects_of,
    text_of,
    value_of,
)
from messaging.hooks.proofs import check_standard
from messaging.hooks.replies import mailbox_of, own_words, written_by_mail
from messaging.providers.base import Account, StrictModel
from messaging.providers.http_api import json_of
from messaging.providers.resend import ResendConfig, ResendCredentials
from workspaces.http import CallFailed, call

_FACTS = {
    "email.delivered": Fact.DELIVERED,
    "email.bounced": Fact.SOFT_BOUNCED,
    "email.failed": Fact.SOFT_BOUNCED,
    "email.suppressed": Fact.BOUNCED,
    "email.complained": Fact.COMPLAINED,
}
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
# Resend waits about fifteen seconds for the answer to its call.
_SECONDS = 8.0
_LARGEST = 5_000_000
_MAY_NOT_READ = "[The API key may send only, so the words of the mail can’t be read.]"


class ResendSecrets(StrictModel):
    """What calls are signed with."""

    signing_secret: SecretStr = Field(
        title="Signing secret", min_length=8, max_length=200, description="whsec_…, on the webhook’s page at Resend."
    )


class ResendHook(Hook):
    """Events of Resend, and mails that it received. A bounce is hard where its type is Permanent."""

    provider = "resend"
    Secrets = ResendSecrets
    steps = (
        "At Resend, under Webhooks, add the address {url}",
        "Choose email.delivered, email.bounced, email.failed, email.suppressed and email.complained.",
        "Copy the webhook’s signing secret to here.",
        "For replies, set up receiving for the domain that answers go to, and choose email.received as well; the "
        "sender’s API key must have full access, as one that only sends can’t read mails.",
    )

    def verify(self, call: Call, secrets: Any, now: datetime) -> None:
        """See `Hook.verify`."""
        secret = cast(ResendSecrets, secrets).signing_secret.get_secret_value()
        check_standard(call, [secret], now, prefix="svix")

    def read(self, call: Call, config: Mapping[str, Any]) -> list[Report]:
        """See `Hook.read`."""
        event = call.document()
        if text_of(event, "type") == "email.received":
            return [_received(value_of(event, "data"))]
        fact = _FACTS.get(text_of(event, "type"))
        if fact is None:
            return []
        bounce = value_of(event, "data", "bounce")
        if fact is Fact.SOFT_BOUNCED and text_of(bounce, "type").lower() == "permanent":
            fact = Fact.BOUNCED
        return [
            Report(
                call.headers["svix-id"],
                fact,
                _message(value_of(event, "data", "tags")),
                text_of(event, "data", "to", 0),
                moment_of(text_of(event, "created_at")),
                text_of(bounce, "message") or text_of(event, "data", "failed", "reason"),
            )
        ]

    def completed(self, reports: Sequence[Report], account: Account) -> list[Report]:
        """See `Hook.completed`."""
        return [replace(each, written=_fetched(each, account)) if each.rest else each for each in reports]


def _received(data: Any) -> Report:
    """What the call tells of a mail: all but its words and headers."""
    mail = text_of(data, "email_id")
    if not _ID.fullmatch(mail):
        raise Unreadable("the mail has no id")
    name, address = mailbox_of(text_of(data, "from"))
    written = Written("", text_of(data, "subject"), name, mail_id=text_of(data, "message_id"))
    at = moment_of(text_of(data, "created_at"))
    return Report(f"received {mail}", Fact.RECEIVED, address=address, at=at, written=written, rest=mail)


def _fetched(report: Report, account: Account) -> Written:
    config, credentials = cast(ResendConfig, account.config), cast(ResendCredentials, account.credentials)
    url = f"{config.base_url}/emails/receiving/{report.rest}?html_format=cid"
    headers = {"Authorization": f"Bearer {credentials.api_key.get_secret_value()}"}
    known = report.written or Written("")
    try:
        answer = call("GET", url, headers=headers, timeout=_SECONDS, max_bytes=_LARGEST)
    except CallFailed as failed:
        raise Later(str(failed)) from failed
    if answer.status in (401, 403):
        return replace(known, text=_MAY_NOT_READ)
    if answer.status != 200:
        raise Later(f"the mail can't be read: {answer.status}")
    mail = json_of(answer)
    given = value_of(mail, "headers")
    found = {str(name).lower(): text_of(given, name) for name in given} if isinstance(given, dict) else {}
    headers_known = {"message-id": known.mail_id, **found}
    words = own_words(text_of(mail, "text"), text_of(mail, "html"))
    return written_by_mail(words, subject=known.subject, name=known.name, headers=headers_known)


def _message(tags: Any) -> str:
    """Ours, of the tags: an object in calls, a list of pairs where they are given."""
    if isinstance(tags, dict):
        return text_of(tags, "message_id")
    return next((text_of(tag, "value") for tag in objects_of(tags) if tag.get("name") == "message_id"), "")
