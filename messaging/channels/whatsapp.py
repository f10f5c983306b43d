"""WhatsApp messages: telephone numbers, and approved templates with their parameters."""

from messaging.channels.base import Addressed, ChannelType, Composer, Letter
from messaging.channels.payloads import WhatsAppMessage
from messaging.channels.sms import phone_number
from messaging.identity import Identity
from messaging.providers.base import Envelope, Provider
from workspaces.short_links import with_short_links


class WhatsAppChannel(ChannelType):
    """WhatsApp messages to `contact.phone`, an E.164 number; a sender's own address is its business number."""

    key = "whatsapp"
    numbers = True

    def address(self, contact: Addressed) -> str:
        """See `ChannelType.address`."""
        return phone_number(contact.phone) if contact.phone else ""

    def number(self, text: str) -> str:
        """See `ChannelType.number`."""
        return phone_number(text)

    def from_address(self, text: str) -> str:
        """See `ChannelType.from_address`."""
        return phone_number(text)

    def composer(self, identity: Identity, provider: Provider) -> Composer:
        """See `ChannelType.composer`."""
        return WhatsAppComposer(identity)


class WhatsAppComposer(Composer):
    """Templates and their parameters as they were rendered."""

    def __init__(self, identity: Identity) -> None:
        self._sender = identity.from_address

    def compose(self, letter: Letter) -> Envelope[WhatsAppMessage]:
        """See `Composer.compose`."""
        rendered = letter.rendered
        parameters, text = rendered.parameters, rendered.text
        if letter.shorten and rendered.short_links:
            shorten = letter.shorten
            parameters = tuple(with_short_links(each, shorten) for each in parameters)
            text = with_short_links(text, shorten)
        payload = WhatsAppMessage(
            rendered.template,
            rendered.language,
            parameters,
            text,
            rendered.names,
            rendered.header,
            rendered.button_values,
        )
        return Envelope(letter.key, self._sender, letter.row.address, payload)
