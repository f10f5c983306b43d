"""Postmark: calls with a password in their address, one record each, and mails that it received."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from pydantic import Field, SecretStr

from messaging.hooks.base import Call, Fact, Hook, Report, moment_of, objects_of, text_of
from messaging.hooks.proofs import check_password
from messaging.hooks.replies import own_words, written_by_mail
from messaging.providers.base import StrictModel

# https://postmarkapp.com/developer/api/bounce-api#bounce-types. Other types mean nothing for good.
_BOUNCES = {
    **dict.fromkeys(("HardBounce", "BadEmailAddress", "ManuallyDeactivated"), Fact.BOUNCED),
    **dict.fromkeys(("SoftBounce", "Blocked", "VirusNotification", "DMARCPolicy"), Fact.SOFT_BOUNCED),
    **dict.fromkeys(("SpamNotification", "SpamComplaint"), Fact.COMPLAINED),
    **dict.fromkeys(("Unsubscribe",), Fact.UNSUBSCRIBED),
}
_SUPPRESSED = {
    "HardBounce": Fact.BOUNCED,
    "SpamComplaint": Fact.COMPLAINED,
    "ManualSuppression": Fact.UNSUBSCRIBED,
}


class PasswordSecrets(StrictModel):
    """A password of your own choice that calls come with."""

    secret: SecretStr = Field(
        title="Password", min_length=16, max_length=200, description="Make one up: at least 16 letters and digits."
    )


class PostmarkHook(Hook):
    """Records of Postmark's webhooks, and mails to its inbound address."""

    provider = "postmark"
    Secrets = PasswordSecrets
    steps = (
        "At Postmark, in the message stream under Webhooks, add {url} with HTTP Basic authentication: any name, "
        "and the password below.",
        "Choose delivery, bounce, spam complaint and subscription change.",
        "For replies, enter the same address as webhook of the inbound stream, the password before it as "
        "https://name:password@…",
    )
    max_bytes = 10_000_000

    def verify(self, call: Call, secrets: Any, now: datetime) -> None:
        """See `Hook.verify`."""
        check_password(call, cast(PasswordSecrets, secrets).secret.get_secret_value())

    def read(self, call: Call, config: Mapping[str, Any]) -> list[Report]:
        """See `Hook.read`."""
        record = call.document()
        if "FromFull" in record:
            return [_received(record)]
        kind, name = text_of(record, "RecordType"), text_of(record, "Type")
        fact: Fact | None = None
        if kind == "Delivery":
            fact = Fact.DELIVERED
        elif kind in ("Bounce", "SpamComplaint"):
            fact = _BOUNCES.get(name)
        elif kind == "SubscriptionChange" and record.get("SuppressSending") is True:
            # One that the account's owner made is no word of the receiver's.
            owners = text_of(record, "Origin") != "Recipient"
            fact = None if owners else _SUPPRESSED.get(name := text_of(record, "SuppressionReason"))
        if fact is None:
            return []
        moments = (text_of(record, field) for field in ("DeliveredAt", "BouncedAt", "ChangedAt"))
        at = next((moment for moment in moments if moment), "")
        return [
            Report(
                f"{kind} {name} {text_of(record, 'MessageID')} {text_of(record, 'ID') or at}",
                fact,
                text_of(record, "Metadata", "message_id"),
                text_of(record, "Recipient") or text_of(record, "Email"),
                moment_of(at),
                f"{name} {text_of(record, 'Details') or text_of(record, 'Description')}".strip(),
            )
        ]


def _received(record: dict[str, Any]) -> Report:
    headers = {text_of(each, "Name").lower(): text_of(each, "Value") for each in objects_of(record, "Headers")}
    written = written_by_mail(
        text_of(record, "StrippedTextReply") or own_words(text_of(record, "TextBody"), text_of(record, "HtmlBody")),
        subject=text_of(record, "Subject"),
        name=text_of(record, "FromFull", "Name"),
        headers=headers,
    )
    return Report(
        f"received {text_of(record, 'MessageID')}",
        Fact.RECEIVED,
        address=text_of(record, "FromFull", "Email"),
        written=written,
    )
