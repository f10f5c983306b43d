"""What an explanation is made of: frozen values, with codes for machines and words for people."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from campaigns.explain.decisions import Decision
from campaigns.reports.journal import StepLine
from contacts.rules import LeafAnswer


class Verdict(StrEnum):
    """The short answer; of several entries the latest one decides."""

    SENT = "sent"  # a message of the latest entry was accepted, and its way is over
    NOT_SENT = "not_sent"  # its way is over, and no message was accepted
    UNDER_WAY = "under_way"  # waits, or its message is on its way
    NEVER_ENTERED = "never_entered"


@dataclass(frozen=True, slots=True)
class RuleLook:
    """A rule asked about the contact now: what for, whether it matches, and each condition with the contact's value."""

    about: str
    words: str
    matched: bool
    leaves: tuple[LeafAnswer, ...]


@dataclass(frozen=True, slots=True)
class MessageAnswer:
    """One message and its outcome. `reason` says why it was held, skipped or refused; `facts` came afterwards."""

    id: str
    node: str
    node_name: str
    channel: str
    state: str
    reason: str
    words: str
    at: datetime
    not_before: datetime | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoalAnswer:
    """How an entry stands to the goal: reached when and by the credit of which node, or until when it would count."""

    reached_at: datetime | None
    node: str
    node_name: str
    counts_until: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class EntryAnswer:
    """One way through the flow. `until` is when it goes on by itself, `words` why it stands where it stands.

    `goal` is None where the campaign has none and the entry reached none.
    """

    execution_id: str
    entry: int
    state: str
    node: str
    node_name: str
    until: datetime | None
    reason: str
    words: str
    entered_at: datetime
    finished_at: datetime | None
    messages: tuple[MessageAnswer, ...]
    journal: tuple[StepLine, ...]
    rules: tuple[RuleLook, ...]
    goal: GoalAnswer | None


@dataclass(frozen=True, slots=True)
class TriggerAnswer:
    """Why a trigger has not let the contact in: a code, words, and the rule that decided where there is one."""

    node: str
    node_name: str
    type: str
    reason: str
    words: str
    rules: tuple[RuleLook, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole answer. `holds` say why nobody moves at the moment; `triggers` are filled where nobody came in.

    `decisions` are the latest ones of the campaign's triggers about the contact, newest first, also those that refused.
    """

    campaign_id: str
    campaign_name: str
    contact_id: str
    email: str
    verdict: Verdict
    words: str
    holds: tuple[str, ...]
    entries: tuple[EntryAnswer, ...]
    triggers: tuple[TriggerAnswer, ...]
    decisions: tuple[Decision, ...]
