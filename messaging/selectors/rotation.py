"""What rotation over senders asks of delivery: from whom contacts heard before, and which senders fail."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from contacts.arrays import uuid_array
from messaging.models import Sender, SenderState
from workspaces.sql import load


def last_senders(*, stream_id: UUID, contact_ids: Sequence[UUID], senders: Sequence[UUID]) -> dict[UUID, UUID]:
    """{contact: sender} of the latest message of the stream from one of the senders; one query."""
    params: dict[str, Any] = {
        "stream": stream_id,
        "contacts": uuid_array(contact_ids),
        "senders": uuid_array(senders),
    }
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.selectors", "last_senders"), params)
        return dict(cursor.fetchall())


def failing_senders(*, workspace_id: UUID, senders: Collection[UUID], now: datetime) -> set[UUID]:
    """Those that are switched off, whose breaker is open, or whose provider is not to be tried now."""
    found = Sender.objects.in_workspace(workspace_id).filter(pk__in=senders)
    fails = ~Q(state=SenderState.ACTIVE) | Q(tripped_at__isnull=False) | Q(unavailable_until__gt=now)
    return set(found.filter(fails).values_list("pk", flat=True))
