"""What a pass writes of subscriptions: those of executions that moved go, those of executions that rest are made."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from campaigns.engine.ledger import Subscribed
from contacts.arrays import uuid_array
from workspaces.sql import load

_SQL = "campaigns.engine"


def subscriptions_drop(keys: list[str], cursor: CursorWrapper) -> None:
    """These executions, ids as text, no longer wait for anything but time."""
    cursor.execute(load(_SQL, "drop_subscriptions"), {"executions": f"{{{','.join(keys)}}}"})


def subscriptions_make(
    subscribed: list[Subscribed], workspace_id: UUID, campaign_id: UUID, now: datetime, cursor: CursorWrapper
) -> None:
    """A row for each execution that rests. `arm` looks at them once they have been committed."""
    for each in subscribed:
        params: dict[str, Any] = {
            "workspace": workspace_id,
            "campaign": campaign_id,
            "version": each.version,
            "node": each.node,
            "kind": each.subscription.kind,
            "event": each.subscription.event,
            "now": now,
            "sinces": each.subscription.since,
            "executions": f"{{{','.join(each.keys)}}}",
            "contacts": uuid_array(each.contacts),
        }
        cursor.execute(load(_SQL, "subscribe"), params)
