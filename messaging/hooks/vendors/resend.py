"""Resend: calls signed by Svix, one event each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from pydantic import Field, SecretStr

from messaging.hooks.base import Call, Fact, Hook, Report, moment_of, objects_of, text_of, value_of
from messaging.hooks.proofs import check_standard
from messaging.providers.base import StrictModel

_FACTS = {
    "email.delivered": Fact.DELIVERED,
    "email.bounced": Fact.SOFT_BOUNCED,
    "email.failed": Fact.SOFT_BOUNCED,
    "email.suppressed": Fact.BOUNCED,
    "email.complained": Fact.COMPLAINED,
}


class ResendSecrets(StrictModel):
    """What calls are signed with."""

    signing_secret: SecretStr = Field(
        title="Signing secret", min_length=8, max_length=200, description="whsec_…, on the webhook’s page at Resend."
    )


class ResendHook(Hook):
    """Events of Resend. A bounce is hard where its type is Permanent."""

    provider = "resend"
    Secrets = ResendSecrets
    steps = (
        "At Resend, under Webhooks, add the address {url}",
        "Choose email.delivered, email.bounced, email.failed, email.suppressed and email.complained.",
        "Copy the webhook’s signing secret to here.",
    )

    def verify(self, call: Call, secrets: Any, now: datetime) -> None:
        """See `Hook.verify`."""
        secret = cast(ResendSecrets, secrets).signing_secret.get_secret_value()
        check_standard(call, [secret], now, prefix="svix")

    def read(self, call: Call, config: Mapping[str, Any]) -> list[Report]:
        """See `Hook.read`."""
        event = call.document()
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


def _message(tags: Any) -> str:
    """Ours, of the tags: an object in calls, a list of pairs where they are given."""
    if isinstance(tags, dict):
        return text_of(tags, "message_id")
    return next((text_of(tag, "value") for tag in objects_of(tags) if tag.get("name") == "message_id"), "")
