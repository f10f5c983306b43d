"""Amazon SES: events by SNS, signed for one topic, one event each."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from pydantic import Field

from messaging.hooks.base import Call, Fact, Hook, NotTheVendor, Report, moment_of, objects_of, text_of, value_of
from messaging.hooks.replies import answered
from messaging.hooks.sns import check_signed, confirm
from messaging.providers.base import StrictModel

_TOLERANCE = timedelta(hours=24)
_FACTS = {
    "Delivery": Fact.DELIVERED,
    "Bounce": Fact.SOFT_BOUNCED,
    "Complaint": Fact.COMPLAINED,
    "Reject": Fact.SOFT_BOUNCED,
}


class SesSecrets(StrictModel):
    """Which topic's calls count."""

    topic_arn: str = Field(
        title="ARN of the topic",
        pattern=r"^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$",
        examples=["arn:aws:sns:eu-central-1:123456789012:mail"],
    )


class SesHook(Hook):
    """Events of SES that a topic of Amazon SNS posts. A bounce is hard where its type is Permanent."""

    provider = "ses"
    Secrets = SesSecrets
    steps = (
        "At Amazon SNS, make a standard topic; enter its ARN below and save.",
        "Subscribe {url} to the topic, by HTTPS. The subscription confirms itself.",
        "At SES, in the configuration set, add the topic as event destination: deliveries, hard and soft bounces, "
        "complaints and rejects. Name the configuration set in the sender’s settings.",
    )

    def verify(self, call: Call, secrets: Any, now: datetime) -> None:
        """See `Hook.verify`."""
        document = call.document()
        check_signed(document, cast(SesSecrets, secrets).topic_arn)
        moment = moment_of(text_of(document, "Timestamp"))
        if moment is None or abs(now - moment) > _TOLERANCE:
            raise NotTheVendor("the signed moment is missing or too far from now")

    def greet(self, call: Call) -> None:
        """See `Hook.greet`."""
        document = call.document()
        if text_of(document, "Type") == "SubscriptionConfirmation":
            confirm(document)

    def read(self, call: Call, config: Mapping[str, Any]) -> list[Report]:
        """See `Hook.read`."""
        document = call.document()
        event = _event(document)
        # Of events that a configuration set publishes, and of notifications that an identity sends.
        kind = text_of(event, "eventType") or text_of(event, "notificationType")
        fact, about = _FACTS.get(kind), value_of(event, kind.lower())
        if fact is None or text_of(about, "complaintFeedbackType") == "not-spam":
            return []
        if text_of(about, "bounceType") == "Permanent":
            fact = Fact.BOUNCED
        recipient = _recipient(about)
        return [
            Report(
                text_of(document, "MessageId"),
                fact,
                _message(value_of(event, "mail")),
                text_of(recipient, "emailAddress") or text_of(event, "mail", "destination", 0),
                moment_of(text_of(about, "timestamp")),
                text_of(recipient, "diagnosticCode") or text_of(about, "reason"),
            )
        ]


def _event(document: dict[str, Any]) -> Any:
    try:
        return json.loads(text_of(document, "Message")) if text_of(document, "Type") == "Notification" else None
    except (ValueError, RecursionError):
        return None  # the topic's owner published something else


def _recipient(about: Any) -> dict[str, Any]:
    found = objects_of(about, "bouncedRecipients") or objects_of(about, "complainedRecipients")
    return found[0] if found else {}


def _message(mail: Any) -> str:
    """Ours: by the tag, which identities' own notifications leave out, else by the mail's own Message-ID."""
    if tag := text_of(mail, "tags", "message_id", 0):
        return tag
    headers = {text_of(each, "name").lower(): text_of(each, "value") for each in objects_of(mail, "headers")}
    return answered({"in-reply-to": headers.get("message-id", "")})
