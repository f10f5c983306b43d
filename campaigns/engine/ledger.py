"""What one pass will write, gathered while the wave runs: journal text, fates of executions, outbox rows, counters.

Columnar: a group of executions that share a fate costs a few joins of strings, never an object per execution.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from campaigns.models import CounterOutcome, ExecutionState, StepOutcome
from campaigns.nodes.moves import CallIntent, Detail, JsonText, OutboxIntent, Subscription
from workspaces.texts import storable

_REASON_LENGTH = 64
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""})

# (run, node, outcome, port, reason) → delta
Counts = dict[tuple[str | None, str, str, str, str], int]
# (node, state, due_at, reason, ways back taken, signal)
Fate = tuple[str, str, datetime | None, str, int, str]


@dataclass(slots=True)
class Parked:
    """Executions that come to rest beside a message: parallel columns, for the outbox."""

    intent: OutboxIntent
    node: str
    keys: Sequence[str]
    contacts: Sequence[UUID]
    visits: Sequence[int]
    contexts: Sequence[str | None]


@dataclass(slots=True)
class Called:
    """Executions that come to rest beside an HTTP call: parallel columns, for the calls' outbox."""

    version: UUID
    node: str
    keys: Sequence[str]
    visits: Sequence[int]
    calls: CallIntent


@dataclass(slots=True)
class Subscribed:
    """Executions that come to rest until a moment or something earlier: parallel columns, for the subscriptions."""

    subscription: Subscription
    version: UUID
    node: str
    keys: Sequence[str]
    contacts: Sequence[UUID]


@dataclass(slots=True)
class Ledger:
    """Collects one pass's writes. `keys` are execution ids as text."""

    workspace_id: UUID
    now: datetime
    journal: list[str] = field(default_factory=list)
    steps: int = 0
    rested: list[str] = field(default_factory=list)
    rested_fates: list[str] = field(default_factory=list)
    fates: dict[Fate, str] = field(default_factory=dict)
    counts: Counts = field(default_factory=dict)
    parked: list[Parked] = field(default_factory=list)
    called: list[Called] = field(default_factory=list)
    subscribed: list[Subscribed] = field(default_factory=list)

    def note(
        self,
        keys: Sequence[str],
        node: str,
        outcome: StepOutcome,
        *,
        port: str = "",
        reason: str = "",
        detail: Detail | None = None,
        details: Sequence[Detail | None] | None = None,
    ) -> None:
        """One journal line for each execution; `details` has one entry per execution, `detail` is for all."""
        head = f"\t{self.workspace_id}\t{node}\t{outcome.value}\t{port}\t{copy_text(reason[:_REASON_LENGTH])}\t"
        self.steps += len(keys)
        if details is not None:
            # Many rows share one detail: each is written out once.
            own = {id(each): each for each in details}
            tails = {
                place: f"{head}{copy_json(each if each is not None else detail)}{self._end}"
                for place, each in own.items()
            }
            self.journal.extend([key + tails[id(each)] for key, each in zip(keys, details, strict=True)])
            return
        tail = f"{head}{copy_json(detail)}{self._end}"
        self.journal.append(tail.join(keys))
        self.journal.append(tail)

    def rest(
        self,
        keys: Sequence[str],
        node: str,
        state: ExecutionState,
        *,
        due_at: datetime | None = None,
        reason: str = "",
        loops: int = 0,
        signal: str = "",
    ) -> None:
        """These executions come to rest at the node, in this state."""
        fate: Fate = (node, state.value, due_at, reason[:_REASON_LENGTH], loops, signal)
        number = self.fates.setdefault(fate, str(len(self.fates) + 1))
        self.rested.extend(keys)
        self.rested_fates.extend([number] * len(keys))

    def count(
        self,
        runs: str | Sequence[str | None] | None,
        size: int,
        node: str,
        outcome: CounterOutcome,
        port: str = "",
        reason: str = "",
    ) -> None:
        """Adds `size` to a counter; `runs` is the run of all of them, or one per execution (then size is ±1 each).

        `reason` is given for ways that end.
        """
        why = reason[:_REASON_LENGTH]
        if runs is None or isinstance(runs, str):
            self._add((runs, node, outcome.value, port, why), size)
            return
        sign = 1 if size > 0 else -1
        for run, number in Counter(runs).items():
            self._add((run, node, outcome.value, port, why), sign * number)

    @property
    def _end(self) -> str:
        return f"\t{self.now.isoformat()}\n"

    def _add(self, counter: tuple[str | None, str, str, str, str], delta: int) -> None:
        self.counts[counter] = self.counts.get(counter, 0) + delta


def copy_text(text: str) -> str:
    """A text as COPY's text format wants it."""
    return text.translate(_ESCAPES)


def copy_json(value: object) -> str:
    """A JSON value as COPY wants it; whatever PostgreSQL's jsonb would refuse is replaced, never raised."""
    if value is None:
        return "\\N"
    if isinstance(value, JsonText):
        return copy_text(value)
    try:
        text = json.dumps(value, allow_nan=False, default=str)
        if "\\u0000" in text or "\\ud" in text:
            text = json.dumps(_clean(value), allow_nan=False, default=str)
    except (TypeError, ValueError, RecursionError):
        text = json.dumps({"message": repr(_clean(repr(value)))[:500]})
    return copy_text(text)


def _clean(value: Any) -> Any:
    """Without NUL and lone surrogates, which jsonb can't hold."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {_clean(str(key)): _clean(item) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [_clean(item) for item in value]
    return value
