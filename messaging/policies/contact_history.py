"""What marketing contacts had lately, as limits on contacts see it. It is read under a lock, by `history_of`, so that
two workers never both find room for one contact."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from messaging.delivery.batch import Batch, Candidate, ContactLimit, StreamInfo
from messaging.policies.base import HoldUntil
from workspaces.channels import MessageType

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


@dataclass(frozen=True, slots=True)
class History:
    """What contacts had, oldest first, and what else is due to them; of contacts whom a limit may hold.

    `busy` contacts are another claim's. `in_question` are the messages that a limit may hold: for every other one there
    is room under all of them. What one policy lets pass counts for its own next messages only: `added`.
    """

    busy: Collection[UUID] = frozenset()
    sent: Mapping[UUID, Sequence[Sent]] = field(default_factory=dict)
    rivals: Mapping[UUID, Sequence[Rival]] = field(default_factory=dict)
    in_question: Collection[int] = frozenset()
    added: dict[UUID, list[Sent]] = field(default_factory=lambda: defaultdict(list))

    def had(self, row: Candidate) -> list[Sent]:
        """The marketing that the row's contact had."""
        return [*self.sent.get(row.contact_id, ()), *self.added.get(row.contact_id, ())]

    def of(self, row: Candidate, within: UUID | None) -> list[datetime]:
        """When the row's contact had marketing of one campaign, or of any where `within` is None."""
        return [item.moment for item in self.had(row) if within is None or item.stream_id == within]

    def ahead(self, row: Candidate, stream: StreamInfo) -> list[Rival]:
        """What is due to the row's contact and goes before it, as its campaign's priority is higher."""
        return [rival for rival in self.rivals.get(row.contact_id, ()) if rival.priority > stream.priority]

    def add(self, row: Candidate, now: datetime) -> None:
        """Lets a message that may go count for the next one to its contact in the same batch."""
        self.added[row.contact_id].append(Sent(row.stream_id, row.channel, now))

    def questions(self, batch: Batch, streams: Collection[UUID]) -> list[Candidate]:
        """The batch's messages of these streams that a limit may hold, in the order in which they get room: by their
        campaign's priority, the oldest first among equals."""
        rows = [row for row in batch.rows if row.id in self.in_question and row.stream_id in streams]
        return sorted(rows, key=lambda row: (-batch.streams[row.stream_id].priority, row.created_at, row.id))


def marketing(batch: Batch, streams: Collection[UUID]) -> list[Candidate]:
    """Of the batch's messages those of these streams that limits on contacts are about."""
    rows = [row for row in batch.rows if row.message_type == MessageType.MARKETING] if streams else []
    # Nearly always a batch's streams are set up alike.
    return rows if len(streams) == len(batch.streams) else [row for row in rows if row.stream_id in streams]


def scopes(stream: StreamInfo, limit: ContactLimit) -> Iterator[tuple[int, UUID | None, str]]:
    """What limits a message of the stream: a value, the campaign that it is about (None: all), and words for that."""
    if limit.campaign is not None:
        yield limit.campaign, stream.id, "of the campaign"
    if limit.workspace is not None:
        yield limit.workspace, None, "over all campaigns"


def latest(holds: Collection[HoldUntil]) -> HoldUntil | None:
    """Of several holds on one message the one that ends last."""
    return max(holds, key=lambda hold: hold.at, default=None)
