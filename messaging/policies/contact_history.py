"""What marketing contacts had lately, read under a lock: two workers never both find room for one contact."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from messaging.delivery.batch import Batch, Candidate, ContactLimit, StreamInfo
from messaging.policies.base import HoldUntil
from workspaces.channels import MessageType
from workspaces.sql import load

# Another worker decides over the same contact at this very moment; it will have committed by then.
BUSY = timedelta(seconds=1)
# What uses up the room is still on its way and may yet be refused.
IN_FLIGHT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Sent:
    """One marketing message that a contact had; what is on its way has the moment of the claim."""

    stream_id: UUID
    moment: datetime


@dataclass(slots=True)
class History:
    """Of contacts whose rows this claim has locked, what they had, oldest first."""

    locked: set[UUID]
    sent: dict[UUID, list[Sent]]

    def of(self, row: Candidate, within: UUID | None) -> list[datetime]:
        """When the row's contact had marketing of one campaign, or of any where `within` is None."""
        return [item.moment for item in self.sent[row.contact_id] if within is None or item.stream_id == within]

    def add(self, row: Candidate, now: datetime) -> None:
        """Lets a message that may go count for the next one to its contact in the same batch."""
        self.sent[row.contact_id].append(Sent(row.stream_id, now))


def lock_contacts(contact_ids: Collection[UUID]) -> set[UUID]:
    """Locks the contacts' rows until the claim commits; returns those that nobody else has locked."""
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.policies", "lock_contacts"), {"contacts": list(contact_ids)})
        return {row[0] for row in cursor.fetchall()}


def limited_rows(batch: Batch, limits: Mapping[UUID, ContactLimit]) -> list[Candidate]:
    """The marketing messages of streams with a limit, oldest first."""
    rows = [row for row in batch.rows if row.message_type == MessageType.MARKETING and limits[row.stream_id].is_set]
    return sorted(rows, key=lambda row: (row.created_at, row.id))


def read_history(rows: Collection[Candidate], since: datetime, now: datetime) -> History:
    """Two statements: lock the rows' contacts, then read what they had after `since`."""
    locked = lock_contacts({row.contact_id for row in rows})
    sent: dict[UUID, list[Sent]] = defaultdict(list)
    with connection.cursor() as cursor:
        params: dict[str, Any] = {"contacts": list(locked), "since": since, "now": now}
        cursor.execute(load("messaging.policies", "contact_history"), params)
        for contact_id, stream_id, moment in cursor.fetchall():
            sent[contact_id].append(Sent(stream_id, moment))
    return History(locked, sent)


def scopes(stream: StreamInfo, limit: ContactLimit) -> Iterator[tuple[int, UUID | None, str]]:
    """What limits a message of the stream: a value, the campaign that it is about (None: all), and words for that."""
    if limit.campaign is not None:
        yield limit.campaign, stream.id, "of the campaign"
    if limit.workspace is not None:
        yield limit.workspace, None, "over all campaigns"


def latest(holds: Collection[HoldUntil]) -> HoldUntil | None:
    """Of several holds on one message the one that ends last."""
    return max(holds, key=lambda hold: hold.at, default=None)
