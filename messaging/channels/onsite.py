"""Messages in websites: they reach every contact, who finds them once they are signed in there."""

from datetime import timedelta

from contacts.models import Contact
from messaging.channels.base import Addressed, ChannelType, Composer, Letter, UnusableAddress
from messaging.channels.payloads import OnsiteMessage
from messaging.identity import Identity
from messaging.providers.base import Envelope, Provider
from messaging.tracking.links import with_tracking
from workspaces.ids import encode

_MAX_NAME = 120


class OnsiteChannel(ChannelType):
    """Messages that stand in a website until they are dismissed or expire; nobody needs an address.

    A sender's own address is the name of the site, for people. How a site shows them: docs/site.md.
    """

    key = "onsite"

    def address(self, contact: Addressed) -> str:
        """See `ChannelType.address`."""
        return encode(Contact.ID_PREFIX, contact.id)

    def from_address(self, text: str) -> str:
        """See `ChannelType.from_address`."""
        name = " ".join(text.split())
        if not name or len(name) > _MAX_NAME or not name.isprintable():
            raise UnusableAddress(f"must be 1 to {_MAX_NAME} printable characters")
        return name

    def composer(self, identity: Identity, provider: Provider) -> Composer:
        """See `ChannelType.composer`."""
        return OnsiteComposer(identity)


class OnsiteComposer(Composer):
    """Messages as they were rendered, their links led over us."""

    def __init__(self, identity: Identity) -> None:
        self._sender = identity.from_address

    def compose(self, letter: Letter) -> Envelope[OnsiteMessage]:
        """See `Composer.compose`."""
        rendered, row = letter.rendered, letter.row
        # Links within the site stay there.
        is_outside = letter.follow is not None and rendered.url.startswith("https://")
        payload = OnsiteMessage(
            message=row.id,
            placement=rendered.placement,
            title=rendered.title,
            html=with_tracking(rendered.html, row.id, opens=False, link=letter.follow),
            url=letter.follow(rendered.url) if is_outside and letter.follow else rendered.url,
            button=rendered.button,
            expires_at=letter.now + timedelta(hours=rendered.hours),
        )
        return Envelope(letter.key, self._sender, row.address, payload)
