"""Who is meant by an address that a provider named: a contact by e-mail address or number, or by a sender's chat."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from contacts.selectors.resolve import ContactRef, contacts_resolve
from contacts.services.unknown import UnknownContacts, contacts_for_events, unknown_contacts_policy
from messaging.channels.registry import CHANNELS
from messaging.hooks.kept import Kept
from messaging.models import ContactPoint
from workspaces.channels import Channel
from workspaces.models import Workspace


def people_of(rows: Sequence[Kept]) -> dict[int, UUID]:
    """{report: contact} where somebody is known by the address. A query for each workspace, and one for all chats."""
    found = _by_point([row for row in rows if _has_points(row.channel)])
    by_workspace: dict[UUID, list[Kept]] = defaultdict(list)
    for row in rows:
        if row.address and not _has_points(row.channel):
            by_workspace[row.workspace_id].append(row)
    for workspace_id, group in by_workspace.items():
        refs = [_ref(row) for row in group]
        contacts = contacts_resolve(workspace_id=workspace_id, refs=refs)
        found |= {row.id: each for row, each in zip(group, contacts, strict=True) if each is not None}
    return found


def strangers_made(rows: Sequence[Kept], now: datetime) -> dict[int, UUID]:
    """Makes contacts of those who wrote and whom nobody knows, where the workspace wants that (as for events)."""
    workspaces = Workspace.objects.in_bulk({row.workspace_id for row in rows})
    found: dict[int, UUID] = {}
    for workspace_id, workspace in workspaces.items():
        if unknown_contacts_policy(workspace) is not UnknownContacts.CREATE:
            continue
        own = [row for row in rows if row.workspace_id == workspace_id and row.address]
        refs = {row.id: _ref(row) for row in own}
        made = contacts_for_events(workspace_id=workspace_id, refs=refs, now=now) if refs else {}
        known = {row.id: each for row in own if isinstance(each := made.get(row.id), UUID)}
        _note_points([row for row in own if row.id in known and _has_points(row.channel)], known, now)
        found |= known
    return found


def _has_points(channel: str) -> bool:
    return channel in CHANNELS and CHANNELS[channel].points


def _ref(row: Kept) -> ContactRef:
    if _has_points(row.channel):
        return ContactRef("external_id", f"{row.channel}:{row.address}"[:120])
    return ContactRef("email" if row.channel == Channel.EMAIL else "phone", row.address)


def _by_point(rows: Sequence[Kept]) -> dict[int, UUID]:
    if not rows:
        return {}
    points = ContactPoint.objects.across_workspaces().filter(
        sender_id__in={row.sender_id for row in rows}, address__in={row.address for row in rows}
    )
    owners = {(sender, address): owner for sender, address, owner in points.values_list("sender", "address", "contact")}
    return {row.id: owner for row in rows if (owner := owners.get((row.sender_id, row.address))) is not None}


def _note_points(rows: Sequence[Kept], owners: Mapping[int, UUID], now: datetime) -> None:
    ContactPoint.objects.bulk_create(
        [
            ContactPoint(
                workspace_id=row.workspace_id,
                contact_id=owners[row.id],
                channel=row.channel,
                sender_id=row.sender_id,
                address=row.address,
                created_at=now,
                seen_at=now,
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )
