"""One example of the state machine: how it begins, what must hold after each step, and how it is brought to an end."""

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from campaigns.engine import orders, settle, stage, triggers
from campaigns.engine.goals import sweep
from campaigns.engine.moving import stage as moving
from campaigns.engine.plans import plan_load
from campaigns.engine.waking import sweep as waits
from campaigns.models import Campaign, CampaignHold, Execution, Lifecycle
from campaigns.services import campaign_complete, campaign_launch, campaign_resume
from campaigns.webhooks import stage as webhooks
from contacts.segments import refresh
from messaging.delivery import stage as delivery
from tests.campaigns.machine import invariants
from tests.campaigns.machine.clock import clock_set
from tests.campaigns.machine.decisions import decided_once
from tests.campaigns.machine.flows import EVENTS, RULES, TRIGGER_RULES, Document, documents, has_loop
from tests.campaigns.machine.journal import check_journal
from tests.campaigns.machine.scene import Scene, ids_for, repeatable_ids
from tests.factories.campaigns import SYSTEM, flow, make_campaign
from workspaces import ids
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput, NotFound

REFUSED = (Conflict, InvalidInput, NotFound)
# The statement before which the process dies; mostly it lives.
DEATHS = st.none() | st.none() | st.integers(0, 45)
CHOICES = st.integers(0, 11)
_GOALS = st.fixed_dictionaries({"rule": RULES, "exit_on_goal": st.booleans()}) | st.fixed_dictionaries(
    {"event": EVENTS, "exit_on_goal": st.booleans()}, optional={"filter": TRIGGER_RULES}
)
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "reentry": st.sampled_from(["once", "once_at_a_time", "always", {"after": {"value": 2, "unit": "hours"}}]),
        "entry_rule": RULES | TRIGGER_RULES,
        "exit_rules": st.lists(RULES, min_size=1, max_size=2),
        "goal": _GOALS,
        "frequency_cap": st.just({"count": 1, "days": 1}),
        "unknown_after": st.just(60),
    },
)
_FAR = timedelta(days=6 * 366)
_ROUNDS = 40


class Example(RuleBasedStateMachine):
    """One campaign, one other that it may jump to, some contacts; rolled back at the end."""

    scene: ClassVar[Scene]

    def __init__(self) -> None:
        super().__init__()
        self._example = transaction.atomic()
        self._example.__enter__()
        self.ahead = timedelta(0)
        self.passed_over: set[str] = {*invariants.PINNED}
        self.resent: set[str] = set()
        self.documents: list[Document] = []
        plan_load.cache_clear()
        clock_set(self.ahead)
        self.scene.reset()
        ids.uuid_utils = type("Ids", (), {"uuid7": staticmethod(repeatable_ids(1))})  # type: ignore[assignment]
        with connection.cursor() as cursor:
            cursor.execute("SELECT setseed(0.5)")

    @initialize(document=documents(), number=st.integers(1, 5), settings=SETTINGS)
    def begin(self, document: Document, number: int, settings: dict[str, Any]) -> None:
        self.contacts = self.scene.contacts(number)
        entry = flow(("a", "trigger_api", {}), ("g", "tag", {"action": "add", "tag": "jumped"}), ("e", "end", {}))
        self.other = self._launched(entry, {"reentry": "always"})
        self.campaign = self._launched(self._own(document), self.scene.real(settings))
        if "entry_rule" in settings or settings.get("reentry") not in ("once", "always"):
            self.passed_over.add(invariants.AUDIENCE)
        if number % 2:
            self._round()

    @invariant()
    def holds(self) -> None:
        for campaign in (self.campaign, self.other) if self._jumped() else (self.campaign,):
            invariants.check_rows(campaign, self.passed_over)
            invariants.check_counters(campaign)
            check_journal(campaign)
        invariants.check_provider(self.scene.provider, self.scene.workspace, self.resent)
        invariants.check_calls(self.scene.caller, self.scene.workspace)

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None and hasattr(self, "campaign"):
                self._drain()
                self.holds()
                invariants.check_reasons(self.campaign)
        finally:
            transaction.set_rollback(True)
            self._example.__exit__(None, None, None)
            # Whoever died within a turn of his keeps it as long as the connection lives.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock_all()")

    # How

    def _launched(self, document: Document, settings: dict[str, Any]) -> Campaign:
        return campaign_launch(campaign=make_campaign(self.scene.workspace, document, settings=settings), actor=SYSTEM)

    def _own(self, document: Document) -> Document:
        self.documents.append(document)
        return self.scene.real(document, **ids_for(self.other.public_id))

    def _do(self, action: Callable[[], Any], death: int | None) -> None:
        with self.scene.mortality.life(death):
            action()

    def _try(self, action: Callable[[], Any], death: int | None) -> None:
        """The same for what may be refused."""
        with suppress(*REFUSED):
            self._do(action, death)

    def _triggers(self, death: int | None) -> None:
        with decided_once(self.scene.workspace):
            self._do(triggers.run, death)

    def _jumped(self) -> bool:
        return Execution.objects.in_workspace(self.scene.workspace).filter(campaign=self.other).exists()

    def _is_held(self) -> bool:
        return CampaignHold.objects.in_workspace(self.scene.workspace).filter(campaign=self.campaign).exists()

    def _lifecycle(self) -> str:
        found = Campaign.objects.in_workspace(self.scene.workspace).filter(pk=self.campaign.pk)
        return str(found.values_list("lifecycle", flat=True).get())

    def _round(self) -> None:
        """Every stage once. Whoever was due has moved, and what was settled has released whom it held."""
        waits_for = invariants.claimable(self.campaign) if self._may_claim() else set()
        refresh.run(database_now(), 100)
        self._triggers(None)
        sweep.run()
        moving.run()
        orders.run()
        stage.run()
        delivery.run()
        webhooks.run()
        waits.run()
        stage.run()
        settle.run()
        self.forgive_retries()
        left = waits_for & invariants.claimable(self.campaign)
        assert not left, f"3: due, and nobody claims it: {left}"

    def forgive_retries(self) -> None:
        """Operators may take up again what had failed."""
        if invariants.forgive("execution", "failed", "pending"):
            self.passed_over.add(invariants.ONE_AT_A_TIME)

    def _may_claim(self) -> bool:
        return self._lifecycle() == Lifecycle.RUNNING and not self._is_held()

    def _pass(self, step: timedelta) -> None:
        self.ahead += step
        clock_set(self.ahead)

    def _drain(self) -> None:
        """Lets time pass until everybody has come to an end; in a loop, everybody just goes on resting."""
        self._try(lambda: campaign_resume(campaign=self.campaign, actor=SYSTEM), None)
        self._try(lambda: campaign_complete(campaign=self.campaign, actor=SYSTEM), None)
        self.passed_over.add(invariants.AUDIENCE)
        endless = any(map(has_loop, self.documents))
        for _ in range(6 if endless else _ROUNDS):
            self._round()
            if not invariants.unfinished(self.campaign):
                break
            self._pass(_FAR)
        self._round()
        if not endless:
            assert invariants.unfinished(self.campaign) == [], "3: somebody never comes to an end"
            assert self._lifecycle() != Lifecycle.RUNNING, "everybody has ended, but the campaign has not"
