"""What a simulation says: frozen values, with codes for machines and words for people."""

from dataclasses import dataclass
from datetime import datetime

from campaigns.reports.seen import Seen


@dataclass(frozen=True, slots=True)
class Hold:
    """Until when a policy would hold the message, and why."""

    until: datetime
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class SimulatedMessage:
    """A message as the contact would get it; `skip_reason` and its words say why it would not be sent, "" if it would.

    `holds` are the moments that policies would make it wait for before.
    """

    channel: str
    message_type: str
    address: str
    subject: str
    html: str
    text: str
    skip_reason: str
    skip_words: str
    holds: tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class SimulatedStep:
    """What happened at one node: when the contact came, until when it rested there, and how it went on or ended.

    `outcome` and `reason` are those of the journal; `values` are what a rule looked at.
    """

    node: str
    node_name: str
    type: str
    at: datetime
    waited_until: datetime | None
    outcome: str
    port: str
    reason: str
    reason_words: str
    values: tuple[Seen, ...]
    message: SimulatedMessage | None = None


@dataclass(frozen=True, slots=True)
class Simulation:
    """A whole way. `entered` is False where no trigger would let the contact in; the steps then say why.

    `state` is that of the execution at the end (completed, failed, skipped), `not_entered`, or `stopped` where the
    test was ended before the way was.
    """

    contact_id: str
    contact_name: str
    entered: bool
    steps: tuple[SimulatedStep, ...]
    state: str
    reason: str
    words: str
