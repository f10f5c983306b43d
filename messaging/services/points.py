"""Chats and devices of contacts: noted by a customer's own backend or a website, ended when they are gone."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from contacts.models import Contact
from contacts.services.sets import contacts_touch
from messaging.channels.base import UnusableAddress
from messaging.channels.registry import CHANNELS
from messaging.models import ContactPoint, Sender
from messaging.providers.registry import PROVIDERS
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput

# Of one contact at one sender; whoever comes with more loses the ones that were seen longest ago.
MOST_LIVE = 20


@transaction.atomic
def point_add(*, contact: Contact, sender: Sender, address: str, data: Mapping[str, Any] | None = None) -> ContactPoint:
    """The contact's point; one that is there already is seen again, and lives again.

    A chat or device belongs to one contact at a time: who comes with somebody else's takes it over, as when two people
    use one device in turn. Raises InvalidInput, naming the field; Conflict for a contact who was just erased.
    """
    channel, provider = CHANNELS.get(sender.channel), PROVIDERS.get(sender.provider)
    if channel is None or provider is None or not channel.points:
        raise InvalidInput.of("sender", "its channel needs no addresses besides those of the contact itself")
    try:
        address, kept = channel.point(address, data or {}, provider)
    except UnusableAddress as error:
        raise InvalidInput.of("address", str(error)) from error
    # Locked, so that nothing is written beside an erasure or a merge.
    if not Contact.objects.in_workspace(contact.workspace_id).select_for_update().filter(pk=contact.pk).exists():
        raise Conflict("The contact was erased or merged meanwhile.")
    now = database_now()
    before = ContactPoint.objects.in_workspace(contact.workspace_id).filter(sender=sender, address=address)
    owner = before.values_list("contact_id", flat=True).first()
    point, _ = ContactPoint.objects.in_workspace(contact.workspace_id).update_or_create(
        sender=sender,
        address=address,
        defaults={"contact": contact, "data": kept, "seen_at": now, "ended_at": None},
        create_defaults={
            "workspace_id": contact.workspace_id,
            "contact": contact,
            "channel": sender.channel,
            "data": kept,
            "created_at": now,
            "seen_at": now,
        },
    )
    live = ContactPoint.objects.in_workspace(contact.workspace_id).filter(contact=contact, sender=sender, ended_at=None)
    oldest = live.order_by("-seen_at", "-pk").values_list("pk", flat=True)[MOST_LIVE:]
    ContactPoint.objects.in_workspace(contact.workspace_id).filter(pk__in=list(oldest)).update(ended_at=now)
    touched = {contact.pk, owner} - {None}
    contacts_touch(workspace_id=contact.workspace_id, contact_ids=sorted(pk for pk in touched if pk is not None))
    return point


@transaction.atomic
def point_end(*, point: ContactPoint) -> None:
    """Nothing is sent there any more; ending it twice changes nothing."""
    rows = ContactPoint.objects.in_workspace(point.workspace_id).filter(pk=point.pk, ended_at=None)
    if rows.update(ended_at=database_now()):
        contacts_touch(workspace_id=point.workspace_id, contact_ids=[point.contact_id])
