"""The wave: flows claimed executions through their plan, each node taking all its arrivals at once.

Pure nodes cost no write: an execution is written once, where it comes to rest. Nothing here reads or writes the
database; steps reach it through their `World`, and what is to be written is gathered in the ledger.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any, TypeVar

from campaigns.engine.claim import Claimed
from campaigns.engine.exits import Exits
from campaigns.engine.ledger import Called, Ledger, Parked, Subscribed
from campaigns.engine.plans import LivePlan
from campaigns.engine.poison import Savepoints, step_guarded
from campaigns.models import CounterOutcome, ExecutionState, StepOutcome
from campaigns.nodes.base import Batch, CampaignInfo, CompiledNode, Outcomes, World
from campaigns.nodes.moves import Group, Kind
from campaigns.reasons import LOOP_LIMIT, NODE_MISSING

T = TypeVar("T")
Rows = Sequence[int]

# Fits the columns of executions and messages (smallint); a loop with waits of a minute takes a week to get here.
MAX_VISITS = 10_000
_EMPTY: dict[str, object] = {}
_ENDS = {
    Kind.COMPLETE: (ExecutionState.COMPLETED, StepOutcome.COMPLETED, CounterOutcome.COMPLETED),
    Kind.SKIP: (ExecutionState.SKIPPED, StepOutcome.SKIPPED, CounterOutcome.SKIPPED),
    Kind.FAIL: (ExecutionState.FAILED, StepOutcome.FAILED, CounterOutcome.FAILED),
}


class NotAccounted(AssertionError):
    """The wave ended with executions that came to rest nowhere, or twice; the pass must be rolled back."""


@dataclass(slots=True)
class Wave:
    """One version's claimed executions on their way. `rows` everywhere are indexes into the claimed columns."""

    live: LivePlan
    claimed: Claimed
    ledger: Ledger
    world: World
    savepoints: Savepoints
    info: CampaignInfo
    now: datetime
    exits: Exits
    resumed: dict[str, Rows] = field(default_factory=dict)
    fresh: dict[str, list[Rows]] = field(default_factory=dict)
    looped: set[int] = field(default_factory=set)
    one_run: bool = True
    contexts: Sequence[Any] = ()

    def run(self) -> None:
        """Moves every claimed execution to where it rests. Raises NotAccounted."""
        claimed = self.claimed
        self.one_run = len(set(claimed.runs)) == 1
        self.contexts = _parsed(claimed.contexts)
        before = len(self.ledger.rested)
        everyone: Rows = range(len(claimed))
        self._place(self._staying(everyone) if self.exits.at_start else everyone)
        for node in self.live.plan.resting:
            rows = self.resumed.pop(node.key, None)
            if rows:
                self._arrive(node, rows, len(rows))
        for node in self.live.plan:
            resumed = self.resumed.pop(node.key, ())
            parts = self.fresh.pop(node.key, [])
            if resumed or parts:
                self._arrive(node, _joined([resumed, *parts] if resumed else parts), len(resumed))
        self._account(before)

    def _staying(self, claimed: Rows) -> Rows:
        """The claimed without those who leave early, who end where they stand."""
        gone: set[int] = set()
        batch = self._batch(self.live.plan.nodes[0], claimed, 0)
        for departure in self.exits.before_pass(batch):
            gone.update(departure.rows)
            details = dict(zip(departure.rows, departure.details, strict=True))
            for (node, rested), rows in self._places(departure.rows).items():
                if rested:
                    self._leave(rows, node)
                own = [details[row] for row in rows]
                self._end(rows, node, Group(Kind.COMPLETE, rows, reason=departure.reason, details=own))
        return [row for row in claimed if row not in gone] if gone else claimed

    def _places(self, rows: Rows) -> dict[tuple[str, bool], Rows]:
        """The rows by where they stand and whether they rested there."""
        nodes, rested = _column(self.claimed.nodes, rows), _column(self.claimed.rested, rows)
        places = set(zip(nodes, rested, strict=True))
        if len(places) == 1:
            return dict.fromkeys(places, rows)
        found: dict[tuple[str, bool], list[int]] = {place: [] for place in places}
        for row, place in zip(rows, zip(nodes, rested, strict=True), strict=True):
            found[place].append(row)
        return dict(found)

    def _place(self, staying: Rows) -> None:
        """Puts the claimed at the nodes where they stand, those who rested there apart from those yet to enter."""
        for (node, rested), rows in self._places(staying).items():
            if node not in self.live.plan.by_key:
                if rested:
                    self._leave(rows, node)
                self._end(rows, node, Group(Kind.FAIL, rows, reason=NODE_MISSING))
            elif rested:
                self.resumed[node] = rows
            else:
                self.fresh[node] = [rows]

    def _arrive(self, node: CompiledNode[Any], rows: Rows, resumed_count: int) -> None:
        """Steps one node with all its arrivals, the resumed ones first, and takes each group where it goes."""
        if resumed_count:
            self._leave(rows[:resumed_count], node.key)
        moves = step_guarded(self._batch(node, rows, resumed_count), self.savepoints)
        for group in moves.groups:
            chosen = _pick(rows, group.rows)
            if group.kind is Kind.PORT:
                self._pass(node, chosen, group)
            elif group.kind is Kind.WAIT:
                self._wait(node, chosen, group)
            elif group.kind is Kind.PARK:
                self._park(node, chosen, group)
            elif group.kind is Kind.CALL:
                self._call(node, chosen, group)
            else:
                self._end(chosen, node.key, group)

    def _batch(self, node: CompiledNode[Any], rows: Rows, resumed_count: int) -> Batch[Any]:
        claimed = self.claimed
        outcomes = None
        if resumed_count and claimed.parked:
            back = rows[:resumed_count]
            outcomes = Outcomes(
                _column(claimed.states, back),
                _column(claimed.reasons, back),
                _column(claimed.legs, back),
                _column(claimed.details, back),
            )
        return Batch(
            node=node,
            campaign=self.info,
            now=self.now,
            world=self.world,
            execution_ids=_column(claimed.ids, rows),
            contact_ids=_column(claimed.contacts, rows),
            visits=_column(claimed.visits, rows),
            contexts=_column(self.contexts, rows),
            resumed_count=resumed_count,
            outcomes=outcomes,
            signals=_column(claimed.signals, rows[:resumed_count]) if resumed_count and claimed.signals else (),
        )

    def _leave(self, rows: Rows, node: str) -> None:
        """They no longer rest at the node."""
        self._count(rows, node, CounterOutcome.PARKED if self.claimed.parked else CounterOutcome.WAITING, sign=-1)

    def _pass(self, node: CompiledNode[Any], rows: Rows, group: Group) -> None:
        if (node.key, group.port) in self.live.loops:
            rows = self._way_back(node, rows)
            if not rows:
                return
        self._note(rows, node.key, StepOutcome.PASSED, group)
        self._count(rows, node.key, CounterOutcome.PASSED, port=group.port)
        if node.type.writes_contact and self.exits.at_writers:
            rows = self._onward(node, rows, node.targets[group.port])
            if not rows:
                return
        self.fresh.setdefault(node.targets[group.port], []).append(rows)

    def _onward(self, node: CompiledNode[Any], rows: Rows, target: str) -> Rows:
        """Those whom no exit rule meets after the node wrote to them; the others end before the next one."""
        gone: set[int] = set()
        for departure in self.exits.behind_writer(self._batch(node, rows, 0)):
            chosen = _pick(rows, departure.rows)
            gone.update(chosen)
            group = Group(Kind.COMPLETE, chosen, reason=departure.reason, details=departure.details)
            self._end(chosen, target, group)
        return [row for row in rows if row not in gone] if gone else rows

    def _way_back(self, node: CompiledNode[Any], rows: Rows) -> Rows:
        """Those who may go round once more; the others fail."""
        visits = self.claimed.visits
        onward = [row for row in rows if visits[row] < MAX_VISITS]
        if len(onward) < len(rows):
            spent = [row for row in rows if visits[row] >= MAX_VISITS]
            self._end(spent, node.key, Group(Kind.FAIL, spent, reason=LOOP_LIMIT))
        self._visit_again(onward)
        return onward

    def _visit_again(self, rows: Rows) -> None:
        """What they meet from here on is met on another visit, so that each message is its own."""
        for row in rows:
            self.claimed.visits[row] += 1
        self.looped.update(rows)

    def _wait(self, node: CompiledNode[Any], rows: Rows, group: Group) -> None:
        self._count(rows, node.key, CounterOutcome.WAITING)
        if group.until is None:
            raise NotAccounted(f"node {node.key} lets executions wait without end")
        for until, chosen in _by_moment(rows, group.until).items():
            keys = _column(self.claimed.keys, chosen)
            detail = {"until": until.isoformat()}
            if group.subscribe is not None and group.subscribe.event:
                detail["event"] = group.subscribe.event
            self.ledger.note(keys, node.key, StepOutcome.WAITING, reason=group.reason, detail=detail)
            self._rest(chosen, node.key, ExecutionState.PENDING, due_at=until, reason=group.reason, signal=group.signal)
        if group.subscribe is not None:
            keys, contacts = _column(self.claimed.keys, rows), _column(self.claimed.contacts, rows)
            self.ledger.subscribed.append(Subscribed(group.subscribe, self.info.version_id, node.key, keys, contacts))

    def _park(self, node: CompiledNode[Any], rows: Rows, group: Group) -> None:
        if group.intent is None:
            raise NotAccounted(f"node {node.key} parks executions without a message")
        claimed = self.claimed
        if group.intent.leg:
            self._visit_again(rows)
        self._note(rows, node.key, StepOutcome.PARKED, group)
        self._count(rows, node.key, CounterOutcome.PARKED)
        self._rest(rows, node.key, ExecutionState.PROCESSING)
        self.ledger.parked.append(
            Parked(
                intent=group.intent,
                node=node.key,
                keys=_column(claimed.keys, rows),
                contacts=_column(claimed.contacts, rows),
                visits=_column(claimed.visits, rows),
                contexts=_column(claimed.contexts, rows),
            )
        )

    def _call(self, node: CompiledNode[Any], rows: Rows, group: Group) -> None:
        if group.calls is None:
            raise NotAccounted(f"node {node.key} parks executions without a call")
        self._note(rows, node.key, StepOutcome.PARKED, group)
        self._count(rows, node.key, CounterOutcome.PARKED)
        self._rest(rows, node.key, ExecutionState.PROCESSING)
        keys, visits = _column(self.claimed.keys, rows), _column(self.claimed.visits, rows)
        self.ledger.called.append(Called(self.info.version_id, node.key, keys, visits, group.calls))

    def _end(self, rows: Rows, node: str, group: Group) -> None:
        state, outcome, counter = _ENDS[group.kind]
        self._note(rows, node, outcome, group)
        self._count(rows, node, counter, reason=group.reason)
        self._rest(rows, node, state, reason=group.reason)

    def _note(self, rows: Rows, node: str, outcome: StepOutcome, group: Group) -> None:
        self.ledger.note(
            _column(self.claimed.keys, rows),
            node,
            outcome,
            port=group.port,
            reason=group.reason,
            detail=group.detail,
            details=group.details,
        )

    def _rest(
        self,
        rows: Rows,
        node: str,
        state: ExecutionState,
        *,
        due_at: datetime | None = None,
        reason: str = "",
        signal: str = "",
    ) -> None:
        keys = self.claimed.keys
        parts = [(0, rows)]
        if self.looped:
            back = [row for row in rows if row in self.looped]
            parts = [(0, [row for row in rows if row not in self.looped]), (1, back)]
        for loops, chosen in parts:
            if chosen:
                self.ledger.rest(
                    _column(keys, chosen), node, state, due_at=due_at, reason=reason, loops=loops, signal=signal
                )

    def _count(
        self, rows: Rows, node: str, outcome: CounterOutcome, *, port: str = "", reason: str = "", sign: int = 1
    ) -> None:
        runs: str | Sequence[str | None] | None
        runs = self.claimed.runs[0] if self.one_run else _column(self.claimed.runs, rows)
        self.ledger.count(runs, sign * len(rows), node, outcome, port, reason)

    def _account(self, before: int) -> None:
        """Every claimed execution rests exactly once."""
        rested = self.ledger.rested[before:]
        if self.fresh or self.resumed or len(rested) != len(self.claimed) or len(set(rested)) != len(rested):
            stuck = [*self.fresh, *self.resumed]
            raise NotAccounted(f"{len(self.claimed)} claimed, {len(rested)} came to rest, some stand at {stuck}")


def _parsed(contexts: Sequence[str | None]) -> Sequence[Mapping[str, object]]:
    """The trigger data of each; executions of one run share one text, which is parsed once."""
    texts = set(contexts)
    if texts == {None}:
        return [_EMPTY] * len(contexts)
    values = {text: json.loads(text) if text is not None else _EMPTY for text in texts}
    return [values[text] for text in contexts]


def _column(values: Sequence[T], rows: Rows) -> Sequence[T]:
    """The values of these rows; the whole column itself where the rows are all rows in order."""
    if isinstance(rows, range) and rows.step == 1:
        return values if len(rows) == len(values) else values[rows.start : rows.stop]
    if len(rows) > 1:
        return itemgetter(*rows)(values)
    return [values[row] for row in rows]


def _pick(rows: Rows, chosen: Rows) -> Rows:
    """The rows at these places of `rows`."""
    return rows if isinstance(chosen, range) and len(chosen) == len(rows) else _column(rows, chosen)


def _by_moment(rows: Rows, until: datetime | Sequence[datetime]) -> dict[datetime, Rows]:
    if isinstance(until, datetime):
        return {until: rows}
    moments: dict[datetime, list[int]] = {}
    for row, moment in zip(rows, until, strict=True):
        moments.setdefault(moment, []).append(row)
    return dict(moments)


def _joined(parts: Sequence[Rows]) -> Rows:
    if len(parts) == 1:
        return parts[0]
    joined: list[int] = []
    for part in parts:
        joined.extend(part)
    return joined
