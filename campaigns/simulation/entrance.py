"""By which trigger the contact would come in now, and what keeps it out: filter, audience, entry rule, re-entry.

That something happens (an event, a segment's change, a call, a start) is taken for granted: it is what is tested.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from campaigns.flow import Plan
from campaigns.lifecycle.entering import Entry, contacts_enter
from campaigns.lifecycle.runs import entry_next
from campaigns.models import Campaign, DecisionOutcome, Execution, Trigger
from campaigns.nodes.base import CompiledNode
from campaigns.nodes.trigger_event import TriggerEventConfig
from campaigns.nodes.trigger_manual import TriggerManual
from campaigns.nodes.trigger_scheduled import TriggerScheduledConfig
from campaigns.nodes.trigger_segment_entry import TriggerSegmentEntryConfig
from campaigns.nodes.trigger_segment_exit import TriggerSegmentExitConfig
from campaigns.reasons import entry_words
from campaigns.reports.seen import Seen
from campaigns.settings import settings_of
from campaigns.simulation.answers import SimulatedStep
from contacts import rules
from contacts.models import Contact, Event, Segment, SegmentMembership
from contacts.selectors import segment_names
from workspaces.ids import encode

NOT_IN_AUDIENCE = "not_in_audience"
REFUSED = "refused"
_SEGMENT_TRIGGERS = (TriggerSegmentEntryConfig, TriggerSegmentExitConfig)
Values = tuple[Seen, ...]
# Why not, by the codes of trigger decisions, with what a rule looked at.
Refusal = tuple[str, Values]


@dataclass(frozen=True, slots=True)
class Entrance:
    """The new execution with its contexts; or None, and a step for each trigger that says why not."""

    execution: Execution | None
    steps: tuple[SimulatedStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Door:
    """The triggers of a flow, before one contact."""

    campaign: Campaign
    contact: Contact
    version_id: UUID
    now: datetime

    def enter(self, plan: Plan, choices: Mapping[str, str]) -> Entrance:
        """By the first trigger that lets the contact in; by one that was chosen, whatever it says."""
        chosen = [node for node in plan.triggers if node.key in choices]
        for node in chosen[:1]:
            return Entrance(self._execution(node, self._context(node)))
        steps = []
        for node in plan.triggers:
            made, refusal = self._try(node)
            if made is not None:
                return Entrance(made)
            steps.append(self._refused(node, *refusal))
        return Entrance(None, tuple(steps))

    def _try(self, node: CompiledNode[Any]) -> tuple[Execution | None, Refusal]:
        context = self._context(node)
        refusal = next(self._refusals(node, context), None)
        if refusal is not None:
            return None, refusal
        trigger = Trigger(version_id=self.version_id, node=node.key)
        repeating = isinstance(node.config, TriggerScheduledConfig) and node.config.rrule is not None
        entries = contacts_enter(
            campaign=self.campaign,
            trigger=trigger,
            contexts={self.contact.pk: context},
            now=self.now,
            repeating=repeating,
        )
        entry = entries.get(self.contact.pk, Entry(None, DecisionOutcome.ENTRY_RULE))
        if entry.execution_id is not None:
            return Execution.objects.in_workspace(self.campaign.workspace_id).get(pk=entry.execution_id), ("", ())
        reason = entry.refused or DecisionOutcome.REENTRY
        rule = settings_of(self.campaign).entry_rule if reason is DecisionOutcome.ENTRY_RULE else None
        return None, (reason.value, self._asked(rule, context)[1] if rule is not None else ())

    def _refusals(self, node: CompiledNode[Any], context: Mapping[str, Any]) -> Iterator[Refusal]:
        config = node.config
        if isinstance(config, TriggerEventConfig) and config.filter is not None:
            matched, values = self._asked(config.filter, context)
            if not matched:
                yield DecisionOutcome.FILTER.value, values
        audience = self._audience(node)
        if audience is not None and not self._is_member(audience):
            yield NOT_IN_AUDIENCE, ()

    def _audience(self, node: CompiledNode[Any]) -> UUID | None:
        """The segment whose contacts it lets in; None where it is for everybody."""
        if isinstance(node.config, TriggerScheduledConfig) and node.config.segment is not None:
            return node.config.segment
        by_audience = isinstance(node.config, TriggerScheduledConfig) or isinstance(node.type, TriggerManual)
        return self.campaign.audience_id if by_audience else None

    def _is_member(self, segment_id: UUID) -> bool:
        members = SegmentMembership.objects.in_workspace(self.campaign.workspace_id)
        return bool(members.filter(segment_id=segment_id, contact_id=self.contact.pk).exists())

    def _context(self, node: CompiledNode[Any]) -> dict[str, Any]:
        """What is to be trigger.*: of events that of the contact's latest one, as routing makes it."""
        if isinstance(node.config, TriggerEventConfig):
            events = Event.objects.in_workspace(self.campaign.workspace_id)
            event = events.filter(contact_id=self.contact.pk, name=node.config.event).order_by("-occurred_at").first()
            occurred_at = event.occurred_at if event is not None else self.now
            properties = event.properties if event is not None else {}
            return {**properties, "event": node.config.event, "occurred_at": occurred_at.isoformat()}
        if isinstance(node.config, _SEGMENT_TRIGGERS):
            segments = Segment.objects.in_workspace(self.campaign.workspace_id).filter(pk=node.config.segment)
            name = segments.values_list("name", flat=True).first() or ""
            return {"segment": name, "segment_id": encode(Segment.ID_PREFIX, node.config.segment)}
        return {}

    def _asked(self, rule: Mapping[str, Any], context: Mapping[str, Any]) -> tuple[bool, Values]:
        """Whether the contact matches, and the conditions' words with its values."""
        names = segment_names(workspace=self.campaign.workspace_id, ids=rules.segment_ids(rule))
        answer = rules.ask(
            rules.parse(rule),
            contact_id=self.contact.pk,
            workspace_id=self.campaign.workspace_id,
            now=self.now,
            names=names,
            context=rules.RuleContext(self.campaign.pk, "b.execution_id", "b.context"),
            trigger=context,
        )
        return answer.matched, tuple(Seen(leaf.words, leaf.actual) for leaf in answer.leaves)

    def _execution(self, node: CompiledNode[Any], context: Mapping[str, Any]) -> Execution:
        """Let in because somebody chose so."""
        made: Execution = Execution.objects.create(
            workspace_id=self.campaign.workspace_id,
            campaign_id=self.campaign.pk,
            version_id=self.version_id,
            contact_id=self.contact.pk,
            entry=entry_next(self.campaign),
            node=node.key,
            due_at=self.now,
            context=context or None,
            created_at=self.now,
        )
        made.refresh_from_db()
        return made

    def _refused(self, node: CompiledNode[Any], reason: str, values: Values) -> SimulatedStep:
        return SimulatedStep(
            node=node.key,
            node_name=node.name or node.type.label,
            type=node.type.key,
            at=self.now,
            waited_until=None,
            outcome=REFUSED,
            port="",
            reason=reason,
            reason_words=entry_words(reason),
            values=values,
        )
