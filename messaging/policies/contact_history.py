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
# A due message of a campaign of higher priority, in nobody's hands yet, gets the room; it will be decided on by then.
GIVES_WAY = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Sent:
    """One marketing message that a contact had; what is on its way has the moment of the claim."""

    stream_id: UUID
    channel: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Rival:
    """A due marketing message to a contact of the batch that is in no claim yet."""

    stream_id: UUID
    channel: str
    priority: int


@dataclass(slots=True)
class History:
    """Of contacts whose rows this claim has locked, what they had, oldest first, and what else is due to them."""

    locked: set[UUID]
    sent: dict[UUID, list[Sent]]
    rivals: dict[UUID, list[Rival]]

    def of(self, row: Candidate, within: UUID | None) -> list[datetime]:
        """When the row's contact had marketing of one campaign, or of any where `within` is None."""
        return [item.moment for item in self.sent[row.contact_id] if within is None or item.stream_id == within]

    def ahead(self, row: Candidate, stream: StreamInfo) -> list[Rival]:
        """What is due to the row's contact and goes before it, as its campaign's priority is higher."""
        return [rival for rival in self.rivals.get(row.contact_id, ()) if rival.priority > stream.priority]

    def add(self, row: Candidate, now: datetime) -> None:
        """Lets a message that may go count for the next one to its contact in the same batch."""
        self.sent[row.contact_id].append(Sent(row.stream_id, row.channel, now))


def lock_contacts(contact_ids: Collection[UUID]) -> set[UUID]:
    """Locks the contacts' rows until the claim commits; returns those that nobody else has locked."""
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.policies", "lock_contacts"), {"contacts": list(contact_ids)})
        return {row[0] for row in cursor.fetchall()}


def limited_rows(batch: Batch, limits: Mapping[UUID, ContactLimit]) -> list[Candidate]:
    """The marketing messages of streams with a limit, in the order in which they get room."""
    return by_rank(batch, [row for row in marketing(batch) if limits[row.stream_id].is_set])


def marketing(batch: Batch) -> list[Candidate]:
    """The messages that limits on contacts are about."""
    return [row for row in batch.rows if row.message_type == MessageType.MARKETING]


def by_rank(batch: Batch, rows: Collection[Candidate]) -> list[Candidate]:
    """In the order in which messages get room: by their campaign's priority, the oldest first among equals."""
    return sorted(rows, key=lambda row: (-batch.streams[row.stream_id].priority, row.created_at, row.id))


def read_history(batch: Batch, rows: Collection[Candidate], since: datetime) -> History:
    """Two statements: lock the rows' contacts, then read what they had after `since`, and what else is due to them."""
    locked = lock_contacts({row.contact_id for row in rows})
    history = History(locked, defaultdict(list), defaultdict(list))
    params: dict[str, Any] = {
        "contacts": list(locked),
        "since": since,
        "now": batch.now,
        "above": min(batch.streams[row.stream_id].priority for row in rows),
        "claimed": [row.id for row in batch.claimed],
    }
    with connection.cursor() as cursor:
        cursor.execute(load("messaging.policies", "contact_history"), params)
        for contact_id, stream_id, channel, moment, priority in cursor.fetchall():
            if moment is None:
                history.rivals[contact_id].append(Rival(stream_id, channel, priority))
            else:
                history.sent[contact_id].append(Sent(stream_id, channel, moment))
    return history


def scopes(stream: StreamInfo, limit: ContactLimit) -> Iterator[tuple[int, UUID | None, str]]:
    """What limits a message of the stream: a value, the campaign that it is about (None: all), and words for that."""
    if limit.campaign is not None:
        yield limit.campaign, stream.id, "of the campaign"
    if limit.workspace is not None:
        yield limit.workspace, None, "over all campaigns"


def latest(holds: Collection[HoldUntil]) -> HoldUntil | None:
    """Of several holds on one message the one that ends last."""
    return max(holds, key=lambda hold: hold.at, default=None)
