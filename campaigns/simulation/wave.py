"""The engine's wave, led: where somebody chose a port, everybody takes it. The nodes themselves are the real ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from campaigns.engine.wave import Rows, Wave
from campaigns.engine.world import DatabaseWorld
from campaigns.nodes.ab_test import HOLDOUT
from campaigns.nodes.base import Batch, CompiledNode
from campaigns.nodes.moves import Group, Kind
from campaigns.nodes.passage import Passage
from campaigns.reasons import CHOSEN


class SimulatedWorld(DatabaseWorld):
    """The engine's world but for what depends on the crowd: a throttle lets everybody through at once."""

    __slots__ = ()

    def throttle(self, batch: Batch[Any], rows: Rows, count: int, period: object) -> Passage:
        """All of them, without a look at the gate and its queue."""
        return Passage(rows, (), (), ())


@dataclass
class LedWave(Wave):
    """`choices`: the port that is taken at these nodes, whatever they decide."""

    choices: Mapping[str, str] = field(default_factory=dict)

    def _pass(self, node: CompiledNode[Any], rows: Rows, group: Group) -> None:
        chosen = self.choices.get(node.key, group.port)
        super()._pass(node, rows, group if chosen == group.port else replace(group, port=chosen, reason=CHOSEN))

    def _end(self, rows: Rows, node: str, group: Group) -> None:
        """Whom a test holds out takes the chosen variant all the same."""
        if group.reason == HOLDOUT and node in self.choices:
            self._pass(self.live.plan.node(node), rows, replace(group, kind=Kind.PORT))
        else:
            super()._end(rows, node, group)
