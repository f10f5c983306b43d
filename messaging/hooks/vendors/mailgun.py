"""Mailgun: calls whose signature stands in the body, one event each, and mails that its routes received."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from pydantic import Field, SecretStr

from messaging.hooks.base import Call, Fact, Hook, Report, check_fresh, moment_of, text_of, value_of
from messaging.hooks.proofs import check_equal, hex_digest
from messaging.hooks.replies import mailbox_of, own_words, written_by_mail
from messaging.providers.base import StrictModel

# It tries again for eight hours; the keys of what was applied are kept for longer.
_TOLERANCE = timedelta(hours=9)
_FACTS = {
    "delivered": Fact.DELIVERED,
    "complained": Fact.COMPLAINED,
    "unsubscribed": Fact.UNSUBSCRIBED,
    "rejected": Fact.SOFT_BOUNCED,
}
_FAILED = {"suppress-complaint": Fact.COMPLAINED, "suppress-unsubscribe": Fact.UNSUBSCRIBED}
# Why a permanent failure is none of the address: too old, or refused for what it holds.
_NOT_THE_ADDRESS = frozenset({"old", "espblock"})
_NOT_THE_ADDRESS_CODES = frozenset({"552", "554"})


class MailgunSecrets(StrictModel):
    """What calls are signed with."""

    signing_key: SecretStr = Field(
        title="HTTP webhook signing key", min_length=8, max_length=200, description="At Mailgun, under API security."
    )


class MailgunHook(Hook):
    """Events of Mailgun's webhooks, and mails that a route forwards."""

    provider = "mailgun"
    Secrets = MailgunSecrets
    steps = (
        "At Mailgun, under Sending, Webhooks, add {url} for delivered, permanent failure, complained and unsubscribed.",
        "Copy the HTTP webhook signing key of the account to here.",
        "For replies, add a route under Receiving that forwards to the same address.",
    )
    max_bytes = 10_000_000

    def verify(self, call: Call, secrets: Any, now: datetime) -> None:
        """See `Hook.verify`."""
        signed = call.form or value_of(call.document(), "signature")
        stamp, token, given = (text_of(signed, name) for name in ("timestamp", "token", "signature"))
        check_fresh(stamp, now, _TOLERANCE)
        key = cast(MailgunSecrets, secrets).signing_key.get_secret_value()
        check_equal(given, hex_digest(key, f"{stamp}{token}".encode()))

    def read(self, call: Call, config: Mapping[str, Any]) -> list[Report]:
        """See `Hook.read`."""
        if call.form:
            return [_received(call)]
        document = call.document()
        event = value_of(document, "event-data")
        fact = _fact(event)
        if fact is None:
            return []
        status = value_of(event, "delivery-status")
        words = text_of(status, "message") or text_of(status, "description")
        return [
            Report(
                # Its own ids are unique for a day only; the token is for ever, and the signature covers it.
                text_of(document, "signature", "token"),
                fact,
                text_of(event, "user-variables", "message_id"),
                text_of(event, "recipient"),
                moment_of(value_of(event, "timestamp")),
                f"{text_of(status, 'code')} {words or text_of(event, 'reject', 'reason')}".strip(),
            )
        ]


def _fact(event: Any) -> Fact | None:
    kind, reason = text_of(event, "event"), text_of(event, "reason")
    if kind != "failed":
        return _FACTS.get(kind)
    if text_of(event, "severity") != "permanent":
        return None  # it goes on trying
    code = text_of(event, "delivery-status", "code")
    if reason in _FAILED:
        return _FAILED[reason]
    soft = reason in _NOT_THE_ADDRESS or code in _NOT_THE_ADDRESS_CODES or code.startswith("4")
    return Fact.SOFT_BOUNCED if soft else Fact.BOUNCED


def _received(call: Call) -> Report:
    form = call.form
    try:
        pairs = json.loads(form.get("message-headers", "[]"))
    except (ValueError, RecursionError):
        pairs = []
    listed = pairs if isinstance(pairs, list) else []
    headers = {text_of(each, 0).lower(): text_of(each, 1) for each in listed if isinstance(each, list)}
    name, address = mailbox_of(form.get("from", ""))
    words = form.get("stripped-text", "") or own_words(form.get("body-plain", ""), form.get("body-html", ""))
    return Report(
        f"received {form.get('token', '')}",
        Fact.RECEIVED,
        address=address or form.get("sender", ""),
        at=moment_of(form.get("timestamp")),
        written=written_by_mail(words, subject=form.get("subject", ""), name=name, headers=headers),
    )
