"""One contact's way on a virtual clock: passes of the real engine over one execution, from due date to due date.

Runs inside `shadowed` and writes what a pass writes. What others would do meanwhile is taken for granted: a provider
accepts each message that would be sent, an address answers each call, and nobody does what a wait waits for.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from campaigns.engine.claim import Claimed
from campaigns.engine.exits import Exits
from campaigns.engine.ledger import Fate, Ledger
from campaigns.engine.plans import LivePlan
from campaigns.engine.poison import Savepoints
from campaigns.engine.waking.subscriptions import subscriptions_drop, subscriptions_make
from campaigns.engine.write import write
from campaigns.models import Campaign, Execution, ExecutionState, Step
from campaigns.nodes.base import CampaignInfo
from campaigns.reasons import TEST_HELD, TEST_SLOW, TEST_STEPS, TEST_YEARS, WEBHOOK_SUCCEEDED
from campaigns.settings import settings_of
from campaigns.simulation.wave import LedWave, SimulatedWorld
from messaging.delivery.rehearse import Rehearsal, rehearse
from messaging.models import Message, MessageState
from workspaces.clock import VirtualClock

MOST_STEPS = 300
LONGEST = timedelta(days=3_653)
MOST_SECONDS = 5.0
STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of the way, and what delivery would do with it. `at`: when the outbox got it."""

    node: str
    at: datetime
    channel: str
    message_type: str
    rehearsal: Rehearsal


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How what the execution was parked beside ended, as a claim tells it."""

    state: str
    reason: str
    leg: int = 0
    detail: Mapping[str, object] | None = None


@dataclass
class Walk:
    """The way so far: journal lines and messages in the order in which they came. `state` and `reason` tell the end."""

    campaign: Campaign
    execution: Execution
    live: LivePlan
    choices: Mapping[str, str]
    clock: VirtualClock
    steps: list[Step] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    state: str = ""
    reason: str = ""

    def go(self) -> None:
        """On to the end, or until the test has lasted long enough."""
        began, started = self.clock.now(), time.monotonic()
        outcome: _Outcome | None = None
        rested, visit, signal = False, 1, ""
        while not self.state:
            ledger, claimed = self._pass(outcome, rested=rested, visit=visit, signal=signal)
            fate = next(iter(ledger.fates))
            self.execution.node, rested, visit, signal = fate[0], True, claimed.visits[0], fate[5]
            outcome = self._rest(fate, ledger)
            if not self.state:
                self._bound(began, started)

    def stop(self, reason: str) -> None:
        """The test ends here, before the way does."""
        self.state, self.reason = STOPPED, reason

    def _bound(self, began: datetime, started: float) -> None:
        if len(self.steps) >= MOST_STEPS:
            self.stop(TEST_STEPS)
        elif self.clock.now() - began > LONGEST:
            self.stop(TEST_YEARS)
        elif time.monotonic() - started > MOST_SECONDS:
            self.stop(TEST_SLOW)

    def _rest(self, fate: Fate, ledger: Ledger) -> _Outcome | None:
        """Lets time go by until the execution would be claimed again; how its message or call ended by then."""
        node, state, due_at, reason, *_ = fate
        if state == ExecutionState.PROCESSING:
            return self._delivered() if ledger.parked else _Outcome("succeeded", WEBHOOK_SUCCEEDED)
        if state != ExecutionState.PENDING or due_at is None:
            self.state, self.reason = state, reason
            return None
        # What it waits for comes at once where that was chosen.
        awaits = any(each.subscription.kind != "turn" for each in ledger.subscribed)
        if not (awaits and self.choices.get(node) == "next"):
            self._pass_time(due_at)
        return None

    def _pass_time(self, until: datetime) -> None:
        self.clock.advance(max(until - self.clock.now(), timedelta(0)))

    def _delivered(self) -> _Outcome | None:
        messages = Message.objects.in_workspace(self.campaign.workspace_id).filter(execution_id=self.execution.pk)
        message = messages.latest("pk")
        self._pass_time(message.not_before)
        rehearsal = rehearse(message, self.clock.now())
        self.letters.append(Letter(message.node, message.created_at, message.channel, message.message_type, rehearsal))
        if rehearsal.state is MessageState.QUEUED:
            self.stop(TEST_HELD)
            return None
        self._pass_time(rehearsal.at)
        messages.filter(pk=message.pk).update(
            state=rehearsal.state,
            reason=rehearsal.reason,
            address=rehearsal.address,
            settled_at=self.clock.now(),
        )
        return _Outcome(rehearsal.state.value, rehearsal.reason, message.leg)

    def _pass(self, outcome: _Outcome | None, *, rested: bool, visit: int, signal: str) -> tuple[Ledger, Claimed]:
        """One pass of the engine over the execution alone."""
        now = self.clock.now()
        claimed = self._claimed(outcome, rested=rested, visit=visit, signal=signal)
        ledger, savepoints = Ledger(self.campaign.workspace_id, now), Savepoints()
        world = SimulatedWorld(
            workspace_id=self.campaign.workspace_id,
            workspace_name=self.campaign.workspace.name,
            campaign_name=self.campaign.name,
            now=now,
            savepoints=savepoints,
        )
        settings = settings_of(self.campaign)
        exits = Exits(settings.exit_rules, settings.goal, leaving=False, savepoints=savepoints, now=now)
        info = CampaignInfo(self.campaign.pk, self.campaign.workspace_id, claimed.version_id)
        LedWave(self.live, claimed, ledger, world, savepoints, info, now, exits, choices=self.choices).run()
        with connection.cursor() as cursor:
            write(ledger, self.campaign.pk, cursor)
            subscriptions_drop(ledger.rested, cursor)
            subscriptions_make(ledger.subscribed, self.campaign.workspace_id, self.campaign.pk, now, cursor)
        known = self.steps[-1].pk if self.steps else 0
        lines = Step.objects.in_workspace(self.campaign.workspace_id).filter(execution_id=self.execution.pk)
        self.steps += lines.filter(pk__gt=known).order_by("pk")
        return ledger, claimed

    def _claimed(self, outcome: _Outcome | None, *, rested: bool, visit: int, signal: str) -> Claimed:
        execution = self.execution
        return Claimed(
            version_id=execution.version_id,
            parked=outcome is not None,
            ids=(execution.pk,),
            keys=[str(execution.pk)],
            contacts=(execution.contact_id,),
            runs=(None,),
            nodes=(execution.node,),
            rested=(rested,),
            visits=[visit],
            contexts=(json.dumps(execution.context) if execution.context is not None else None,),
            states=(outcome.state,) if outcome else (),
            reasons=(outcome.reason,) if outcome else (),
            legs=(outcome.leg,) if outcome else (),
            details=(outcome.detail,) if outcome else (),
            signals=() if outcome else (signal,),
        )
