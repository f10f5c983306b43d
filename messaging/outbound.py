"""What endpoints are told of messages: `message.*`."""

from typing import Any

from rest_framework import serializers

from workspaces.channels import Channel, MessageType
from workspaces.outbound.kinds import EventKind, Raw, public, public_row, register

_MESSAGE: dict[str, Any] = {
    "id": 41,
    "created_at": "2026-11-21T10:00:00+00:00",
    "contact": "019b0b71-6cff-7b9d-95e0-3f8c4d2a1b10",
    "campaign": "019b0b71-6cff-7b9d-95e0-3f8c4d2a1b30",
    "node": "s1",
    "channel": "email",
    "message_type": "marketing",
    "address": "ada@example.com",
    "provider_message_id": "0102018f-7c1e",
    "reason": "",
    "detail": "",
}
_BOUNCE = {**_MESSAGE, "reason": "hard_bounce", "detail": "550 5.1.1 no such mailbox"}

_AS_THEY_ARE = ("node", "channel", "message_type", "address", "provider_message_id", "reason", "detail")


class MessageData(serializers.Serializer):
    """A message, and where it comes from."""

    id = serializers.CharField()
    contact_id = serializers.CharField()
    campaign_id = serializers.CharField(allow_null=True, help_text="Null: no campaign's, but a test or an answer.")
    node = serializers.CharField(allow_blank=True, help_text="The step of the campaign's flow.")
    channel = serializers.ChoiceField(choices=Channel.choices)
    message_type = serializers.ChoiceField(choices=MessageType.choices)
    address = serializers.CharField(allow_blank=True, help_text="Where it went.")
    provider_message_id = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True, help_text="See docs/reasons.md.")
    detail = serializers.CharField(allow_blank=True, help_text="What the provider said.")


def _message(raw: Raw) -> dict[str, Any]:
    return {
        "id": public_row("msg", raw),
        "contact_id": public("ct", raw["contact"]),
        "campaign_id": public("cmp", raw["campaign"]),
        **{name: raw[name] for name in _AS_THEY_ARE},
    }


_KINDS = {
    "message.accepted": "The provider has the message.",
    "message.delivered": "The provider reported that it arrived.",
    "message.bounced": "The receiving side refused it.",
    "message.opened": "The contact opened it, as far as can be told. The first time only.",
    "message.clicked": "The contact followed a link in it, as far as can be told. The first time only.",
    "message.complained": "The contact reported it as unwanted.",
    "message.unsubscribed": "The contact unsubscribed by it.",
}
for _key, _summary in _KINDS.items():
    register(EventKind(_key, _summary, MessageData, _message, _BOUNCE if _key == "message.bounced" else _MESSAGE))
