"""What a claim works on: candidates, and what the policies and the rendering need to know of them, as plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from messaging.sender_limits import SenderLimits


@dataclass(slots=True)  # made for every message: freezing it takes longer than making it
class Recipient:
    """A contact as policies, channels and templates see it, in the column order of recipients.sql."""

    id: UUID
    workspace_id: UUID
    email: str | None
    phone: str | None
    first_name: str
    last_name: str
    timezone: str
    score: int
    tags: list[str]
    attributes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Point:
    """A chat or device of a contact at a sender."""

    address: str
    data: Mapping[str, Any]


@dataclass(slots=True)
class Candidate:
    """A due message, in the column order of claim_candidates.sql.

    Policies fill in what the claim writes: `address` and `points`, `counted_on` (daily limit), `paced_at` (sender's
    limits) and `cost` (balance).
    """

    id: int
    workspace_id: UUID
    stream_id: UUID
    contact_id: UUID
    channel: str
    message_type: str
    template_version_id: UUID | None
    sender_id: UUID | None
    context: dict[str, object] | None
    attempt: int
    tries: int
    created_at: datetime
    repeatable_until: datetime | None = None
    cost: Decimal | None = None
    node: str = ""
    address: str = ""
    points: Sequence[Point] = ()
    counted_on: date | None = None
    paced_at: datetime | None = None

    @property
    def in_doubt(self) -> bool:
        """Whether the provider may have it from an attempt before."""
        return self.repeatable_until is not None


@dataclass(frozen=True, slots=True)
class ContactLimit:
    """A limit on what one contact gets: of one campaign, and of the whole workspace; none where None."""

    campaign: int | None = None
    workspace: int | None = None

    @property
    def is_set(self) -> bool:
        """Whether there is any."""
        return self.campaign is not None or self.workspace is not None

    @property
    def greatest(self) -> int:
        """The greater of the two; 0 where there is none."""
        return max(self.campaign or 0, self.workspace or 0)


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """The settings of one stream, with its workspace's where the stream has none of its own."""

    id: UUID
    name: str
    workspace_id: UUID
    workspace_name: str
    timezone: str
    claimable: bool
    stopped_reason: str
    open_tracking: bool
    click_tracking: bool
    frequency_cap: object
    workspace_caps: object
    quiet_hours: object
    daily_limit: int | None
    topic_id: UUID | None
    cooldown: ContactLimit = ContactLimit()
    daily_cap: ContactLimit = ContactLimit()
    priority: int = 5
    tags: Sequence[str] = ()
    send_window: object = None
    iterations: object = None
    verification: object = None
    link_tags: Mapping[str, Any] = field(default_factory=dict)
    mail_from: Mapping[str, str] = field(default_factory=dict)
    workspace_link_tags: object = None
    # What was worked out of the two, by step and the number of the template version's id.
    made_link_tags: dict[tuple[str, int], tuple[tuple[str, str], ...]] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class SenderInfo:
    """Whether a sender can be used now."""

    id: UUID
    active: bool
    unavailable_until: datetime | None
    tripped: bool
    limits: SenderLimits


@dataclass(slots=True)
class Batch:
    """Candidates of one claim. Policies get it narrowed to the rows that no earlier policy decided on.

    `claimed` stays what it was: all the rows that this claim has locked; and what a policy has `kept` of its reading is
    there for the next ones.
    """

    rows: list[Candidate]
    now: datetime
    contacts: dict[UUID, Recipient]
    streams: dict[UUID, StreamInfo]
    senders: dict[UUID, SenderInfo]
    points: Mapping[tuple[UUID, UUID], Sequence[Point]] = field(default_factory=dict)
    claimed: Sequence[Candidate] = ()
    kept: dict[type, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.claimed:
            self.claimed = self.rows

    def narrowed(self, rows: list[Candidate]) -> "Batch":
        """The same batch with fewer rows."""
        return replace(self, rows=rows)
