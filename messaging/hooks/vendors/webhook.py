"""A customer's own endpoint: calls signed after Standard Webhooks, with outcomes of messages and what people wrote."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from pydantic import Field, SecretStr

from messaging.hooks.base import (
    MOST_REPORTS,
    Call,
    Fact,
    Hook,
    Report,
    Unreadable,
    Written,
    moment_of,
    objects_of,
    text_of,
)
from messaging.hooks.proofs import check_standard
from messaging.providers.base import StrictModel

_FACTS = {
    "message.delivered": Fact.DELIVERED,
    "message.read": Fact.READ,
    "message.failed": Fact.SOFT_BOUNCED,
    "message.complained": Fact.COMPLAINED,
    "message.received": Fact.RECEIVED,
    "contact.unsubscribed": Fact.UNSUBSCRIBED,
    "contact.opted_out": Fact.OPTED_OUT,
    "contact.opted_in": Fact.OPTED_IN,
}


class WebhookSecrets(StrictModel):
    """What calls are signed with; `previous_secret` is for the time in which you change over."""

    secret: SecretStr = Field(
        title="Secret", min_length=16, max_length=200, description="whsec_… of Standard Webhooks, or any other text."
    )
    previous_secret: SecretStr = Field(
        default=SecretStr(""), title="Previous secret", max_length=200, description="Good, too, while it is given."
    )


class WebhookHook(Hook):
    """What your gateway tells: `{"events": [{"id", "type", "message", "address", "at", "detail"}]}`.

    `id` is the same for every attempt to tell one thing; `message` is the id that the message came with. `type` is
    message.delivered, message.read, message.failed (with `"permanent": true` where the address is no good),
    message.complained, message.received (with `text`, and `name` and `answers` where known), contact.unsubscribed,
    contact.opted_out or contact.opted_in (of an `address`).
    """

    provider = "webhook"
    Secrets = WebhookSecrets
    steps = (
        "Have your gateway post to {url} what became of messages and what people answered, signed after Standard "
        "Webhooks with the secret below.",
    )

    def verify(self, call: Call, secrets: Any, now: datetime) -> None:
        """See `Hook.verify`."""
        given = cast(WebhookSecrets, secrets)
        check_standard(call, [given.secret.get_secret_value(), given.previous_secret.get_secret_value()], now)

    def read(self, call: Call, config: Mapping[str, Any]) -> list[Report]:
        """See `Hook.read`."""
        events = objects_of(call.document(), "events")
        if not events or len(events) > MOST_REPORTS:
            raise Unreadable(f"`events` must be a list of 1 to {MOST_REPORTS} objects")
        return [report for event in events if (report := _report(event)) is not None]


def _report(event: dict[str, Any]) -> Report | None:
    key, fact = text_of(event, "id"), _FACTS.get(text_of(event, "type"))
    if fact is None or not key:
        return None
    if fact is Fact.SOFT_BOUNCED and event.get("permanent") is True:
        fact = Fact.BOUNCED
    written = None
    if fact is Fact.RECEIVED:
        written = Written(text_of(event, "text"), "", text_of(event, "name"), text_of(event, "answers"))
    return Report(
        key,
        fact,
        text_of(event, "message"),
        text_of(event, "address"),
        moment_of(event.get("at")),
        text_of(event, "detail"),
        written,
    )
