"""Text messages: telephone numbers, and what may stand as their sender."""

import re

from messaging.channels.base import Addressed, ChannelType, Composer, Letter, UnusableAddress
from messaging.channels.payloads import TextMessage
from messaging.identity import Identity
from messaging.providers.base import Envelope, Provider
from templates_app.rendering.segments import count_segments
from workspaces.short_links import with_short_links

_E164 = re.compile(r"\+[1-9][0-9]{6,14}\Z")
_SHORT_CODE = re.compile(r"[0-9]{3,8}\Z")
_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &._+-]{1,11}\Z")
_SERVICE = re.compile(r"MG[0-9a-f]{32}\Z")


class SmsChannel(ChannelType):
    """Text messages to `contact.phone`, an E.164 number.

    A sender's own address is a number, a short code, a name of up to eleven letters and digits (where the receiving
    country allows names), or a messaging service of the provider.
    """

    key = "sms"
    numbers = True
    paid_in_parts = True

    def parts(self, letter: Letter) -> int:
        """Its segments, as it goes out."""
        return max(1, count_segments(text_of(letter)).segments)

    def address(self, contact: Addressed) -> str:
        """See `ChannelType.address`."""
        return phone_number(contact.phone) if contact.phone else ""

    def number(self, text: str) -> str:
        """See `ChannelType.number`."""
        return phone_number(text)

    def from_address(self, text: str) -> str:
        """See `ChannelType.from_address`."""
        sender = text.strip()
        if any(form.match(sender) for form in (_SERVICE, _SHORT_CODE, _NAME)):
            return sender
        try:
            return phone_number(sender)
        except UnusableAddress as error:
            words = "is neither a number with its country code nor a short code, a name or a messaging service"
            raise UnusableAddress(words) from error

    def composer(self, identity: Identity, provider: Provider) -> Composer:
        """See `ChannelType.composer`."""
        return SmsComposer(identity)


class SmsComposer(Composer):
    """Text messages as they were rendered."""

    def __init__(self, identity: Identity) -> None:
        self._sender = identity.from_address

    def compose(self, letter: Letter) -> Envelope[TextMessage]:
        """See `Composer.compose`."""
        return Envelope(letter.key, self._sender, letter.row.address, TextMessage(text_of(letter)))


def text_of(letter: Letter) -> str:
    """The text as it goes out: its links shortened and noted, where its template and its campaign want that."""
    rendered = letter.rendered
    return with_short_links(rendered.text, letter.shorten) if letter.shorten and rendered.short_links else rendered.text


def phone_number(text: str) -> str:
    """An E.164 number, blanks and the like left out. Raises UnusableAddress."""
    number = re.sub(r"[ ()./-]", "", text.strip())
    if not _E164.match(number):
        raise UnusableAddress("is not a telephone number with its country code, such as +436641234567")
    return number
