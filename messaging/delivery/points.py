"""Chats and devices of contacts as delivery needs them: fetched for a batch, and ended once a provider says so."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import transaction

from contacts.services.sets import contacts_touch
from messaging.channels.registry import CHANNELS
from messaging.delivery.batch import Candidate, Point
from messaging.models import ContactPoint
from workspaces.clock import database_now


def points_for(rows: Collection[Candidate]) -> Mapping[tuple[UUID, UUID], Sequence[Point]]:
    """By contact and sender, what was seen last first. One query, and none for channels that have no points."""
    wanted = [row for row in rows if row.sender_id and row.channel in CHANNELS and CHANNELS[row.channel].points]
    if not wanted:
        return {}
    live = ContactPoint.objects.across_workspaces().filter(
        contact_id__in={row.contact_id for row in wanted},
        sender_id__in={row.sender_id for row in wanted},
        ended_at=None,
    )
    found: dict[tuple[UUID, UUID], list[Point]] = defaultdict(list)
    columns = live.order_by("-seen_at", "-pk").values_list("contact_id", "sender_id", "address", "data")
    for contact_id, sender_id, address, data in columns:
        found[contact_id, sender_id].append(Point(address, data))
    return found


def points_gone(*, workspace_id: UUID, sender_id: UUID, addresses: Collection[str]) -> int:
    """Ends what a provider says is gone for good; how many that were."""
    rows = ContactPoint.objects.in_workspace(workspace_id)
    rows = rows.filter(sender_id=sender_id, address__in=addresses, ended_at=None)
    with transaction.atomic():
        contacts = sorted(set(rows.values_list("contact_id", flat=True)))
        ended = rows.update(ended_at=database_now())
        contacts_touch(workspace_id=workspace_id, contact_ids=contacts)
    return ended
