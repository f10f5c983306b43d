"""What is kept of events about contacts that webhook endpoints are told of."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import connection

from contacts.arrays import uuid_array
from contacts.privacy.registry import Holder, Move, Rows, register
from contacts.privacy.rows import rows_by_contact
from workspaces.models import WebhookEvent
from workspaces.sql import load


def _export(workspace_id: UUID, ids: Sequence[UUID]) -> Mapping[str, Rows]:
    events = WebhookEvent.objects.in_workspace(workspace_id).filter(contact_id__in=ids).order_by("pk")
    return {"webhook_events": rows_by_contact(events, ("kind", "data", "happened_at"))}


def _lock(workspace_id: UUID, ids: Sequence[UUID]) -> None:
    """Workers hold deliveries only for a statement, and want nothing of contacts."""


def _erase(workspace_id: UUID, ids: Sequence[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(load("workspaces.outbound", "erase"), {"contacts": uuid_array(ids), "workspace": workspace_id})


def _move(move: Move) -> None:
    events = WebhookEvent.objects.in_workspace(move.workspace_id).filter(contact_id=move.source)
    events.update(contact_id=move.target)


def _left(workspace_id: UUID, ids: Sequence[UUID]) -> set[UUID]:
    events = WebhookEvent.objects.in_workspace(workspace_id).filter(contact_id__in=ids)
    return {key for key in events.values_list("contact_id", flat=True) if key is not None}


register(
    Holder(
        "webhooks",
        frozenset({"workspaces.WebhookEvent"}),
        export=_export,
        lock=_lock,
        erase=_erase,
        move=_move,
        left=_left,
    )
)
