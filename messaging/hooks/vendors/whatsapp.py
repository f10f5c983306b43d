"""WhatsApp's Cloud API: signed sets of statuses and messages, for all numbers of an app."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, cast

from pydantic import Field, SecretStr

from messaging.hooks.base import (
    Call,
    Fact,
    Hook,
    NotTheVendor,
    Report,
    TemplateTold,
    Written,
    moment_of,
    objects_of,
    text_of,
)
from messaging.hooks.proofs import check_equal, hex_digest
from messaging.providers.base import StrictModel

_STATUSES = {"delivered": Fact.DELIVERED, "read": Fact.READ, "failed": Fact.SOFT_BOUNCED}
# https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
_NO_MARKETING = "131050"
_PREFERENCES = {"stop": Fact.UNSUBSCRIBED, "resume": Fact.SUBSCRIBED}
_WORDS = (
    ("text", "body"),
    ("button", "text"),
    ("interactive", "button_reply", "title"),
    ("interactive", "list_reply", "title"),
    ("reaction", "emoji"),
)
# Events after which a template's state is known; after others, such as FLAGGED, its list is asked.
_STATES = {
    **{name: name.lower() for name in ("APPROVED", "REJECTED", "PENDING", "PAUSED", "DISABLED", "IN_APPEAL")},
    **{name: name.lower() for name in ("ARCHIVED", "DELETED", "PENDING_DELETION")},
    "REINSTATED": "approved",
}
_FILES = ("image", "video", "audio", "document", "sticker")


class WhatsAppSecrets(StrictModel):
    """What calls are signed with, and what Meta shows when it tries the address."""

    app_secret: SecretStr = Field(
        title="App secret", min_length=8, max_length=200, description="At Meta, in the app’s basic settings."
    )
    verify_token: SecretStr = Field(
        title="Verify token", min_length=8, max_length=200, description="Make one up; Meta asks for the same."
    )


class WhatsAppHook(Hook):
    """Statuses and answers of one number; what is about the app's other numbers is left to their own senders."""

    provider = "whatsapp_cloud"
    Secrets = WhatsAppSecrets
    steps = (
        "At Meta, in the app under WhatsApp, Configuration, enter {url} as callback address, and the verify token "
        "below; save here first.",
        "Subscribe to messages, user_preferences and message_template_status_update. An app with several numbers needs "
        "an address for each: set the others’ with their own override.",
    )

    def verify(self, call: Call, secrets: Any, now: datetime) -> None:
        """See `Hook.verify`."""
        key = cast(WhatsAppSecrets, secrets).app_secret.get_secret_value()
        check_equal(call.headers.get("x-hub-signature-256", ""), f"sha256={hex_digest(key, call.body)}")

    def challenge(self, call: Call, secrets: Any) -> str:
        """See `Hook.challenge`."""
        if call.query.get("hub.mode") != "subscribe":
            raise NotTheVendor("no subscription")
        token = cast(WhatsAppSecrets, secrets).verify_token.get_secret_value()
        check_equal(call.query.get("hub.verify_token", ""), token)
        return call.query.get("hub.challenge", "")[:200]

    def read(self, call: Call, config: Mapping[str, Any]) -> list[Report]:
        """See `Hook.read`."""
        own = str(config.get("phone_number_id", ""))
        return [
            report
            for entry in objects_of(call.document(), "entry")
            for change in objects_of(entry, "changes")
            if text_of(change, "value", "metadata", "phone_number_id") == own
            for report in _reports(change["value"])
        ]

    def templates(self, call: Call, config: Mapping[str, Any]) -> list[TemplateTold]:
        """See `Hook.templates`."""
        own = str(config.get("business_account_id", ""))
        return [
            _told(change["value"], moment_of(text_of(entry, "time")))
            for entry in objects_of(call.document(), "entry")
            if own and text_of(entry, "id") == own
            for change in objects_of(entry, "changes")
            if text_of(change, "field") == "message_template_status_update"
            and text_of(change, "value", "message_template_name")
        ]


def _told(value: dict[str, Any], at: datetime | None) -> TemplateTold:
    reason = text_of(value, "rejection_info", "reason") or text_of(value, "reason").replace("_", " ").lower()
    state = _STATES.get(text_of(value, "event"), "")
    return TemplateTold(
        text_of(value, "message_template_name"),
        # As it is listed; in calls Meta has written it with a hyphen, too.
        text_of(value, "message_template_language").replace("-", "_"),
        state,
        "" if reason == "none" or state == "approved" else reason,
        at,
    )


def _reports(value: dict[str, Any]) -> Iterator[Report]:
    for status in objects_of(value, "statuses"):
        name = text_of(status, "status")
        code = text_of(status, "errors", 0, "code")
        fact = Fact.UNSUBSCRIBED if name == "failed" and code == _NO_MARKETING else _STATUSES.get(name)
        if fact is not None:
            yield Report(
                f"{text_of(status, 'id')} {name}",
                fact,
                text_of(status, "biz_opaque_callback_data"),
                _number(text_of(status, "recipient_id")),
                moment_of(text_of(status, "timestamp")),
                f"{code} {text_of(status, 'errors', 0, 'title')}".strip(),
            )
    names = {text_of(each, "wa_id"): text_of(each, "profile", "name") for each in objects_of(value, "contacts")}
    for message in objects_of(value, "messages"):
        origin = text_of(message, "from")
        yield Report(
            f"received {text_of(message, 'id')}",
            Fact.RECEIVED,
            address=_number(origin),
            at=moment_of(text_of(message, "timestamp")),
            written=Written(_words(message), name=names.get(origin, ""), answers=text_of(message, "context", "id")),
        )
    for wish in objects_of(value, "user_preferences"):
        fact = _PREFERENCES.get(text_of(wish, "value"))
        if fact is not None and text_of(wish, "category") == "marketing_messages":
            origin, stamp = text_of(wish, "wa_id"), text_of(wish, "timestamp")
            yield Report(f"{fact} {origin} {stamp}", fact, address=_number(origin), at=moment_of(stamp))


def _words(message: dict[str, Any]) -> str:
    for path in _WORDS:
        if found := text_of(message, *path):
            return found
    kind = text_of(message, "type")
    caption = text_of(message, kind, "caption")
    return f"{caption}\n[{kind}]".strip() if kind in _FILES else caption or f"[{kind or 'message'}]"


def _number(digits: str) -> str:
    """As E.164; WhatsApp leaves the plus out."""
    return f"+{digits}" if digits.isdecimal() else ""
