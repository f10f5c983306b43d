"""Kept reports as the stage works on them: plain data, with what is known of the messages and contacts they mean."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from messaging.hooks.base import Fact
from workspaces.ids import encode

COLUMNS = (
    *("pk", "workspace_id", "sender_id", "sender__channel", "message_id", "address", "data", "digest"),
    *("fact", "happened_at", "received_at"),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One report, in the order in which it came. `at` is when it happened, as far as is known."""

    id: int
    workspace_id: UUID
    sender_id: UUID
    channel: str
    message_id: int | None
    address: str
    data: dict[str, str]
    digest: UUID
    fact: Fact
    at: datetime

    @classmethod
    def of(cls, columns: tuple[Any, ...]) -> "Kept":
        """Of the values of COLUMNS."""
        pk, workspace, sender, channel, message, address, data, digest, fact, happened_at, received_at = columns
        at = happened_at or received_at
        return cls(pk, workspace, sender, channel, message, address, data, digest, Fact(fact), at)

    @property
    def source(self) -> str:
        """Who said so, for logs of consent and suppressions: the provider, or whoever answered."""
        head = "reply" if "text" in self.data or "subject" in self.data else "provider"
        return f"{head}:{encode('snd', self.sender_id)}"


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
    attempt: int


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
