"""Who leaves early: by an exit rule, or for the goal. Asked for whole batches; free where neither is set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaigns.engine.goals.record import conversions_record, leavers_take
from campaigns.engine.poison import Savepoints
from campaigns.nodes.base import Batch
from campaigns.nodes.judgement import values_detail
from campaigns.nodes.moves import Detail
from campaigns.reasons import EXIT_RULE, GOAL_REACHED
from campaigns.settings import CampaignGoalSettings


@dataclass(frozen=True, slots=True)
class Departure:
    """Rows of a batch whose way ends here as completed, and why."""

    rows: Sequence[int]
    reason: str
    details: Sequence[Detail | None]


@dataclass(frozen=True, slots=True)
class Exits:
    """The exit rules and the goal of one pass. `leaving` says that conversions of the campaign wait for their end."""

    rules: Sequence[Mapping[str, Any]]
    goal: CampaignGoalSettings | None
    leaving: bool
    savepoints: Savepoints
    now: datetime

    @property
    def at_start(self) -> bool:
        """Whether there is anything to ask at the start of a pass."""
        return bool(self.rules) or self.leaving or (self.goal is not None and self.goal.rule is not None)

    @property
    def at_writers(self) -> bool:
        """Whether there is anything to ask behind a node that wrote to its contacts."""
        return bool(self.rules)

    def before_pass(self, batch: Batch[Any]) -> list[Departure]:
        """Those of the claimed who reached the goal, and those who match an exit rule; each row once."""
        with self.savepoints.around():
            reached = self._reached(batch)
            departures = [Departure(reached, GOAL_REACHED, [None] * len(reached))] if reached else []
            return [*departures, *self._matching(batch, set(reached))]

    def behind_writer(self, batch: Batch[Any]) -> list[Departure]:
        """Those who match an exit rule now that their contacts have changed."""
        with self.savepoints.around():
            return self._matching(batch, set())

    def _reached(self, batch: Batch[Any]) -> list[int]:
        goal, recorded = self.goal, 0
        if goal is not None and goal.rule is not None:
            self.savepoints.touch()
            matching = batch.world.matching(batch, goal.rule)
            recorded = conversions_record(goal, [batch.execution_ids[row] for row in matching], self.now)
        if not self.leaving and not recorded:
            return []
        self.savepoints.touch()
        leavers = leavers_take(batch.execution_ids)
        return [row for row, execution in enumerate(batch.execution_ids) if execution in leavers] if leavers else []

    def _matching(self, batch: Batch[Any], gone: set[int]) -> list[Departure]:
        departures = []
        for number, rule in enumerate(self.rules):
            rows = sorted(set(batch.world.matching(batch, rule)) - gone)
            if rows:
                gone.update(rows)
                # What it looked at is asked for of those alone who go.
                judgement = batch.world.judge(batch.of(rows), rule)
                departures.append(Departure(rows, EXIT_RULE, values_detail(judgement.seen, {"rule": number + 1})))
        return departures
