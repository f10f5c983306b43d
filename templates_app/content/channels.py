"""The list of content types. A new channel is a file beside `email.py` and a line here."""

from typing import Any

from templates_app.content.base import ContentType
from templates_app.content.email import EmailType
from templates_app.content.onsite import OnsiteType
from templates_app.content.push import PushType
from templates_app.content.sms import SmsType
from templates_app.content.telegram import TelegramType
from templates_app.content.whatsapp import WhatsAppType
from workspaces.errors import InvalidInput

_ALL: tuple[ContentType[Any], ...] = (EmailType(), SmsType(), WhatsAppType(), TelegramType(), PushType(), OnsiteType())
CONTENT_TYPES: dict[str, ContentType[Any]] = {kind.channel: kind for kind in _ALL}

# Channels whose providers keep and approve templates themselves.
KEEPING = frozenset(kind.channel for kind in _ALL if kind.keeps)


def content_type(channel: str) -> ContentType[Any]:
    """The content type of a channel. Raises InvalidInput for a channel that has no templates."""
    found = CONTENT_TYPES.get(channel)
    if found is None:
        raise InvalidInput.of("channel", f"must be one of {', '.join(sorted(CONTENT_TYPES))}")
    return found
