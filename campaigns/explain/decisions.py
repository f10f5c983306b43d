"""What triggers decided about contacts, read back: about what, what came of it, and the values that decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from campaigns.models import Campaign, DecisionOutcome, DecisionSource, Execution, TriggerDecision
from campaigns.nodes.trigger_event import TriggerEvent
from campaigns.reasons import entry_words
from campaigns.reports.journal import node_names
from campaigns.reports.seen import Rules, Seen, rules_of, seen_of
from campaigns.settings import settings_of
from contacts.models import Event, Segment, SegmentTransition
from contacts.selectors import segment_names
from workspaces.ids import encode, encode_row

# The latest decisions that are told of.
MOST_DECISIONS = 20
_MESSAGE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Decision:
    """One trigger and one thing that happened. `event_id` is the event's public id, "" of a segment's change; without
    `decided_at` nothing was decided, and `outcome` says why.

    `about` says what happened, `words` what came of it, `seen` the values that decided where a rule said no.
    """

    node: str
    node_name: str
    about: str
    event_id: str
    happened_at: datetime
    decided_at: datetime | None
    outcome: str
    words: str
    seen: tuple[Seen, ...]
    execution_id: str


def decisions_of(campaign: Campaign, contact_id: UUID) -> list[Decision]:
    """The latest decisions of the campaign's triggers about the contact, newest first.

    Index trigger_decision_by_contact; events and transitions by primary key.
    """
    rows = TriggerDecision.objects.in_workspace(campaign.workspace_id).filter(
        campaign_id=campaign.pk, contact_id=contact_id
    )
    found = list(rows.order_by("-pk")[:MOST_DECISIONS])
    if not found:
        return []
    told = _happenings(campaign.workspace_id, found)
    reading = Reading.of(campaign)
    return [reading.decision(row, *told[row.source, row.source_id]) for row in found]


@dataclass(frozen=True, slots=True)
class Reading:
    """A campaign's names and rules, with which its decisions are put into words."""

    rules: Rules
    entry_rule: Mapping[str, Any] | None
    node_names: Mapping[str, str]

    @classmethod
    def of(cls, campaign: Campaign) -> "Reading":
        """By the live version: an earlier one's filter may have been another, and its values then stand alone."""
        document = campaign.live_version.document if campaign.live_version is not None else {}
        names = node_names(document)
        entry_rule = settings_of(campaign).entry_rule
        # Only triggers' filters and the entry rule decide here.
        filters = {"nodes": [node for node in document.get("nodes", ()) if node["type"] == TriggerEvent.key]}
        every = [entry_rule] if entry_rule is not None else []
        return cls(rules_of(filters, every, names, campaign.workspace_id), entry_rule, names)

    def decision(self, row: TriggerDecision, about: str, event_id: str, happened_at: datetime) -> Decision:
        """One decision in words."""
        detail = row.detail or {}
        words = entry_words(row.outcome)
        if message := str(detail.get("message", "")):
            words = f"{words} {message[:_MESSAGE_LENGTH]}"
        return Decision(
            node=row.node,
            node_name=self.node_names.get(row.node, row.node),
            about=about,
            event_id=event_id,
            happened_at=happened_at,
            decided_at=row.created_at,
            outcome=row.outcome,
            words=words,
            seen=self._seen(row, detail),
            execution_id=_public_execution(row),
        )

    def _seen(self, row: TriggerDecision, detail: Mapping[str, Any]) -> tuple[Seen, ...]:
        if row.outcome == DecisionOutcome.ENTRY_RULE:
            return seen_of(self.entry_rule, detail.get("values"), self.rules.names)
        return self.rules.seen(row.node, "", detail)


def _public_execution(row: TriggerDecision) -> str:
    """An execution carries the time of the decision that made it."""
    return encode_row(Execution.ID_PREFIX, row.execution_id, row.created_at) if row.execution_id else ""


def _happenings(
    workspace_id: UUID, rows: Sequence[TriggerDecision]
) -> dict[tuple[str, int], tuple[str, str, datetime]]:
    """What each decision was about, in words, with the event's public id and the time; what was erased has none."""
    told = {(row.source, row.source_id): ("Something that was erased", "", row.created_at) for row in rows}
    events = Event.objects.in_workspace(workspace_id).in_bulk(_ids(rows, DecisionSource.EVENT))
    for event in events.values():
        told[DecisionSource.EVENT.value, event.pk] = (f"“{event.name}”", event.public_id, event.occurred_at)
    transitions = SegmentTransition.objects.in_workspace(workspace_id).in_bulk(_ids(rows, DecisionSource.TRANSITION))
    names = segment_names(workspace=workspace_id, ids={each.segment_id for each in transitions.values()})
    for change in transitions.values():
        told[DecisionSource.TRANSITION.value, change.pk] = (transition_words(change, names), "", change.at)
    return told


def transition_words(change: SegmentTransition, names: Mapping[str, str]) -> str:
    """`entered “VIPs”`."""
    verb = "Entered" if change.kind == SegmentTransition.Kind.ENTERED else "Left"
    return f"{verb} “{names.get(encode(Segment.ID_PREFIX, change.segment_id), 'a segment that is gone')}”"


def _ids(rows: Iterable[TriggerDecision], source: DecisionSource) -> list[int]:
    return [row.source_id for row in rows if row.source == source]
