"""What an event did, and what it did not, and why: the triggers that heard of it, the goals that it counted for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from campaigns.explain.decisions import Decision, Reading
from campaigns.models import Campaign, Conversion, DecisionOutcome, DecisionSource, Execution, Trigger, TriggerDecision
from campaigns.nodes.trigger_event import TriggerEvent
from campaigns.reasons import entry_words
from campaigns.reports.journal import node_names
from contacts.models import Event
from workspaces.ids import encode_row

# How many decisions are told of.
MOST = 500


@dataclass(frozen=True, slots=True)
class CampaignDecision:
    """What a trigger of one campaign made of the event."""

    campaign_id: str
    campaign_name: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class GoalDone:
    """The event was the goal of an execution. `node` sent the message that has the credit, "" where there was none."""

    campaign_id: str
    campaign_name: str
    execution_id: str
    node: str
    node_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EventDecisions:
    """All that came of an event. `triggers` also tell of those that listen now and have decided nothing about it."""

    event: Event
    words: str
    triggers: tuple[CampaignDecision, ...]
    goals: tuple[GoalDone, ...]


def event_decisions(event: Event) -> EventDecisions:
    """What was decided about the event, by campaign; about ten queries, however many campaigns listen.

    Decisions by trigger_decision_by_source, active triggers by trigger_by_event, conversions by their contact.
    """
    rows = TriggerDecision.objects.in_workspace(event.workspace_id).filter(
        source=DecisionSource.EVENT, source_id=event.pk
    )
    decided = list(rows.order_by("pk")[:MOST])
    silent = [] if len(decided) == MOST else _silent(event, {(row.campaign_id, row.node) for row in decided})
    conversions = _conversions(event)
    campaigns = _campaigns(event.workspace_id, {row.campaign_id for row in [*decided, *silent, *conversions]})
    triggers = [*_decided(event, decided, campaigns), *_undecided(event, silent, campaigns)]
    goals = tuple(_goal(campaigns[row.campaign_id], row) for row in conversions)
    return EventDecisions(event, _words(event, triggers, goals), tuple(triggers), goals)


def _silent(event: Event, decided: Collection[tuple[UUID, str]]) -> list[Trigger]:
    """The active triggers that listen to the name and have decided nothing about this event."""
    triggers = Trigger.objects.in_workspace(event.workspace_id).filter(
        active=True, type=TriggerEvent.key, config__event=event.name
    )
    return [row for row in triggers.order_by("pk")[:MOST] if (row.campaign_id, row.node) not in decided]


def _conversions(event: Event) -> list[Conversion]:
    rows = Conversion.objects.in_workspace(event.workspace_id).filter(contact_id=event.contact_id, event_id=event.pk)
    return list(rows.select_related("execution__version").order_by("pk")[:MOST])


def _campaigns(workspace_id: UUID, ids: Iterable[UUID]) -> dict[UUID, Campaign]:
    rows = Campaign.objects.in_workspace(workspace_id).select_related("live_version")
    return dict(rows.in_bulk(list(ids)))


def _decided(
    event: Event, rows: Sequence[TriggerDecision], campaigns: Mapping[UUID, Campaign]
) -> Iterable[CampaignDecision]:
    about = (f"“{event.name}”", event.public_id, event.occurred_at)
    readings = {pk: Reading.of(campaigns[pk]) for pk in {row.campaign_id for row in rows}}
    for row in rows:
        campaign = campaigns[row.campaign_id]
        decision = readings[campaign.pk].decision(row, *about)
        yield CampaignDecision(campaign.public_id, campaign.name, decision)


def _undecided(
    event: Event, triggers: Iterable[Trigger], campaigns: Mapping[UUID, Campaign]
) -> Iterable[CampaignDecision]:
    for trigger in triggers:
        campaign = campaigns[trigger.campaign_id]
        names = node_names(campaign.live_version.document) if campaign.live_version is not None else {}
        outcome = _outcome(event, trigger)
        yield CampaignDecision(
            campaign.public_id,
            campaign.name,
            Decision(
                node=trigger.node,
                node_name=names.get(trigger.node, trigger.node),
                about=f"“{event.name}”",
                event_id=event.public_id,
                happened_at=event.occurred_at,
                decided_at=None,
                outcome=outcome,
                words=entry_words(outcome),
                seen=(),
                execution_id="",
            ),
        )


def _outcome(event: Event, trigger: Trigger) -> str:
    if event.routed_at is None:
        return "not_looked_at"
    earlier = trigger.since is not None and event.created_at < trigger.since
    return "happened_earlier" if earlier else "not_listening"


def _goal(campaign: Campaign, row: Conversion) -> GoalDone:
    names = node_names(row.execution.version.document)
    return GoalDone(
        campaign_id=campaign.public_id,
        campaign_name=campaign.name,
        execution_id=encode_row(Execution.ID_PREFIX, row.execution_id, row.execution.created_at),
        node=row.node,
        node_name=names.get(row.node, row.node),
        at=row.at,
    )


def _words(event: Event, triggers: Sequence[CampaignDecision], goals: Sequence[GoalDone]) -> str:
    if event.routed_at is None:
        return "Nobody has looked at it yet; that happens within seconds."
    entered = sum(each.decision.outcome == DecisionOutcome.ENROLLED for each in triggers)
    parts = [f"Let the contact into {_number(entered, 'campaign')}" if entered else "Let the contact into no campaign"]
    if refused := len(triggers) - entered:
        parts.append(f"was refused by {_number(refused, 'trigger')}")
    if goals:
        parts.append(f"was the goal of {_number(len(goals), 'campaign')}")
    return f"{', '.join(parts)}."


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
