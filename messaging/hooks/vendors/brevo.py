"""Brevo: calls with a token of ours, one event each, and mails that its inbound parsing received."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

from messaging.hooks.base import (
    MOST_REPORTS,
    Call,
    Fact,
    Hook,
    Report,
    Unreadable,
    moment_of,
    objects_of,
    text_of,
    value_of,
)
from messaging.hooks.proofs import check_password
from messaging.hooks.replies import own_words, written_by_mail
from messaging.hooks.vendors.postmark import PasswordSecrets

_FACTS = {
    "delivered": Fact.DELIVERED,
    "hard_bounce": Fact.BOUNCED,
    "invalid_email": Fact.BOUNCED,
    "soft_bounce": Fact.SOFT_BOUNCED,
    "blocked": Fact.SOFT_BOUNCED,
    "error": Fact.SOFT_BOUNCED,
    "spam": Fact.COMPLAINED,
    "unsubscribed": Fact.UNSUBSCRIBED,
    "unsubscribe": Fact.UNSUBSCRIBED,
}


class BrevoHook(Hook):
    """Events of Brevo's transactional webhooks, and mails of its inbound parsing."""

    provider = "brevo"
    Secrets = PasswordSecrets
    steps = (
        "At Brevo, under Transactional, Settings, Webhook, add {url}",
        "As authentication choose a token, and enter the password below as token.",
        "Choose delivered, hard bounce, soft bounce, blocked, invalid email, error, spam and unsubscribed.",
        "For replies, let a domain’s mail go to Brevo and make a webhook of the type inbound for it, with the event "
        "inboundEmailProcessed, by Brevo’s API: to the same address, with the same token.",
    )
    max_bytes = 10_000_000

    def verify(self, call: Call, secrets: Any, now: datetime) -> None:
        """See `Hook.verify`."""
        check_password(call, cast(PasswordSecrets, secrets).secret.get_secret_value())

    def read(self, call: Call, config: Mapping[str, Any]) -> list[Report]:
        """See `Hook.read`."""
        event = call.document()
        if "items" in event:
            return _received(event)
        kind = text_of(event, "event")
        fact = _FACTS.get(kind)
        if fact is None:
            return []
        at = event.get("ts_event")
        return [
            Report(
                f"{kind} {text_of(event, 'message-id')} {text_of(event, 'email')} {at}",
                fact,
                text_of(event, "X-Mailin-custom"),
                text_of(event, "email"),
                moment_of(at),
                text_of(event, "reason"),
            )
        ]


def _received(document: dict[str, Any]) -> list[Report]:
    mails = objects_of(document, "items")
    if len(mails) > MOST_REPORTS:
        raise Unreadable("too many mails")
    return [_mail(mail) for mail in mails]


def _mail(mail: dict[str, Any]) -> Report:
    given = value_of(mail, "Headers")
    names = list(given) if isinstance(given, dict) else []
    headers = {str(name).lower(): text_of(given, name) or text_of(given, name, 0) for name in names}
    mail_id, answers = text_of(mail, "MessageId"), text_of(mail, "InReplyTo")
    headers |= {name: text for name, text in (("message-id", mail_id), ("in-reply-to", answers)) if text}
    words = own_words(text_of(mail, "RawTextBody"), text_of(mail, "RawHtmlBody"))
    own = text_of(mail, "Uuid") or text_of(mail, "Uuid", 0) or mail_id
    address = text_of(mail, "From", "Address")
    return Report(
        f"received {own or f'{address} {words[:200]}'}",
        Fact.RECEIVED,
        address=address,
        at=_sent_at(text_of(mail, "SentAtDate")),
        written=written_by_mail(
            words or text_of(mail, "ExtractedMarkdownMessage"),
            subject=text_of(mail, "Subject"),
            name=text_of(mail, "From", "Name"),
            headers=headers,
        ),
    )


def _sent_at(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else None
