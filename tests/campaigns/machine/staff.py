"""What marketers and operators do to the campaign."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from campaigns.models import HoldKind, OrderAction
from campaigns.services import (
    ExecutionFilter,
    OrderFilter,
    Publishing,
    PublishMode,
    campaign_cancel,
    campaign_complete,
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
    order_create,
    run_start,
)
from messaging.models import Message, MessageState
from messaging.services import message_mark_sent, message_send_again
from templates_app.models import TemplateState
from templates_app.services import template_publish, template_reject, template_return_to_draft
from tests.campaigns.machine import invariants
from tests.campaigns.machine.example import CHOICES, DEATHS, Example
from tests.campaigns.machine.flows import Document, documents
from tests.factories.campaigns import SYSTEM


class Staff(Example):
    """What people with access to the workspace do."""

    @rule(death=DEATHS, which=st.sampled_from(["pause", "hold", "resume", "resume", "clear"]))
    def hold(self, death: int | None, which: str) -> None:
        campaign, kind = self.campaign, HoldKind.BALANCE
        verbs: dict[str, Callable[[], object]] = {
            "pause": lambda: campaign_pause(campaign=campaign, actor=SYSTEM),
            "hold": lambda: hold_add(campaign=campaign, kind=kind, reason="", actor=SYSTEM),
            "resume": lambda: campaign_resume(campaign=campaign, actor=SYSTEM),
            "clear": lambda: hold_clear(campaign=campaign, kind=kind, actor=SYSTEM),
        }
        self._try(verbs[which], death)

    @rule(death=DEATHS, place=CHOICES)
    def enroll(self, death: int | None, place: int) -> None:
        chosen = [contact.pk for contact in self.contacts[place % len(self.contacts) :]]
        context = {"order": place, "total": place * 10}
        self._try(
            lambda: contacts_enroll(campaign=self.campaign, contact_ids=chosen, context=context, actor=SYSTEM), death
        )

    @rule(death=DEATHS)
    def start_run(self, death: int | None) -> None:
        self._try(lambda: run_start(campaign=self.campaign, trigger_node="n0", actor=SYSTEM), death)

    @rule(death=DEATHS, document=documents(), mode=st.sampled_from(PublishMode), mapped=st.integers(-3, 5))
    def publish(self, death: int | None, document: Document, mode: PublishMode, mapped: int) -> None:
        """Another flow; those who are on their way stay on theirs, or go on by it."""
        gone = [node["id"] for node in self.documents[-1]["nodes"]]
        there = [node["id"] for node in document["nodes"]]
        mapping = {gone[-1 - mapped % len(gone)]: there[mapped % len(there)]} if mapped >= 0 else {}
        own = self._own(document)
        self._try(lambda: draft_save(campaign=self.campaign, document=own, actor=SYSTEM), None)
        for how in (Publishing(mode, mapping), Publishing(mode)):
            self._try(lambda how=how: campaign_publish(campaign=self.campaign, actor=SYSTEM, how=how), death)

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
        self.campaign.refresh_from_db()
        self._try(verbs[verb % len(verbs)], death)
        self.forgive_retries()

    @rule(death=DEATHS, action=st.sampled_from(OrderAction), node=CHOICES, place=CHOICES, later=st.booleans())
    def order(self, death: int | None, action: OrderAction, node: int, place: int, later: bool) -> None:
        """The same for many, carried out by a stage."""
        nodes = [each["id"] for each in self.documents[-1]["nodes"]]
        named = [contact.public_id for contact in self.contacts[place:]]
        self._try(
            lambda: order_create(
                campaign=self.campaign,
                action=action,
                which=OrderFilter(contacts=named or None),
                actor=SYSTEM,
                to=nodes[node % len(nodes)] if action is OrderAction.MOVE else "",
                delay=timedelta(minutes=30 * later),
            ),
            death,
        )

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
        elif self.ahead.days:
            self._try(lambda: campaign_cancel(campaign=self.campaign, actor=SYSTEM), death)
        self.passed_over.add(invariants.AUDIENCE)
