"""Messages, followed links, threads and requests for consent as personal data; and hashes of erased addresses."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Lower

from contacts.arrays import uuid_array
from contacts.models import Contact
from contacts.privacy.registry import Holder, Move, Rows, register
from contacts.privacy.rows import plain, rows_by_contact
from contacts.services.sets import contacts_touch
from messaging.models import (
    AddressVerification,
    ConsentConfirmation,
    ContactPoint,
    ErasedAddress,
    InboxEntry,
    InboxThread,
    LinkClick,
    LinkTarget,
    Message,
    OnsiteItem,
    ReturnedContact,
    Suppression,
)
from messaging.privacy.digests import address_digest
from messaging.privacy.returning import own_addresses
from workspaces.channels import Channel
from workspaces.sql import load

_FACTS = ("delivered_at", "opened_at", "clicked_at", "replied_at", "bounced_at", "complained_at", "unsubscribed_at")
_PUT_AWAY = ("dismissed_at",)
_MACHINES = ("machine_opened_at", "machine_clicked_at", "machine")
_MESSAGE = (
    *("stream__name", "channel", "message_type", "template_version__template__name", "address", "state", "reason"),
    *("reason_detail", "context", "created_at", "settled_at", *_FACTS, *_PUT_AWAY, *_MACHINES),
)
_SUPPRESSION = ("channel", "address", "reason", "source", "created_at")
_VERIFICATION = ("address", "status", "detail", "checked_at")
_POINT = ("channel", "sender__name", "address", "created_at", "seen_at", "ended_at")
_THREAD = ("subject", "body", "state", "channel", "address", "name", "created_at")
_ONSITE = ("placement", "title", "html", "created_at", "expires_at", "seen_at", "read_at", "dismissed_at")
_CONFIRMATION = ("channel", "message_type", "topic__key", "text", "source", "created_at", "expires_at", "confirmed_at")


def _export(workspace_id: UUID, ids: Sequence[UUID]) -> Mapping[str, Rows]:
    def of(model: Any) -> Any:
        return model.objects.in_workspace(workspace_id).filter(contact_id__in=ids).order_by("pk")

    return {
        "messages": rows_by_contact(of(Message), _MESSAGE),
        "links_made": rows_by_contact(of(LinkTarget), ("url",)),
        "links_followed": rows_by_contact(
            of(LinkClick), ("url", "clicked_at", "clicks", "machine_clicked_at", "machine_clicks")
        ),
        "threads": rows_by_contact(of(InboxThread), _THREAD),
        "conversations": rows_by_contact(
            InboxEntry.objects.in_workspace(workspace_id).filter(thread__contact_id__in=ids).order_by("pk"),
            ("thread__subject", "direction", "subject", "text", "created_at"),
            contact="thread__contact_id",
        ),
        "messages_in_websites": rows_by_contact(of(OnsiteItem), _ONSITE),
        "chats_and_devices": rows_by_contact(of(ContactPoint), _POINT),
        "consent_requests": rows_by_contact(of(ConsentConfirmation), _CONFIRMATION),
        "erased_before": rows_by_contact(of(ReturnedContact), ("channel",)),
        "suppressions": _by_address(Suppression, _SUPPRESSION, workspace_id, ids),
        "verified_addresses": _by_address(AddressVerification, _VERIFICATION, workspace_id, ids),
    }


def _by_address(model: Any, fields: Sequence[str], workspace_id: UUID, ids: Sequence[UUID]) -> Rows:
    """What is kept about the contacts' own addresses."""
    owners: dict[str, UUID] = {}
    for contact_id, *own in (
        Contact.objects.in_workspace(workspace_id).filter(pk__in=ids).values_list("pk", "email", "phone")
    ):
        owners |= {address.lower(): contact_id for address in own if address}
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    rows = model.objects.in_workspace(workspace_id).filter(address__in=list(owners)).order_by("pk")
    for row in rows:
        found[owners[row.address]].append({name: plain(getattr(row, name)) for name in fields})
    return found


def _lock(workspace_id: UUID, ids: Sequence[UUID]) -> None:
    _run("lock", {"contacts": uuid_array(ids), "workspace": workspace_id})


def _left(workspace_id: UUID, ids: Sequence[UUID]) -> set[UUID]:
    return {row[0] for row in _run("left", {"contacts": uuid_array(ids), "workspace": workspace_id})}


def _erase(workspace_id: UUID, ids: Sequence[UUID]) -> None:
    addresses = _addresses(workspace_id, ids)
    ErasedAddress.objects.bulk_create(
        [
            ErasedAddress(workspace_id=workspace_id, channel=channel, digest=address_digest(channel, address))
            for channel, address in sorted(addresses)
        ],
        ignore_conflicts=True,
    )
    params: dict[str, Any] = {
        "contacts": uuid_array(ids),
        "workspace": workspace_id,
        "channels": [channel for channel, _ in addresses],
        "addresses": [address.lower() for _, address in addresses],
        "reported": sorted({spelled for _, address in addresses for spelled in (address, address.lower())}),
        "mails": [address.lower() for channel, address in addresses if channel == Channel.EMAIL],
    }
    _run("erase", params)
    _touch_others(workspace_id, ids, params["addresses"])


def _touch_others(workspace_id: UUID, ids: Sequence[UUID], addresses: Sequence[str]) -> None:
    """Contacts who have one of these addresses by now are looked at again: nothing is sent to them there any more."""
    contacts = Contact.objects.in_workspace(workspace_id).exclude(pk__in=ids).alias(folded=Lower("email"))
    others = contacts.filter(Q(folded__in=addresses) | Q(phone__in=addresses)).values_list("pk", flat=True)
    contacts_touch(workspace_id=workspace_id, contact_ids=list(others))


def _addresses(workspace_id: UUID, ids: Sequence[UUID]) -> set[tuple[str, str]]:
    """The contacts' own addresses, and those to which messages went before they were changed."""
    found: set[tuple[str, str]] = set()
    for email, phone in Contact.objects.in_workspace(workspace_id).filter(pk__in=ids).values_list("email", "phone"):
        found |= set(own_addresses(email, phone))
    sent = Message.objects.in_workspace(workspace_id).filter(contact_id__in=ids).exclude(address="")
    return found | set(sent.values_list("channel", "address").distinct())


def _move(move: Move) -> None:
    _run("move", {"source": move.source, "target": move.target, "workspace": move.workspace_id})


def _run(statement: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.privacy", statement), params)
        return cursor.fetchall() if cursor.description else []


register(
    Holder(
        "messaging",
        frozenset(
            {
                "messaging.ConsentConfirmation",
                "messaging.ContactPoint",
                "messaging.InboxThread",
                "messaging.LinkClick",
                "messaging.LinkTarget",
                "messaging.Message",
                "messaging.OnsiteItem",
                "messaging.ReturnedContact",
            }
        ),
        export=_export,
        lock=_lock,
        erase=_erase,
        move=_move,
        left=_left,
    )
)
