"""Who has an address of somebody who was erased: found among contacts that changed, so that SQL can ask for it.

The delivery decides by the hashes themselves (`messaging.policies.suppression`); this is for rules and estimates.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from contacts.models import Contact
from contacts.segments import followers
from contacts.services.contacts import REFRESH
from contacts.services.sets import contacts_touch
from messaging.models import ErasedAddress, ReturnedContact
from messaging.privacy.digests import address_digest
from workspaces.channels import Channel
from workspaces.nudge import nudge

# The channels that reach a person by each of a contact's own addresses.
BY_EMAIL = (Channel.EMAIL,)
BY_PHONE = (Channel.SMS, Channel.WHATSAPP)


def own_addresses(email: str | None, phone: str | None) -> Iterator[tuple[str, str]]:
    """(channel, address) of a contact's own addresses."""
    if email:
        yield from ((channel.value, email) for channel in BY_EMAIL)
    if phone:
        yield from ((channel.value, phone) for channel in BY_PHONE)


@followers.register
def note_returned(workspace_id: UUID, contact_ids: Sequence[UUID]) -> None:
    """Notes which of these contacts have an erased address, and on which channel. Three queries, and two where that
    changed; one in a workspace where nobody was erased. Rules look at those again for whom it changed.
    """
    if not ErasedAddress.objects.in_workspace(workspace_id).exists():
        return
    rows = ReturnedContact.objects.in_workspace(workspace_id)
    noted = set(rows.filter(contact_id__in=contact_ids).values_list("contact_id", "channel"))
    found = _returned(workspace_id, contact_ids)
    changed = {contact_id for contact_id, _ in found ^ noted}
    if not changed:
        return
    rows.filter(contact_id__in=changed).delete()
    ReturnedContact.objects.bulk_create(
        [
            ReturnedContact(workspace_id=workspace_id, contact_id=contact_id, channel=channel)
            for contact_id, channel in sorted(found)
            if contact_id in changed
        ],
        ignore_conflicts=True,
    )
    contacts_touch(workspace_id=workspace_id, contact_ids=sorted(changed))
    nudge(REFRESH)


def _returned(workspace_id: UUID, contact_ids: Sequence[UUID]) -> set[tuple[UUID, str]]:
    holders: dict[str, set[tuple[UUID, str]]] = defaultdict(set)
    contacts = Contact.objects.in_workspace(workspace_id).filter(pk__in=contact_ids)
    for contact_id, email, phone in contacts.values_list("pk", "email", "phone"):
        for channel, address in own_addresses(email, phone):
            holders[address_digest(channel, address)].add((contact_id, channel))
    erased = ErasedAddress.objects.in_workspace(workspace_id).filter(digest__in=list(holders))
    return {
        (contact_id, channel)
        for known, digest in erased.values_list("channel", "digest")
        for contact_id, channel in holders[digest]
        if channel == known
    }
