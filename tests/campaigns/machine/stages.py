"""The stages, as production runs them, each with a death at any statement; and time, which passes."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from campaigns.engine import counters, orders, settle, stage
from campaigns.engine.goals import sweep
from campaigns.engine.moving import stage as moving
from campaigns.engine.waking import sweep as waits
from campaigns.models import Lifecycle
from campaigns.webhooks import stage as webhooks
from contacts.segments import refresh
from messaging.counters import jobs as message_counters
from messaging.delivery import stage as delivery
from tests.campaigns.machine import invariants
from tests.campaigns.machine.caller import Reply
from tests.campaigns.machine.example import DEATHS, Example
from tests.campaigns.machine.provider import Act
from workspaces.clock import database_now

_JUMPS = st.sampled_from([timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days")])
_LEAPS = st.sampled_from([timedelta(seconds=61), timedelta(hours=2), timedelta(days=32), timedelta(days=800)])
_A_TURN = timedelta(seconds=61)
_LIMITS = st.sampled_from([1, 2, 5_000])


class Stages(Example):
    """What the workers do."""

    @rule(death=DEATHS)
    def triggers_stage(self, death: int | None) -> None:
        self._triggers(death)

    @rule(death=DEATHS, limit=_LIMITS)
    def engine_stage(self, death: int | None, limit: int) -> None:
        self._unmoved_while_held(lambda: self._do(lambda: stage.run(limit=limit), death))

    @rule(death=DEATHS, script=st.lists(st.sampled_from(Act), max_size=5), down=st.sampled_from([False] * 5 + [True]))
    def delivery_stage(self, death: int | None, script: list[Act], down: bool) -> None:
        self.scene.provider.script, self.scene.provider.down = script, down
        self._unmoved_while_held(lambda: self._do(delivery.run, death))
        self.scene.provider.script, self.scene.provider.down = [], False

    @rule(death=DEATHS, script=st.lists(st.sampled_from(Reply), max_size=5))
    def webhooks_stage(self, death: int | None, script: list[Reply]) -> None:
        self.scene.caller.script = script
        self._unmoved_while_held(lambda: self._do(webhooks.run, death))
        self.scene.caller.script = []

    @rule(death=DEATHS, limit=_LIMITS, which=st.integers(0, 7))
    def another_stage(self, death: int | None, limit: int, which: int) -> None:
        stages: list[Callable[[], object]] = [
            settle.run,
            lambda: moving.run(limit=limit),
            waits.run,
            orders.run,
            lambda: refresh.run(database_now(), 100),
            sweep.run,
            counters.compact,
            message_counters.compact,
        ]
        self._do(stages[which], death)
        self.forgive_retries()

    @rule()
    def everything_runs(self) -> None:
        """Twice, with a pause in which the waits come to their turn again."""
        self._round()
        self._pass(_A_TURN)
        self._round()
        invariants.check_waits(self.campaign)

    @rule(step=_JUMPS | _LEAPS)
    def time_passes(self, step: timedelta) -> None:
        self._pass(step)

    def _unmoved_while_held(self, action: Callable[[], None]) -> None:
        """5: nobody claims work of a campaign that is held."""
        held = self._is_held()
        before = invariants.moved(self.campaign)
        action()
        if held and self._lifecycle() != Lifecycle.CANCELLED:
            assert invariants.moved(self.campaign) == before, "5: a held campaign was worked on"
