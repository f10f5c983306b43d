"""SendGrid: signed sets of events, and mails that its Inbound Parse received."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.parser import HeaderParser
from typing import Any, cast

from pydantic import Field, SecretStr, field_validator

from messaging.hooks.base import (
    MOST_REPORTS,
    Call,
    Fact,
    Hook,
    NotTheVendor,
    Report,
    Unreadable,
    check_fresh,
    moment_of,
    text_of,
)
from messaging.hooks.proofs import check_ecdsa, check_password, is_public_key
from messaging.hooks.replies import mailbox_of, own_words, written_by_mail
from messaging.providers.base import StrictModel

_SIGNATURE = "x-twilio-email-event-webhook-signature"
_STAMP = "x-twilio-email-event-webhook-timestamp"
# It tries again for a day; the keys of what was applied are kept for longer.
_TOLERANCE = timedelta(hours=25)
_FACTS = {
    "delivered": Fact.DELIVERED,
    "spamreport": Fact.COMPLAINED,
    "unsubscribe": Fact.UNSUBSCRIBED,
    "group_unsubscribe": Fact.UNSUBSCRIBED,
}
_DROPPED = {
    "bounced address": Fact.BOUNCED,
    "invalid": Fact.BOUNCED,
    "spam reporting address": Fact.COMPLAINED,
    "unsubscribed address": Fact.UNSUBSCRIBED,
}


class SendGridSecrets(StrictModel):
    """The key that events are signed with, and a password for received mails."""

    verification_key: str = Field(
        default="", title="Verification key", max_length=500, description="Of the signed event webhook: MFkw…"
    )
    secret: SecretStr = Field(
        default=SecretStr(""),
        title="Password of Inbound Parse",
        max_length=200,
        description="For replies; make one up: at least 16 letters and digits.",
    )

    @field_validator("verification_key")
    @classmethod
    def _usable(cls, value: str) -> str:
        if value and not is_public_key(value):
            raise ValueError("is no public key; copy all of it")
        return value

    @field_validator("secret")
    @classmethod
    def _long(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and len(value.get_secret_value()) < 16:
            raise ValueError("must have at least 16 characters")
        return value


class SendGridHook(Hook):
    """Events of SendGrid's event webhook, and mails of its Inbound Parse."""

    provider = "sendgrid"
    Secrets = SendGridSecrets
    steps = (
        "At SendGrid, under Settings, Mail Settings, Event Webhooks, add {url}",
        "Choose delivered, bounced, dropped, spam reports, unsubscribes and group unsubscribes; switch the signed "
        "event webhook on and copy its verification key to here.",
        "For replies, set up Inbound Parse with the same address, the password before it as https://name:password@…",
    )
    max_bytes = 10_000_000

    def verify(self, call: Call, secrets: Any, now: datetime) -> None:
        """See `Hook.verify`."""
        given = cast(SendGridSecrets, secrets)
        if call.form:
            check_password(call, given.secret.get_secret_value())
            return
        if not given.verification_key:
            raise NotTheVendor("no verification key is set")
        stamp = call.headers.get(_STAMP, "")
        check_fresh(stamp, now, _TOLERANCE)
        check_ecdsa(given.verification_key, stamp.encode() + call.body, call.headers.get(_SIGNATURE, ""))

    def read(self, call: Call, config: Mapping[str, Any]) -> list[Report]:
        """See `Hook.read`."""
        if call.form:
            return [_received(call)]
        events = call.json()
        if not isinstance(events, list) or len(events) > MOST_REPORTS:
            raise Unreadable("no list of events")
        return [report for event in events if (report := _report(event)) is not None]


def _report(event: Any) -> Report | None:
    kind, reason = text_of(event, "event"), text_of(event, "reason")
    fact = _FACTS.get(kind)
    if kind == "bounce":
        # Blocked: refused for what it holds or where it comes from, not for its address.
        fact = Fact.SOFT_BOUNCED if text_of(event, "type") == "blocked" else Fact.BOUNCED
    elif kind == "dropped":
        fact = _DROPPED.get(reason.lower(), Fact.SOFT_BOUNCED)
    key = text_of(event, "sg_event_id")
    if fact is None or not key:
        return None
    at = event.get("timestamp") if isinstance(event, dict) else None
    return Report(key, fact, text_of(event, "message_id"), text_of(event, "email"), moment_of(at), reason)


def _received(call: Call) -> Report:
    form = call.form
    headers = {name.lower(): value for name, value in HeaderParser().parsestr(form.get("headers", "")).items()}
    name, address = mailbox_of(form.get("from", ""))
    words = own_words(form.get("text", ""), form.get("html", ""))
    # Inbound Parse gives no id of its own; the mail's own is the same however often it comes.
    key = headers.get("message-id") or f"{form.get('from')} {form.get('subject')} {words[:200]}"
    return Report(
        f"received {key}",
        Fact.RECEIVED,
        address=address,
        written=written_by_mail(words, subject=form.get("subject", ""), name=name, headers=headers),
    )
