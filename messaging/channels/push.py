"""Push messages: the devices of a contact on which a sender's app is installed, or whose browsers it may write to."""

import json
import re
from collections.abc import Mapping
from typing import Any

from messaging.channels.base import Addressed, ChannelType, Composer, Letter, UnusableAddress
from messaging.channels.payloads import BrowserPush, PushMessage
from messaging.identity import Identity
from messaging.providers.base import Envelope, Provider
from messaging.providers.push_encryption import MAX_TEXT, Subscription
from messaging.tracking.links import report_url
from templates_app.rendering import RenderFailed

_TOKEN = re.compile(r"[A-Za-z0-9_:.-]{16,1000}\Z")
# What push services give is no longer than this, and plain.
_ENDPOINT = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]+)?/[^\s\"<>\\^`{|}\x00-\x1f\x7f-\U0010ffff]{1,900}\Z")
_MAX_NAME = 120


class PushChannel(ChannelType):
    """Push messages to all devices of a contact: one message, which was sent once one device's service took it.

    Devices are noted by `POST contacts/{id}/addresses` with the token that the app got from its push service; browsers
    by the snippet of a website, with the address and the keys of their subscription. A sender's own address is the
    name of its app or site, for people.
    """

    key = "push"
    points = True

    def point(self, address: str, data: Mapping[str, Any], provider: Provider) -> tuple[str, dict[str, Any]]:
        """See `ChannelType.point`."""
        address = address.strip()
        if provider.subscriptions:
            if not _ENDPOINT.match(address):
                raise UnusableAddress("is not the address of a browser's subscription")
            try:
                Subscription.read(data)
            except ValueError as error:
                raise UnusableAddress(str(error)) from error
            return address, dict(data)
        if data:
            raise UnusableAddress("is all that a device needs; leave `keys` out")
        if not _TOKEN.match(address):
            raise UnusableAddress("is not the token of a device")
        return address, {}

    def address(self, contact: Addressed) -> str:
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
        return BrowserComposer(identity) if provider.subscriptions else PushComposer(identity)


class PushComposer(Composer):
    """Messages as they were rendered, with all devices that they go to."""

    def __init__(self, identity: Identity) -> None:
        self._sender = identity.from_address

    def compose(self, letter: Letter) -> Envelope[PushMessage]:
        """See `Composer.compose`."""
        rendered = letter.rendered
        devices = tuple(point.address for point in letter.row.points)
        url = letter.tag(rendered.url) if letter.tag and rendered.url else rendered.url
        noted = letter.follow(rendered.url) if letter.follow and letter.stream.click_tracking and url else ""
        payload = PushMessage(rendered.title, rendered.body, url, rendered.image, devices, noted)
        return Envelope(letter.key, self._sender, letter.row.address, payload)


class BrowserComposer(Composer):
    """What the service worker of a website shows, and where it tells what became of it."""

    def __init__(self, identity: Identity) -> None:
        self._sender = identity.from_address

    def compose(self, letter: Letter) -> Envelope[BrowserPush]:
        """See `Composer.compose`. Raises RenderFailed for more than push services take."""
        rendered = letter.rendered
        url = letter.follow(rendered.url) if letter.follow and rendered.url else rendered.url
        message = {"id": letter.key, "title": rendered.title, "body": rendered.body, "url": url}
        message |= {"image": rendered.image, "report": report_url(letter.row.id)}
        kept = {name: value for name, value in message.items() if value}
        text = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        if len(text) > MAX_TEXT:
            raise RenderFailed(f"is {len(text):,} bytes long; push services take {MAX_TEXT:,}", "body")
        return Envelope(letter.key, self._sender, letter.row.address, BrowserPush(text, letter.row.points))
