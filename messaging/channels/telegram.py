"""Telegram: chats with a bot, which contacts have begun themselves."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from messaging.channels.base import Addressed, ChannelType, Composer, Letter, UnusableAddress
from messaging.channels.payloads import TelegramMessage
from messaging.identity import Identity
from messaging.providers.base import Envelope, Provider
from messaging.tracking.links import with_tracking
from workspaces.short_links import is_own, with_short_links

_CHAT = re.compile(r"-?[0-9]{1,20}\Z")
_ELEMENTS = re.compile(r"(<[^>]*>)")
# In these an address stays as it is.
_HOLDING = re.compile(r"</?(?:a|code|pre)\b", re.IGNORECASE)
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

    def address(self, contact: Addressed) -> str:
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
        follow = letter.follow or _as_it_is
        buttons = tuple((button.text, _followed(button.url, follow)) for button in rendered.buttons)
        markup = rendered.markup
        if letter.follow:
            markup = with_tracking(linked(markup), letter.row.id, opens=False, link=letter.follow)
        payload = TelegramMessage(markup, rendered.text, buttons)
        return Envelope(letter.key, self._sender, letter.row.address, payload)


def linked(markup: str) -> str:
    """Telegram's HTML with addresses that stand in its text made links, which look as before."""
    inside, found = 0, []
    for piece in _ELEMENTS.split(markup):
        if piece.startswith("<"):
            if _HOLDING.match(piece):
                inside += -1 if piece.startswith("</") else 1
            found.append(piece)
        else:
            found.append(piece if inside else with_short_links(piece, _link))
    return "".join(found)


def _followed(url: str, follow: Callable[[str], str]) -> str:
    """Of web pages; `tg://` stays within Telegram, and our own pages are led to directly."""
    return follow(url) if url.startswith(("https://", "http://")) and not is_own(url) else url


def _as_it_is(url: str) -> str:
    return url


def _link(url: str) -> str:
    return f'<a href="{url}">{url}</a>'
