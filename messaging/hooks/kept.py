"""Kept reports as the stage works on them: plain data, with what is known of the messages and contacts they mean."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from messaging.hooks.base import Fact
from messaging.models import ProviderReport
from workspaces.ids import encode


@dataclass(frozen=True, slots=True)
class Kept:
    """One report, in the order in which it came. `at` is when it happened, as far as is known."""

    id: int
    workspace_id: UUID
    sender_id: UUID
    channel: str
    provider: str
    fact: Fact
    message_id: int | None
    address: str
    data: dict[str, str]
    digest: UUID
    at: datetime

    @classmethod
    def of(cls, row: ProviderReport) -> "Kept":
        """The row, with its sender at hand."""
        return cls(
            row.pk,
            row.workspace_id,
            row.sender_id,
            row.sender.channel,
            row.sender.provider,
            Fact(row.fact),
            row.message_id,
            row.address,
            row.data,
            row.digest,
            row.happened_at or row.received_at,
        )

    @property
    def source(self) -> str:
        """Who said so, for logs of consent and suppressions."""
        return f"provider:{encode('snd', self.sender_id)}"


@dataclass(frozen=True, slots=True)
class Meant:
    """The message that a report means."""

    id: int
    workspace_id: UUID
    contact_id: UUID
    channel: str
    message_type: str
    address: str
    state: str


@dataclass(frozen=True, slots=True)
class Told:
    """A report with what it means: a message, a contact, both or neither; `address` is the one that was written to."""

    report: Kept
    message: Meant | None
    contact_id: UUID | None

    @property
    def address(self) -> str:
        """Where the message went, else what the provider named."""
        return self.message.address if self.message and self.message.address else self.report.address
