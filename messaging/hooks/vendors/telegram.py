"""Telegram's bots: updates with a token of ours in a header, one each."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from pydantic import Field, SecretStr, field_validator

from messaging.hooks.base import Call, Fact, Hook, Report, Unreadable, Written, moment_of, text_of, value_of
from messaging.hooks.proofs import check_equal
from messaging.providers.base import StrictModel

_TOKEN = re.compile(r"[A-Za-z0-9_-]+\Z")
_FILES = ("photo", "video", "voice", "audio", "document", "sticker", "location", "contact")


class TelegramSecrets(StrictModel):
    """What calls come with."""

    secret_token: SecretStr = Field(
        title="Secret token",
        min_length=16,
        max_length=256,
        description="Make one up: at least 16 letters, digits, - and _.",
    )

    @field_validator("secret_token")
    @classmethod
    def _allowed(cls, value: SecretStr) -> SecretStr:
        if not _TOKEN.match(value.get_secret_value()):
            raise ValueError("may hold letters, digits, - and _ only")
        return value


class TelegramHook(Hook):
    """Messages to a bot in private chats, and chats that were ended; groups and channels are none of ours."""

    provider = "telegram_bot"
    Secrets = TelegramSecrets
    steps = (
        "Telegram asks for one call of its Bot API: setWebhook with url={url}, secret_token, and "
        'allowed_updates=["message","my_chat_member"].',
    )

    def verify(self, call: Call, secrets: Any, now: datetime) -> None:
        """See `Hook.verify`."""
        token = cast(TelegramSecrets, secrets).secret_token.get_secret_value()
        check_equal(call.headers.get("x-telegram-bot-api-secret-token", ""), token)

    def read(self, call: Call, config: Mapping[str, Any]) -> list[Report]:
        """See `Hook.read`."""
        update = call.document()
        key = text_of(update, "update_id")
        if not key:
            raise Unreadable("no update")
        for kind in ("message", "my_chat_member"):
            happened = value_of(update, kind)
            if text_of(happened, "chat", "type") == "private":
                return _reports(key, kind, happened)
        return []


def _reports(key: str, kind: str, happened: dict[str, Any]) -> list[Report]:
    chat, at = text_of(happened, "chat", "id"), moment_of(value_of(happened, "date"))
    if kind == "my_chat_member":
        ended = text_of(happened, "new_chat_member", "status") in ("kicked", "left")
        return [Report(key, Fact.LEFT, address=chat, at=at)] if ended else []
    name = f"{text_of(happened, 'from', 'first_name')} {text_of(happened, 'from', 'last_name')}".strip()
    text = text_of(happened, "text") or text_of(happened, "caption")
    file = next((each for each in _FILES if each in happened), "")
    answers = text_of(happened, "reply_to_message", "message_id")
    words = f"{text}\n[{file}]".strip() if file else text
    return [Report(key, Fact.RECEIVED, address=chat, at=at, written=Written(words, name=name, answers=answers))]
