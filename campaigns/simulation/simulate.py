"""Test with a contact: nothing is sent, nothing is stored, and a running campaign notices nothing of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError
from psycopg.errors import QueryCanceled

from campaigns.engine.plans import LivePlan, loops_of, pins_of
from campaigns.flow import CannotCompile, Flow, Pins, RefKind, compile, parse, references
from campaigns.lifecycle.streams import stream_sync
from campaigns.lifecycle.versions import campaign_draft
from campaigns.models import Campaign, ExecutionState, FlowVersion
from campaigns.reasons import TEST_SLOW, reason_words
from campaigns.reports.journal import journal_lines, node_names
from campaigns.services.versions import flow_validated
from campaigns.simulation.answers import SimulatedStep, Simulation
from campaigns.simulation.choices import choices_check
from campaigns.simulation.entrance import Door
from campaigns.simulation.shadow import shadowed
from campaigns.simulation.telling import steps_told
from campaigns.simulation.walk import STOPPED, Walk
from contacts.models import Contact
from messaging.models import MessageStream
from workspaces.clock import VirtualClock, database_now
from workspaces.errors import InvalidInput, NotFound
from workspaces.ids import uuid7

NOT_ENTERED = "not_entered"
_ENDS: Mapping[str, str] = {
    ExecutionState.COMPLETED: "The way ends at “{node}”.",
    ExecutionState.FAILED: "The way ends at “{node}”, with an error.",
    ExecutionState.SKIPPED: "The way ends early at “{node}”.",
    STOPPED: "The test stops at “{node}”.",
}


def simulate(
    *,
    campaign: Campaign,
    contact: Contact,
    document: Mapping[str, Any] | None = None,
    choices: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Simulation:
    """Walks the contact through the document, or the draft, or the live version, from `now` (the database's clock).

    `choices` name the port by which the contact leaves a node, or the trigger by which it enters, whatever is decided
    there. Raises InvalidInput with an entry for each error of an unfinished flow and each wrong choice, and NotFound
    for a contact of another workspace.
    """
    if campaign.workspace_id != contact.workspace_id:
        raise NotFound("There is no such contact.")
    flow, pins = _flow(campaign, document)
    try:
        plan = compile(flow, pins=pins)
    except CannotCompile as error:
        raise InvalidInput.of("workflow", str(error)) from error
    test = _Test(
        campaign=campaign,
        contact=contact,
        version=FlowVersion(pk=uuid7(), number=0, campaign=campaign, document=flow.document()),
        live=LivePlan(plan, loops_of(plan)),
        choices=choices_check(choices or {}, plan),
        now=now or database_now(),
        others=[ref.id for ref in references(flow) if ref.kind is RefKind.CAMPAIGN],
    )
    return test.run()


def _flow(campaign: Campaign, document: Mapping[str, Any] | None) -> tuple[Flow, Pins]:
    """What is tested, with the template versions that a launch would pin; a live version has pinned its own."""
    draft = campaign_draft(campaign) if document is None else None
    if document is None and draft is None and campaign.live_version is not None:
        return parse(campaign.live_version.document), pins_of(campaign.live_version)
    if document is None and draft is None:
        raise InvalidInput.of("workflow", "the campaign has no flow")
    return flow_validated(campaign, draft.document if draft is not None else document or {})


@dataclass(slots=True)
class _Test:
    """Everything that one simulation is about. `walk` is there once the contact is in; `refusals` where it is not."""

    campaign: Campaign
    contact: Contact
    version: FlowVersion
    live: LivePlan
    choices: Mapping[str, str]
    now: datetime
    others: Sequence[UUID]
    walk: Walk | None = None
    refusals: tuple[SimulatedStep, ...] = ()

    def run(self) -> Simulation:
        """A statement that takes too long ends the test; what was decided before is told."""
        slow = False
        try:
            with shadowed(self.campaign.workspace_id, self.contact.pk, [self.campaign.pk, *self.others]):
                self._walk()
        except OperationalError as error:
            if not isinstance(error.__cause__, QueryCanceled):
                raise
            slow = True
        if self.walk is None:
            return self._not_entered(TEST_SLOW if slow else self.refusals[-1].reason)
        if slow:
            self.walk.stop(TEST_SLOW)
        return self._told(self.walk)

    def _walk(self) -> None:
        stream_sync(self.campaign)
        # Messages would go out: whether the campaign may send at this moment is not what is tested.
        streams = MessageStream.objects.in_workspace(self.campaign.workspace_id).filter(pk=self.campaign.pk)
        streams.update(claimable=True, stopped_reason="", draining=False)
        entrance = Door(self.campaign, self.contact, self.version.pk, self.now).enter(self.live.plan, self.choices)
        self.refusals = entrance.steps
        if entrance.execution is not None:
            self.walk = Walk(self.campaign, entrance.execution, self.live, self.choices, VirtualClock(self.now))
            self.walk.go()

    def _not_entered(self, reason: str) -> Simulation:
        words = reason_words(reason) if reason == TEST_SLOW else " ".join(step.reason_words for step in self.refusals)
        return self._simulation(self.refusals, NOT_ENTERED, reason, f"The contact would not come in. {words}")

    def _told(self, walk: Walk) -> Simulation:
        execution = walk.execution
        execution.campaign, execution.version = self.campaign, self.version
        lines = journal_lines(execution, walk.steps)
        names = node_names(self.version.document)
        words = _ENDS[walk.state].format(node=names.get(execution.node, execution.node))
        if walk.reason:
            words = f"{words} {reason_words(walk.reason)}"
        return self._simulation(tuple(steps_told(lines, walk.letters)), walk.state, walk.reason, words)

    def _simulation(self, steps: tuple[SimulatedStep, ...], state: str, reason: str, words: str) -> Simulation:
        contact = self.contact
        name = f"{contact.first_name} {contact.last_name}".strip() or contact.email or contact.phone or ""
        return Simulation(
            contact_id=contact.public_id,
            contact_name=name,
            entered=state != NOT_ENTERED,
            steps=steps,
            state=state,
            reason=reason,
            words=words,
        )
