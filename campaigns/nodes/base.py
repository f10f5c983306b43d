"""What a node type is, and the batch of arrivals it is given. One file per type lies beside this one.

Pure: no SQL and no ORM. What a step needs from the database it asks of `World`, which the engine provides.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from campaigns.nodes.judgement import Judgement
from campaigns.nodes.moves import Moves
from campaigns.nodes.parts import FlowView, Issue, MemberUse, NodeView, Port, Ref, RuleUse, SecretUse, TextUse
from campaigns.nodes.passage import Passage

NEXT = (Port("next"),)


class Category(StrEnum):
    """The shelf of the builder's palette on which a node type lies."""

    TRIGGER = "trigger"  # lets contacts in; no edge may lead to it
    MESSAGE = "message"  # sends something to the contact
    TIMING = "timing"  # lets time pass
    LOGIC = "logic"  # chooses a way
    DATA = "data"  # changes the contact
    EXIT = "exit"  # ends the way


class NodeConfig(BaseModel):
    """Base of every node's config: unknown keys are refused, values never change after parsing."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False)


C = TypeVar("C", bound=NodeConfig)


@dataclass(frozen=True, slots=True, eq=False)
class CompiledNode(Generic[C]):
    """A node of a plan, ready to run.

    `targets` maps each port to the key of the node behind it; `rank` is its place in the plan's order; `versions` maps
    the node's template ids to the pinned version ids; `sender` is whom a message comes from: the sender that the config
    names, or the default one that was pinned.
    """

    key: str
    type: "NodeType[C]"
    config: C
    targets: Mapping[str, str]
    rank: int
    name: str = ""
    versions: Mapping[UUID, UUID] = field(default_factory=dict)
    sender: UUID | None = None


@dataclass(frozen=True, slots=True)
class CampaignInfo:
    """Whose flow is running."""

    campaign_id: UUID
    workspace_id: UUID
    version_id: UUID


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How what resumed rows were parked beside ended: one entry per resumed row.

    States are those of a settled message (accepted, rejected, skipped, unknown) or HTTP call (succeeded, failed).
    `legs` are those of their intents; `details` are for the journal, None where there is nothing to say.
    """

    states: Sequence[str]
    reasons: Sequence[str]
    legs: Sequence[int]
    details: Sequence[Mapping[str, object] | None] = ()

    def part(self, start: int, stop: int) -> "Outcomes":
        """The entries from `start` up to `stop`."""
        part = slice(start, stop)
        return Outcomes(self.states[part], self.reasons[part], self.legs[part], self.details[part])


class World(Protocol):
    """Set operations on the contacts of a batch. Effects are part of the engine's transaction.

    Rows are indexes into the batch's columns. An operation may raise; the engine then bisects the batch.
    """

    def matching(self, batch: "Batch[Any]", rule: Mapping[str, object]) -> Collection[int]:
        """The rows whose contact matches the rule (with the execution's own context)."""

    def judge(self, batch: "Batch[Any]", rule: Mapping[str, object]) -> Judgement:
        """As `matching`, with the values that the rule looked at: for nodes that say in the journal why."""

    def zones(self, batch: "Batch[Any]") -> Sequence[tzinfo]:
        """The time zone of every row's contact; the workspace's where it is not known."""

    def dates(self, batch: "Batch[Any]", attribute: str) -> Sequence[str | None]:
        """The text in that attribute of every row's contact; None where it holds none."""

    def awaited_events(self, batch: "Batch[Any]", rows: Sequence[int]) -> Mapping[int, Mapping[str, object]]:
        """For those of the resumed rows for which the event came that they waited for: what the journal says of it."""

    def throttle(self, batch: "Batch[Any]", rows: Sequence[int], count: int, period: timedelta) -> Passage:
        """Which of the rows may go through the batch's node, where `count` may in any span of one period.

        The rows of the batch that are left out go through in addition.
        """

    def senders_of(self, batch: "Batch[Any]", rows: Sequence[int], senders: Sequence[UUID]) -> Mapping[int, UUID]:
        """For those of the rows whose contact has a message of the campaign from one of the senders: the latest's."""

    def senders_failing(self, senders: Sequence[UUID]) -> Collection[UUID]:
        """Those of the senders that are switched off, or whose provider fails."""

    def tag_add(self, batch: "Batch[Any]", tag: str) -> None:
        """Give the tag to every contact of the batch."""

    def tag_remove(self, batch: "Batch[Any]", tag: str) -> None:
        """Take the tag from every contact of the batch."""

    def update_score(self, batch: "Batch[Any]", *, delta: int | None, value: int | None) -> None:
        """Add `delta` to the score of every row's contact, or set it to `value`."""

    def segment_add(self, batch: "Batch[Any]", segment_id: UUID) -> bool:
        """Put every contact of the batch into the static segment; False when there is no such segment any more."""

    def segment_remove(self, batch: "Batch[Any]", segment_id: UUID) -> bool:
        """Take every contact of the batch out of the static segment; False when there is none any more."""

    def enroll_elsewhere(
        self, batch: "Batch[Any]", campaign_id: UUID, contexts: Sequence[Mapping[str, object]]
    ) -> Sequence[str]:
        """Let every row's contact into another campaign of the workspace, with a context per row.

        Answers per row: entered, already_in, or in a word why nobody or this contact can't enter.
        """

    def inbox_open(
        self, batch: "Batch[Any]", subjects: Sequence[str], bodies: Sequence[str], assignee: str | None
    ) -> None:
        """Open a thread about every row's contact for the member with that e-mail address, one text per row."""

    def set_field(
        self, batch: "Batch[Any]", field: str, rows: Sequence[int], values: Sequence[object]
    ) -> Mapping[int, str]:
        """Set a field of the rows' contacts, one value per row. Returns the refused rows with the reason in words."""

    def payloads(self, batch: "Batch[Any]", body: object) -> tuple[Sequence[str], Mapping[int, str]]:
        """What an HTTP call says of every row, and the failed rows ("" there) with the reason.

        A text is rendered as Liquid. Any other value becomes JSON in which each text was rendered; a text that is but
        one output becomes its value. None: a summary of contact, trigger and campaign.
        """

    def render(self, batch: "Batch[Any]", source: str) -> tuple[Sequence[str], Mapping[int, str]]:
        """Render Liquid for every row: one text per row ("" where it failed), and the failed rows with the reason."""


@dataclass(frozen=True, slots=True, eq=False)
class Batch(Generic[C]):
    """All arrivals at one node in one pass, as parallel columns.

    The first `resumed_count` rows rested here before (their wait is over, or their message is settled); the others are
    fresh. `visits` counts the rounds an execution has made through loops, from 1. `contexts` holds the trigger's data.
    `signals` says for each row that rested until a moment what ended the rest early, "" where nothing did.
    """

    node: CompiledNode[C]
    campaign: CampaignInfo
    now: datetime
    world: World
    execution_ids: Sequence[int]
    contact_ids: Sequence[UUID]
    visits: Sequence[int]
    contexts: Sequence[Mapping[str, object]]
    resumed_count: int = 0
    outcomes: Outcomes | None = None
    signals: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.execution_ids)

    @property
    def ports(self) -> Collection[str]:
        """The node's ports."""
        return self.node.targets.keys()

    @property
    def rests_first(self) -> bool:
        """Whether fresh arrivals must rest at this node before they go on."""
        return self.node.type.rests_first

    @property
    def resumed(self) -> range:
        """The rows that rested here before."""
        return range(self.resumed_count)

    @property
    def fresh(self) -> range:
        """The rows that have just arrived."""
        return range(self.resumed_count, len(self.execution_ids))

    def of(self, rows: Sequence[int]) -> "Batch[C]":
        """These rows alone, as fresh arrivals: to ask the world about some of them. Its rows count from 0 anew."""
        if isinstance(rows, range) and rows == range(len(self)):
            return self
        return replace(
            self,
            execution_ids=[self.execution_ids[row] for row in rows],
            contact_ids=[self.contact_ids[row] for row in rows],
            visits=[self.visits[row] for row in rows],
            contexts=[self.contexts[row] for row in rows],
            resumed_count=0,
            outcomes=None,
            signals=(),
        )

    def part(self, start: int, stop: int) -> "Batch[C]":
        """The rows from `start` up to `stop` as a batch of their own; the engine bisects with it."""
        resumed = max(0, min(self.resumed_count, stop) - start)
        outcomes = self.outcomes
        if outcomes is not None:
            outcomes = outcomes.part(start, start + resumed)
        return replace(
            self,
            execution_ids=self.execution_ids[start:stop],
            contact_ids=self.contact_ids[start:stop],
            visits=self.visits[start:stop],
            contexts=self.contexts[start:stop],
            resumed_count=resumed,
            outcomes=outcomes,
            signals=self.signals[start : start + resumed],
        )


class NodeType(ABC, Generic[C]):
    """One kind of node. Instances hold no state: everything a node knows is in its config.

    The docstring of a type is its page in the reference (docs/reference), written for those who build flows.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    description: ClassVar[str]
    category: ClassVar[Category]
    Config: type[C]

    # Set where a fresh arrival never goes on in the same pass. Only through such nodes may a flow loop.
    rests_first: ClassVar[bool] = False
    # Set where it changes the contact, so that exit rules are asked again behind it.
    writes_contact: ClassVar[bool] = False
    # The codes that it puts on executions and journal lines, each with words in `campaigns.reasons`.
    reasons: ClassVar[Sequence[str]] = ()
    # The exits of every node of this type; None where they depend on the config, and `ports` says which.
    fixed_ports: ClassVar[Sequence[Port] | None] = NEXT

    def ports(self, config: C) -> Sequence[Port]:
        """The named exits of a node with this config."""
        return self.fixed_ports or ()

    def references(self, config: C) -> Sequence[Ref]:
        """The templates, segments, senders and campaigns it needs."""
        return ()

    def rules(self, config: C) -> Sequence[RuleUse]:
        """The rule trees inside the config, for validation."""
        return ()

    def texts(self, config: C) -> Sequence[TextUse]:
        """The Liquid texts inside the config, for validation."""
        return ()

    def members(self, config: C) -> Sequence[MemberUse]:
        """The members of the workspace that it names."""
        return ()

    def secrets(self, config: C) -> Sequence[SecretUse]:
        """The secrets of the workspace that it calls by name."""
        return ()

    def rest_length(self, config: C) -> str | None:
        """How long a rest here lasts from the arrival on, such as `3 days`; None where it depends on anything else.

        Asked when contacts who rest here are moved to a version in which the config differs.
        """
        return None

    def validate(self, node: NodeView[C], flow: FlowView) -> Iterable[Issue]:
        """What the config model can't see: relations between values, and to the flow around the node."""
        return ()

    @abstractmethod
    def step(self, batch: Batch[C]) -> Moves:
        """Say where each arrival goes, the whole batch in one go. An exception fails only the rows that cause it."""

    @abstractmethod
    def summary(self, config: C) -> str:
        """One line for the canvas and the journal."""
