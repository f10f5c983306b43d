"""Telegram's Bot API: messages to chats, and what its errors mean."""

from datetime import timedelta
from typing import Any, cast

from pydantic import Field, SecretStr

from messaging.channels.payloads import TelegramMessage
from messaging.providers.base import (
    Account,
    Envelope,
    Outcome,
    Provider,
    ProviderUnavailable,
    Rejected,
    Retry,
    Session,
    StrictModel,
)
from messaging.providers.http_api import BaseUrl, HttpApi, Request, accepted, ask, json_of, refused, retry_after
from messaging.providers.http_session import HttpSession
from workspaces.http import Answer, Client

# Thirty messages a second are what Telegram takes from one bot.
_CONCURRENCY = 4
_NO_CHAT = ("chat not found", "user not found", "peer_id_invalid", "chat_id is empty", "group chat was upgraded")


class TelegramConfig(StrictModel):
    """Where the Bot API is."""

    base_url: BaseUrl = Field(
        default="https://api.telegram.org", title="Address of the API", description="Another one for a server of yours."
    )


class TelegramCredentials(StrictModel):
    """The bot's token, from @BotFather."""

    token: SecretStr = Field(title="Bot token", min_length=10, max_length=100)


class TelegramProvider(Provider):
    """Messages by a Telegram bot.

    It knows no idempotency keys: a message without an answer stays unknown. Who has blocked the bot, or whose chat is
    gone, gets nothing more: the chat is ended. A token that is wrong or withdrawn holds all of the sender's messages.
    """

    key = "telegram_bot"
    label = "Telegram bot"
    channels = frozenset({"telegram"})
    Config = TelegramConfig
    Credentials = TelegramCredentials

    def open(self, account: Account) -> Session[Any]:
        """See `Provider.open`."""
        config, credentials = cast(TelegramConfig, account.config), cast(TelegramCredentials, account.credentials)
        return HttpSession(_Api(config, credentials), _CONCURRENCY)


class _Api(HttpApi[TelegramMessage]):
    def __init__(self, config: TelegramConfig, credentials: TelegramCredentials) -> None:
        self._bot = f"{config.base_url}/bot{credentials.token.get_secret_value()}"

    def check(self, client: Client) -> None:
        try:
            ask(client, Request("GET", f"{self._bot}/getMe", {}))
        except ProviderUnavailable as error:
            raise ProviderUnavailable(error.detail) from None  # the first one's address holds the token

    def request(self, envelope: Envelope[TelegramMessage]) -> Request:
        message = envelope.payload
        document: dict[str, Any] = {"chat_id": envelope.recipient, "text": message.markup, "parse_mode": "HTML"}
        if message.buttons:
            rows = [[{"text": text, "url": url}] for text, url in message.buttons]
            document["reply_markup"] = {"inline_keyboard": rows}
        return Request.json(f"{self._bot}/sendMessage", document, {})

    def send(self, client: Client, envelope: Envelope[TelegramMessage]) -> Outcome:
        outcome = super().send(client, envelope)
        if isinstance(outcome, Rejected) and outcome.reason in ("recipient_invalid", "recipient_opted_out"):
            return Rejected(outcome.reason, outcome.detail, gone=(envelope.recipient,))
        return outcome

    def read(self, answer: Answer) -> Outcome:
        said = json_of(answer)
        if answer.status == 200 and said.get("ok", True):
            result = said.get("result")
            return accepted(result.get("message_id") if isinstance(result, dict) else "")
        detail = str(said.get("description", ""))
        if answer.status == 429:
            given = said.get("parameters")
            seconds = given.get("retry_after") if isinstance(given, dict) else None
            after = timedelta(seconds=min(seconds, 3_600)) if isinstance(seconds, int) else retry_after(answer)
            return Retry("provider_busy", f"429 {detail}".strip(), after=after)
        if answer.status == 403 and said:
            return Rejected("recipient_opted_out", f"403 {detail}")
        if answer.status == 400 and any(words in detail.lower() for words in _NO_CHAT):
            return Rejected("recipient_invalid", f"400 {detail}")
        return refused(answer, detail)
