"""Where a test message goes: a member's mailbox, a number, a chat, a device, or a contact of the workspace."""

from dataclasses import dataclass
from uuid import UUID

from contacts.models import Contact
from messaging.channels.base import ChannelType, UnusableAddress
from messaging.channels.email import ascii_address
from messaging.channels.registry import CHANNELS
from messaging.delivery.batch import Batch, Candidate, Point
from messaging.delivery.points import points_for
from messaging.models import Sender
from messaging.policies.suppression import SuppressionPolicy
from messaging.providers.registry import PROVIDERS
from templates_app.context import ContactRow
from templates_app.models import Template
from workspaces.channels import Channel, MessageType
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Workspace
from workspaces.selectors import members_of

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class TestTarget:
    """A message as delivery would claim it, with its address; the contact whom it goes to, if it goes to one; and where
    that is, in a word for people.
    """

    row: Candidate
    contact: Contact | None
    shown: str


def target_of(*, template: Template, sender: Sender, to: str, contact: ContactRow) -> TestTarget:
    """Where it goes: to `to`, which of an e-mail is a member's address, else to the contact.

    Raises InvalidInput where nothing can be sent to, or may not be.
    """
    reader = contact if isinstance(contact, Contact) else None
    row = _row(template, sender, reader)
    channel = CHANNELS[template.channel]
    if template.channel == Channel.EMAIL:
        row.address = to
        return TestTarget(row, None, row.address)
    if to.strip():
        _fill_given(row, channel, sender, to)
    elif reader is None:
        raise InvalidInput.of("to", _NEEDED.get(template.channel, "is needed, or a contact to send it to"))
    else:
        _fill_of_contact(row, channel, reader)
    _require_not_suppressed(row)
    return TestTarget(row, reader, str(reader) if reader is not None and not to.strip() else row.address)


_NEEDED: dict[str, str] = {
    Channel.ONSITE: "choose a contact: it is found in the website by whoever is signed in there as them"
}


def _row(template: Template, sender: Sender, contact: Contact | None) -> Candidate:
    return Candidate(
        id=0,
        workspace_id=template.workspace_id,
        stream_id=NOBODY,
        contact_id=contact.pk if contact else NOBODY,
        channel=template.channel,
        message_type=MessageType.TRANSACTIONAL,  # its unsubscribe link is nobody's
        template_version_id=NOBODY,
        sender_id=sender.pk,
        context=None,
        attempt=1,
        tries=1,
        created_at=database_now(),
    )


def member_address(workspace: Workspace, given: str) -> str:
    """The address as it may be sent to. Raises InvalidInput where it is no member's."""
    members = {member.user.email.lower() for member in members_of(workspace)}
    if given.strip().lower() not in members:
        raise InvalidInput.of("to", "must be the address of a member of this workspace")
    try:
        return ascii_address(given)
    except UnusableAddress as error:
        raise InvalidInput.of("to", str(error)) from error


def _fill_given(row: Candidate, channel: ChannelType, sender: Sender, to: str) -> None:
    if row.channel == Channel.ONSITE:
        raise InvalidInput.of("to", _NEEDED[Channel.ONSITE])
    try:
        if channel.points:
            row.address, data = channel.point(to, {}, PROVIDERS[sender.provider])
            row.points = (Point(row.address, data),)
        else:
            row.address = channel.number(to)
    except UnusableAddress as error:
        raise InvalidInput.of("to", str(error)) from error


def _fill_of_contact(row: Candidate, channel: ChannelType, contact: Contact) -> None:
    try:
        if channel.points:
            row.points = next(iter(points_for([row]).values()), ())
            row.address = row.points[0].address if row.points else ""
        else:
            row.address = channel.address(contact)
    except UnusableAddress as error:
        raise InvalidInput.of("contact", f"the contact’s address {error}") from error
    if not row.address:
        raise InvalidInput.of("contact", "the contact has no address for this channel at its sender")


def _require_not_suppressed(row: Candidate) -> None:
    """Not even a test goes to whoever wants nothing any more."""
    batch = Batch(rows=[row], now=row.created_at, contacts={}, streams={}, senders={})
    if SuppressionPolicy().evaluate(batch):
        raise InvalidInput.of("to", "this address is suppressed: nothing is sent to it")
