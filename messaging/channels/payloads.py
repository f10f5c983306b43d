"""What providers get of rendered messages of channels other than e-mail; composers make them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from messaging.delivery.batch import Point
from templates_app.rendering.whatsapp import RenderedButtonValue, RenderedHeader


@dataclass(frozen=True, slots=True)
class TextMessage:
    """A text message."""

    channel: ClassVar[str] = "sms"
    text: str


@dataclass(frozen=True, slots=True)
class WhatsAppMessage:
    """A template that is known to WhatsApp, with what fills its places; `text` is the whole as people read it. `names`
    are those of the parameters where the template's places have names.

    Without a template the text is sent as it is.
    """

    channel: ClassVar[str] = "whatsapp"
    template: str
    language: str
    parameters: Sequence[str]
    text: str
    names: Sequence[str] = ()
    header: RenderedHeader | None = None
    button_values: Sequence[RenderedButtonValue] = ()


@dataclass(frozen=True, slots=True)
class TelegramMessage:
    """HTML as Telegram knows it, the same as plain text, and buttons as pairs of words and address."""

    channel: ClassVar[str] = "telegram"
    markup: str
    text: str
    buttons: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PushMessage:
    """A push message and the devices that it goes to; `url` and `image` are "" where there is none.

    `click_url` leads to the same page and notes that somebody went there; "" where that isn't noted.
    """

    channel: ClassVar[str] = "push"
    title: str
    body: str
    url: str
    image: str
    devices: Sequence[str]
    click_url: str = ""


@dataclass(frozen=True, slots=True)
class OnsiteMessage:
    """A message in websites, by the key of its row in the outbox; `url` and `button` are "" where there is none."""

    message: int
    placement: str
    title: str
    html: str
    url: str
    button: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class BrowserPush:
    """A push message as its browsers read it, and their subscriptions."""

    text: bytes
    subscriptions: Sequence[Point]


Payload = TextMessage | WhatsAppMessage | TelegramMessage | PushMessage
