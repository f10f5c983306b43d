"""The state machine: everything that can happen to a campaign, in any order, with deaths between any two statements.

Rules call the stages and services as production does. After each of them every invariant is asked of the database.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, ClassVar

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from campaigns.engine import counters, settle, stage, triggers
from campaigns.engine.goals import sweep
from campaigns.engine.plans import plan_load
from campaigns.models import Campaign, CampaignHold, HoldKind, Lifecycle
from campaigns.services import (
    ExecutionFilter,
    campaign_cancel,
    campaign_complete,
    campaign_launch,
    campaign_pause,
    campaign_publish,
    campaign_resume,
    contacts_enroll,
    draft_save,
    executions_cancel,
    executions_move,
    executions_retry,
    executions_skip_wait,
    hold_add,
    hold_clear,
    run_start,
)
from contacts.models import Contact
from contacts.segments import refresh
from contacts.services import ConsentChange, consent_set_many, contact_delete, contact_update
from messaging.delivery import stage as delivery
from messaging.models import Message, MessageState
from messaging.services import message_mark_sent, message_send_again
from templates_app.models import TemplateState
from templates_app.services import template_publish, template_reject, template_return_to_draft
from tests.campaigns.machine import invariants
from tests.campaigns.machine.clock import clock_set
from tests.campaigns.machine.flows import RULES, Document, documents, has_loop
from tests.campaigns.machine.provider import Act
from tests.campaigns.machine.scene import Scene, ids_for, repeatable_ids
from tests.factories.campaigns import SYSTEM, flow, make_campaign
from workspaces import ids
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput, NotFound

REFUSED = (Conflict, InvalidInput, NotFound)
# The statement before which the process dies; mostly it lives.
DEATHS = st.none() | st.none() | st.integers(0, 45)
CHOICES = st.integers(0, 11)
JUMPS = st.sampled_from([timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days")])
LEAPS = st.sampled_from([timedelta(seconds=61), timedelta(hours=2), timedelta(days=32), timedelta(days=800)])
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "reentry": st.sampled_from(["once", "always"]),
        "exit_rules": st.lists(RULES, min_size=1, max_size=2),
        "goal": st.fixed_dictionaries({"rule": RULES, "exit_on_goal": st.booleans()}),
        "frequency_cap": st.just({"count": 1, "days": 1}),
        "unknown_after": st.just(60),
    },
)
EDITS = st.sampled_from(
    [
        {"tags": ["vip"]},
        {"tags": ["out"]},
        {"tags": []},
        {"attributes": {"plan": "gold", "visits": 7}},
        {"attributes": {"plan": None, "renewal": "2031-02-28T10:00"}},
        {"timezone": "Asia/Kolkata", "score": 9},
        {"email": None, "external_id": "kept"},
    ]
)
_FAR = timedelta(days=6 * 366)
_ROUNDS = 40


class EngineMachine(RuleBasedStateMachine):
    """One campaign, one other that it may jump to, some contacts; rolled back at the end."""

    scene: ClassVar[Scene]

    def __init__(self) -> None:
        super().__init__()
        self._example = transaction.atomic()
        self._example.__enter__()
        self.ahead = timedelta(0)
        self.passed_over: set[str] = set()
        self.resent: set[str] = set()
        self.documents: list[Document] = []
        plan_load.cache_clear()
        clock_set(self.ahead)
        self.scene.provider.reset()
        ids.uuid_utils = type("Ids", (), {"uuid7": staticmethod(repeatable_ids(1))})  # type: ignore[assignment]
        with connection.cursor() as cursor:
            cursor.execute("SELECT setseed(0.5)")

    # The beginning

    @initialize(document=documents(), number=st.integers(1, 5), settings=SETTINGS)
    def begin(self, document: Document, number: int, settings: dict[str, Any]) -> None:
        self.contacts = self.scene.contacts(number)
        entry = flow(("a", "trigger_api", {}), ("g", "tag", {"action": "add", "tag": "jumped"}), ("e", "end", {}))
        self.other = self._launched(entry, {"reentry": "always"})
        self.campaign = self._launched(self._own(document), self.scene.real(settings))

    def _launched(self, document: Document, settings: dict[str, Any]) -> Campaign:
        return campaign_launch(campaign=make_campaign(self.scene.workspace, document, settings=settings), actor=SYSTEM)

    def _own(self, document: Document) -> Document:
        self.documents.append(document)
        return self.scene.real(document, **ids_for(self.other.public_id))

    # The stages

    @rule(death=DEATHS)
    def triggers_stage(self, death: int | None) -> None:
        self._do(triggers.run, death)

    @rule(death=DEATHS, limit=st.sampled_from([1, 2, 5_000]))
    def engine_stage(self, death: int | None, limit: int) -> None:
        self._unmoved_while_held(lambda: self._do(lambda: stage.run(limit=limit), death))

    @rule(death=DEATHS, script=st.lists(st.sampled_from(Act), max_size=5), down=st.sampled_from([False] * 5 + [True]))
    def delivery_stage(self, death: int | None, script: list[Act], down: bool) -> None:
        self.scene.provider.script, self.scene.provider.down = script, down
        self._unmoved_while_held(lambda: self._do(delivery.run, death))
        self.scene.provider.script, self.scene.provider.down = [], False

    @rule(death=DEATHS)
    def settle_stage(self, death: int | None) -> None:
        self._do(settle.run, death)

    @rule(death=DEATHS)
    def other_stages(self, death: int | None) -> None:
        self._do(lambda: refresh.run(database_now(), 100), death)
        self._do(sweep.run, death)
        self._do(counters.compact, death)

    @rule()
    def everything_runs(self) -> None:
        self._round()

    @rule(step=JUMPS | LEAPS)
    def time_passes(self, step: timedelta) -> None:
        self.ahead += step
        clock_set(self.ahead)

    # What marketers and operators do

    @rule(death=DEATHS, kind=st.sampled_from([None, HoldKind.BALANCE]))
    def hold(self, death: int | None, kind: HoldKind | None) -> None:
        if kind is None:
            self._try(lambda: campaign_pause(campaign=self.campaign, actor=SYSTEM), death)
        else:
            self._try(lambda: hold_add(campaign=self.campaign, kind=kind, reason="", actor=SYSTEM), death)

    @rule(death=DEATHS, wholly=st.booleans())
    def resume(self, death: int | None, wholly: bool) -> None:
        if wholly:
            self._try(lambda: campaign_resume(campaign=self.campaign, actor=SYSTEM), death)
        else:
            self._try(lambda: hold_clear(campaign=self.campaign, kind=HoldKind.BALANCE, actor=SYSTEM), death)

    @rule(death=DEATHS, place=CHOICES)
    def enroll(self, death: int | None, place: int) -> None:
        chosen = [contact.pk for contact in self.contacts[place % len(self.contacts) :]]
        context = {"order": place}
        self._try(
            lambda: contacts_enroll(campaign=self.campaign, contact_ids=chosen, context=context, actor=SYSTEM), death
        )

    @rule(death=DEATHS)
    def start_run(self, death: int | None) -> None:
        self._try(lambda: run_start(campaign=self.campaign, trigger_node="n0", actor=SYSTEM), death)

    @rule(death=DEATHS, document=documents())
    def publish(self, death: int | None, document: Document) -> None:
        own = self._own(document)
        self._try(lambda: draft_save(campaign=self.campaign, document=own, actor=SYSTEM), None)
        self._try(lambda: campaign_publish(campaign=self.campaign, actor=SYSTEM), death)

    @rule(death=DEATHS, verb=CHOICES, node=CHOICES)
    def operate(self, death: int | None, verb: int, node: int) -> None:
        nodes = [each["id"] for each in self.documents[-1]["nodes"]]
        which = ExecutionFilter(node=nodes[node] if node < len(nodes) else None)
        verbs: list[Callable[[], int]] = [
            lambda: executions_skip_wait(campaign=self.campaign, which=which, actor=SYSTEM),
            lambda: executions_retry(campaign=self.campaign, which=which, actor=SYSTEM),
            lambda: executions_move(campaign=self.campaign, which=which, node=nodes[verb % len(nodes)], actor=SYSTEM),
            lambda: executions_cancel(campaign=self.campaign, which=which, actor=SYSTEM),
        ]
        self._try(verbs[verb % len(verbs)], death)
        invariants.forgive("execution", "failed", "pending")

    @rule(death=DEATHS, again=st.booleans())
    def decide_unknown(self, death: int | None, again: bool) -> None:
        unknown = Message.objects.in_workspace(self.scene.workspace).filter(state=MessageState.UNKNOWN)
        message = unknown.order_by("pk").first()
        if message is None:
            return
        if again:
            self.resent.add(message.public_id)
            self.passed_over.add(invariants.RELEASED)
            self._try(lambda: message_send_again(message=message, actor=SYSTEM), death)
            invariants.forgive("message", "unknown", "queued")
        else:
            self._try(lambda: message_mark_sent(message=message, actor=SYSTEM), death)
            invariants.forgive("message", "unknown", "accepted")

    @rule(death=DEATHS, place=CHOICES, fields=EDITS)
    def edit_contact(self, death: int | None, place: int, fields: dict[str, Any]) -> None:
        contact = self.contacts[place % len(self.contacts)]
        with suppress(Contact.DoesNotExist):
            self._try(lambda: contact_update(contact=contact, fields=fields, actor=SYSTEM), death)

    @rule(death=DEATHS, place=CHOICES, state=st.sampled_from(["granted", "denied"]))
    def change_consent(self, death: int | None, place: int, state: str) -> None:
        change = ConsentChange(self.contacts[place % len(self.contacts)].pk, "email", "marketing", state)
        self._try(
            lambda: consent_set_many(
                workspace_id=self.scene.workspace.pk,
                changes=[change],
                source="tests",
                now=database_now(),
                by_contact=True,
            ),
            death,
        )

    @precondition(lambda self: len(self.contacts) > 1)
    @rule(death=DEATHS, place=CHOICES)
    def erase_contact(self, death: int | None, place: int) -> None:
        contact = self.contacts[place % len(self.contacts)]
        self._try(lambda: contact_delete(contact=contact, actor=SYSTEM), death)
        if not Contact.objects.in_workspace(self.scene.workspace).filter(pk=contact.pk).exists():
            self.contacts.remove(contact)
            self.passed_over.add(invariants.RUNS)

    @rule(death=DEATHS)
    def judge_template(self, death: int | None) -> None:
        template = self.scene.template
        template.refresh_from_db()
        if template.state == TemplateState.PUBLISHED:
            self._try(lambda: template_reject(template=template, reason="no", actor=SYSTEM), death)
        elif template.state == TemplateState.REJECTED:
            self._try(lambda: template_return_to_draft(template=template, actor=SYSTEM), death)
        else:
            self._try(lambda: template_publish(template=template, actor=SYSTEM), death)

    @rule(death=DEATHS, gently=st.booleans())
    def stop(self, death: int | None, gently: bool) -> None:
        if gently:
            self._try(lambda: campaign_complete(campaign=self.campaign, actor=SYSTEM), death)
        elif self.ahead > timedelta(days=1):
            self._try(lambda: campaign_cancel(campaign=self.campaign, actor=SYSTEM), death)
        self.passed_over.add(invariants.AUDIENCE)

    # What must always hold

    @invariant()
    def holds(self) -> None:
        for campaign in (self.campaign, self.other):
            invariants.check_rows(campaign, self.passed_over)
        invariants.check_provider(self.scene.provider, self.scene.workspace, self.resent)

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None and hasattr(self, "campaign"):
                self._drain()
                self.holds()
                invariants.check_reasons(self.campaign)
        finally:
            transaction.set_rollback(True)
            self._example.__exit__(None, None, None)

    # How

    def _do(self, action: Callable[[], Any], death: int | None) -> None:
        with self.scene.mortality.life(death):
            action()

    def _try(self, action: Callable[[], Any], death: int | None) -> None:
        """The same for what may be refused."""
        with suppress(*REFUSED):
            self._do(action, death)

    def _unmoved_while_held(self, action: Callable[[], None]) -> None:
        """5: nobody claims work of a campaign that is held."""
        held = CampaignHold.objects.in_workspace(self.scene.workspace).filter(campaign=self.campaign).exists()
        before = invariants.moved(self.campaign)
        action()
        if held and self._lifecycle() != Lifecycle.CANCELLED:
            assert invariants.moved(self.campaign) == before, "5: a held campaign was worked on"

    def _lifecycle(self) -> str:
        found = Campaign.objects.in_workspace(self.scene.workspace).filter(pk=self.campaign.pk)
        return str(found.values_list("lifecycle", flat=True).get())

    def _round(self) -> None:
        triggers.run()
        refresh.run(database_now(), 100)
        sweep.run()
        stage.run()
        delivery.run()
        stage.run()
        settle.run()

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
            self.time_passes(_FAR)
        self._round()
        if not endless:
            assert invariants.unfinished(self.campaign) == [], "3: somebody never comes to an end"
            assert self._lifecycle() != Lifecycle.RUNNING, "everybody has ended, but the campaign has not"
