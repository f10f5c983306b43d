"""Push messages: the devices of a contact on which a sender's app is installed."""

import re
from collections.abc import Mapping
from typing import Any

from messaging.channels.base import ChannelType, Composer, Letter, UnusableAddress
from messaging.channels.payloads import PushMessage
from messaging.delivery.batch import Recipient
from messaging.identity import Identity
from messaging.providers.base import Envelope, Provider

_TOKEN = re.compile(r"[A-Za-z0-9_:.-]{16,1000}\Z")
_MAX_NAME = 120


class PushChannel(ChannelType):
    """Push messages to all devices of a contact: one message, which was sent once one device's service took it.

    Devices are noted by `POST contacts/{id}/addresses` with the token that the app got from its push service. A
    sender's own address is the name of its app, for people.
    """

    key = "push"
    points = True

    def point(self, address: str, data: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """See `ChannelType.point`."""
        if data:
            raise UnusableAddress("is all that a device needs; leave `keys` out")
        if not _TOKEN.match(address.strip()):
            raise UnusableAddress("is not the token of a device")
        return address.strip(), {}

    def address(self, contact: Recipient) -> str:
        """See `ChannelType.address`."""
        return ""

    def from_address(self, text: str) -> str:
        """See `ChannelType.from_address`."""
        name = " ".join(text.split())
        if not name or len(name) > _MAX_NAME or not name.isprintable():
            raise UnusableAddress(f"must be 1 to {_MAX_NAME} printable characters")
        return name

    def composer(self, identity: Identity, provider: Provider) -> Composer:
        """See `ChannelType.composer`."""
        return PushComposer(identity)


class PushComposer(Composer):
    """Messages as they were rendered, with all devices that they go to."""

    def __init__(self, identity: Identity) -> None:
        self._sender = identity.from_address

    def compose(self, letter: Letter) -> Envelope[PushMessage]:
        """See `Composer.compose`."""
        rendered = letter.rendered
        devices = tuple(point.address for point in letter.row.points)
        payload = PushMessage(rendered.title, rendered.body, rendered.url, rendered.image, devices)
        return Envelope(letter.key, self._sender, letter.row.address, payload)
