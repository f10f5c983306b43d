"""Telegram: chats with a bot, which contacts have begun themselves."""

import re
from collections.abc import Mapping
from typing import Any

from messaging.channels.base import ChannelType, Composer, Letter, UnusableAddress
from messaging.channels.payloads import TelegramMessage
from messaging.delivery.batch import Recipient
from messaging.identity import Identity
from messaging.providers.base import Envelope, Provider

_CHAT = re.compile(r"-?[0-9]{1,20}\Z")
_BOT = re.compile(r"@[A-Za-z][A-Za-z0-9_]{4,31}\Z")


class TelegramChannel(ChannelType):
    """Messages to the chat that a contact has with a sender's bot: the one that was noted last.

    Chats are noted by `POST contacts/{id}/addresses`: a bot may write only to people who have written to it. A sender's
    own address is its bot's name.
    """

    key = "telegram"
    points = True

    def point(self, address: str, data: Mapping[str, Any], provider: Provider) -> tuple[str, dict[str, Any]]:
        """See `ChannelType.point`."""
        if data:
            raise UnusableAddress("is all that a chat needs; leave `keys` out")
        if not _CHAT.match(address.strip()):
            raise UnusableAddress("is not the id of a chat, such as 123456789")
        return address.strip(), {}

    def address(self, contact: Recipient) -> str:
        """See `ChannelType.address`."""
        return ""

    def from_address(self, text: str) -> str:
        """See `ChannelType.from_address`."""
        name = text.strip()
        name = name if name.startswith("@") else f"@{name}"
        if not _BOT.match(name):
            raise UnusableAddress("is not the name of a bot, such as @example_bot")
        return name

    def composer(self, identity: Identity, provider: Provider) -> Composer:
        """See `ChannelType.composer`."""
        return TelegramComposer(identity)


class TelegramComposer(Composer):
    """Messages as they were rendered."""

    def __init__(self, identity: Identity) -> None:
        self._sender = identity.from_address

    def compose(self, letter: Letter) -> Envelope[TelegramMessage]:
        """See `Composer.compose`."""
        rendered = letter.rendered
        buttons = tuple((button.text, button.url) for button in rendered.buttons)
        payload = TelegramMessage(rendered.markup, rendered.text, buttons)
        return Envelope(letter.key, self._sender, letter.row.address, payload)
