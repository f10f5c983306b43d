"""Brevo: calls with a token of ours, one event each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from messaging.hooks.base import Call, Fact, Hook, Report, moment_of, text_of
from messaging.hooks.proofs import check_password
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
    """Events of Brevo's transactional webhooks."""

    provider = "brevo"
    Secrets = PasswordSecrets
    steps = (
        "At Brevo, under Transactional, Settings, Webhook, add {url}",
        "As authentication choose a token, and enter the password below as token.",
        "Choose delivered, hard bounce, soft bounce, blocked, invalid email, error, spam and unsubscribed.",
    )

    def verify(self, call: Call, secrets: Any, now: datetime) -> None:
        """See `Hook.verify`."""
        check_password(call, cast(PasswordSecrets, secrets).secret.get_secret_value())

    def read(self, call: Call, config: Mapping[str, Any]) -> list[Report]:
        """See `Hook.read`."""
        event = call.document()
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
