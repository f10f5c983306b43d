"""Browsers of contacts that take push messages: which sender writes to them, and how they come and go."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from contacts.models import ConsentState, Contact, SiteKey
from contacts.services.consent import ConsentChange, consent_set_many
from messaging.delivery.sessions import account_of
from messaging.models import ContactPoint, Sender, SenderState
from messaging.providers.web_push import WebPushProvider, key_pair_of
from messaging.services.points import point_add, point_end
from workspaces.channels import Channel, MessageType
from workspaces.clock import database_now
from workspaces.errors import InvalidInput


def browser_sender(workspace_id: UUID) -> Sender | None:
    """Who writes to the browsers of a workspace: its default sender for push if that is one, else the oldest one."""
    senders = Sender.objects.in_workspace(workspace_id).filter(provider=WebPushProvider.key, state=SenderState.ACTIVE)
    return senders.order_by("-is_default", "created_at", "pk").first()


def browser_key(sender: Sender) -> str:
    """The public key that browsers subscribe to. Raises ProviderUnavailable where the sender's settings are no good."""
    return key_pair_of(account_of(sender)).public


@transaction.atomic
def browser_subscribe(
    *, key: SiteKey, contact: Contact, endpoint: str, keys: Mapping[str, Any], marketing: bool
) -> ContactPoint:
    """Notes the contact's browser; `marketing`: they said yes to marketing by push there. Raises InvalidInput."""
    sender = browser_sender(key.workspace_id)
    if sender is None:
        raise InvalidInput.of("sender", "there is no sender for web push")
    point = point_add(contact=contact, sender=sender, address=endpoint, data=keys)
    if marketing:
        change = ConsentChange(contact.pk, Channel.PUSH, MessageType.MARKETING, ConsentState.GRANTED.value)
        consent_set_many(
            workspace_id=key.workspace_id,
            changes=[change],
            source=f"site:{key.public_id}",
            now=database_now(),
            by_contact=True,
        )
    return point


def browser_unsubscribe(*, contact: Contact, endpoint: str) -> None:
    """Nothing is sent there any more; does nothing for a browser that is not the contact's."""
    points = ContactPoint.objects.in_workspace(contact.workspace_id).filter(contact=contact, channel=Channel.PUSH)
    point = points.filter(address=endpoint).first()
    if point is not None:
        point_end(point=point)
