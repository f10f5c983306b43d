"""What providers get of rendered messages of channels other than e-mail; composers make them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class TextMessage:
    """A text message."""

    channel: ClassVar[str] = "sms"
    text: str


@dataclass(frozen=True, slots=True)
class WhatsAppMessage:
    """A template that is known to WhatsApp, with what fills its places; `text` is the whole as people read it."""

    channel: ClassVar[str] = "whatsapp"
    template: str
    language: str
    parameters: Sequence[str]
    text: str


Payload = TextMessage | WhatsAppMessage
