"""Where a batch of arrivals goes from a node: groups of row numbers, never one object per contact.

A node type builds `Moves`; the engine writes them. Nothing here reads or writes the database.
"""

from collections.abc import Collection, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, Protocol
from uuid import UUID

Rows = Sequence[int]


class JsonText(str):
    """A JSON object as text, as the database made it: it goes into the journal as it is."""

    __slots__ = ()


Detail = Mapping[str, object] | JsonText


class MovesMismatch(AssertionError):
    """A node type lost, doubled or misdirected an arrival; the batch must be rolled back."""


class Kind(StrEnum):
    """What happens to a group of arrivals."""

    PORT = "port"  # goes on, in this pass, to the node behind a port
    WAIT = "wait"  # rests at this node until a moment; comes back as a resumed row
    PARK = "park"  # rests at this node (state processing) until its message is settled; comes back as a resumed row
    CALL = "call"  # the same beside an HTTP call
    COMPLETE = "complete"  # the execution is completed here
    SKIP = "skip"  # the execution ends here as skipped, with a reason
    FAIL = "fail"  # the execution ends here as failed, with a reason


@dataclass(frozen=True, slots=True)
class OutboxIntent:
    """The message that parked executions wait for: one row of the outbox for each of them.

    No sender means the default one of the workspace, which messaging looks up when it sends. A `leg` above 0 is another
    message of the same node, after an earlier one; the engine gives it a visit of its own. `spread` is the time over
    which the messages go out.
    """

    channel: str
    template_id: UUID
    template_version_id: UUID
    sender_id: UUID | None
    on_ineligible: str
    leg: int = 0
    spread: timedelta | None = None


@dataclass(frozen=True, slots=True)
class CallIntent:
    """The HTTP calls that parked executions wait for: where each row's goes, and what it carries."""

    urls: Sequence[str]
    bodies: Sequence[str]


@dataclass(frozen=True, slots=True)
class Subscription:
    """What ends a rest before its moment: an event of that name (with the node's filter), or the node's rule; or what
    it is for: a turn at a throttle. `since`, one per row, where the wait had begun before.
    """

    kind: Literal["event", "rule", "turn"]
    event: str = ""
    since: Sequence[datetime] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Arrivals that share a fate. `rows` are indexes into the batch's columns.

    `until` is one moment for all or one per row; `subscribe` is what ends the rest earlier, `signal` what the rows find
    in their batch when they come back. `detail` goes into every row's journal line, `details` into each row's own (then
    it has one entry per row; equal ones are best the same object).
    """

    kind: Kind
    rows: Rows
    port: str = ""
    until: datetime | Sequence[datetime] | None = None
    subscribe: Subscription | None = None
    signal: str = ""
    intent: OutboxIntent | None = None
    calls: CallIntent | None = None
    reason: str = ""
    detail: Detail | None = None
    details: Sequence[Detail | None] | None = None


class Arrivals(Protocol):
    """What `Moves.check` needs to know of a batch."""

    def __len__(self) -> int: ...

    @property
    def resumed_count(self) -> int:
        """How many rows, at the front, came back from resting at this node."""

    @property
    def ports(self) -> Collection[str]:
        """The node's ports."""

    @property
    def rests_first(self) -> bool:
        """Whether fresh arrivals must rest at this node before they go on."""


@dataclass(slots=True)
class Moves:
    """The fate of every arrival of one batch at one node."""

    groups: list[Group] = field(default_factory=list)

    @classmethod
    def all_to(cls, port: str, batch: Sized, *, reason: str = "", detail: Detail | None = None) -> "Moves":
        """The whole batch goes on by one port."""
        return cls([Group(Kind.PORT, range(len(batch)), port, reason=reason, detail=detail)])

    @classmethod
    def split(cls, rows_by_port: Mapping[str, Rows]) -> "Moves":
        """The batch is divided over ports; ports without rows are left out."""
        return cls([Group(Kind.PORT, rows, port) for port, rows in rows_by_port.items() if rows])

    def to(
        self,
        port: str,
        rows: Rows,
        *,
        reason: str = "",
        detail: Detail | None = None,
        details: Sequence[Detail | None] | None = None,
    ) -> "Moves":
        """These rows go on by a port."""
        return self._add(Group(Kind.PORT, rows, port, reason=reason, detail=detail, details=details))

    def wait(
        self,
        until: datetime | Sequence[datetime],
        rows: Rows,
        *,
        reason: str = "",
        subscribe: Subscription | None = None,
        signal: str = "",
    ) -> "Moves":
        """These rows rest here until a moment, one for all or one per row; with `subscribe` perhaps not so long.

        Whatever ends the rest early leaves a signal (`campaigns.nodes.waiting.signals`) in the batch that comes back.
        """
        return self._add(Group(Kind.WAIT, rows, until=until, reason=reason, subscribe=subscribe, signal=signal))

    def park(self, intent: OutboxIntent, rows: Rows, *, reason: str = "", detail: Detail | None = None) -> "Moves":
        """These rows rest here until their message is settled."""
        return self._add(Group(Kind.PARK, rows, intent=intent, reason=reason, detail=detail))

    def call(self, calls: CallIntent, rows: Rows) -> "Moves":
        """These rows rest here until their HTTP call is settled."""
        return self._add(Group(Kind.CALL, rows, calls=calls))

    def complete(self, rows: Rows, *, reason: str = "", detail: Detail | None = None) -> "Moves":
        """These rows are done."""
        return self._add(Group(Kind.COMPLETE, rows, reason=reason, detail=detail))

    def skip(self, reason: str, rows: Rows, *, details: Sequence[Detail | None] | None = None) -> "Moves":
        """These rows end here as skipped."""
        return self._add(Group(Kind.SKIP, rows, reason=reason, details=details))

    def fail(self, reason: str, rows: Rows, *, details: Sequence[Detail | None] | None = None) -> "Moves":
        """These rows end here as failed."""
        return self._add(Group(Kind.FAIL, rows, reason=reason, details=details))

    def check(self, batch: Arrivals) -> None:
        """Every arrival exactly once, every port one of the node's. Raises MovesMismatch; costs about 30 ns a row."""
        size = len(batch)
        for group in self.groups:
            _check_group(group, batch)
        if len(self.groups) == 1 and self.groups[0].rows == range(size):
            return
        counted = sum(len(group.rows) for group in self.groups)
        seen = set().union(*(group.rows for group in self.groups))
        if counted != size or len(seen) != size or (seen and (min(seen) < 0 or max(seen) >= size)):
            raise MovesMismatch(f"{size} arrivals, {counted} moves of {len(seen)} different rows")

    def _add(self, group: Group) -> "Moves":
        if group.rows:
            self.groups.append(group)
        return self


def _check_group(group: Group, batch: Arrivals) -> None:
    if group.kind is Kind.PORT:
        if group.port not in batch.ports:
            raise MovesMismatch(f"the node has no port {group.port!r}")
        if batch.rests_first and group.rows and max(group.rows) >= batch.resumed_count:
            raise MovesMismatch("a fresh arrival went on at a node where it must rest first")
    calls = (group.calls.urls, group.calls.bodies) if group.calls else ()
    for per_row in (group.until, group.details, *calls):
        if isinstance(per_row, Sequence) and len(per_row) != len(group.rows):
            raise MovesMismatch(f"{len(per_row)} values for {len(group.rows)} rows of {group.kind}")
