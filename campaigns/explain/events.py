"""What an event did, and what it did not, and why: the triggers that heard of it, the waits and goals it concerned."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from campaigns.explain.decisions import Decision, Reading
from campaigns.models import (
    Campaign,
    Conversion,
    DecisionOutcome,
    DecisionSource,
    Execution,
    Step,
    Trigger,
    TriggerDecision,
)
from campaigns.nodes.trigger_event import TriggerEvent
from campaigns.nodes.waiting.event import EVENT_CAME
from campaigns.nodes.waiting.signals import event_signal
from campaigns.reasons import entry_words
from campaigns.reports.journal import node_names
from contacts.models import Event

# How many decisions are told of.
MOST = 500


@dataclass(frozen=True, slots=True)
class CampaignDecision:
    """What a trigger of one campaign made of the event."""

    campaign_id: str
    campaign_name: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Effect:
    """What the event did to one way through a campaign: it ended the wait at the node, or was the goal.

    Of a goal `node` sent the message that has the credit, "" where there was none; `at` is None where the contact is
    about to go on.
    """

    campaign_id: str
    campaign_name: str
    execution_id: str
    node: str
    node_name: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class EventDecisions:
    """All that came of an event. `triggers` also tell of those that listen now and have decided nothing about it."""

    event: Event
    words: str
    triggers: tuple[CampaignDecision, ...]
    waits: tuple[Effect, ...]
    goals: tuple[Effect, ...]


def event_decisions(event: Event) -> EventDecisions:
    """What was decided about the event, by campaign; about ten queries, however many campaigns listen.

    Decisions by trigger_decision_by_source, active triggers by trigger_by_event, conversions by their contact, ended
    waits by the contact's executions and their steps.
    """
    rows = TriggerDecision.objects.in_workspace(event.workspace_id).filter(
        source=DecisionSource.EVENT, source_id=event.pk
    )
    decided = list(rows.order_by("pk")[:MOST])
    silent = [] if len(decided) == MOST else _silent(event, {(row.campaign_id, row.node) for row in decided})
    conversions, woken = _conversions(event), _woken(event)
    reached = [row.campaign_id for row in conversions] + [execution.campaign_id for execution, _, _ in woken]
    campaigns = _campaigns(event.workspace_id, {row.campaign_id for row in [*decided, *silent]}.union(reached))
    triggers = [*_decided(event, decided, campaigns), *_undecided(event, silent, campaigns)]
    waits = tuple(_effect(campaigns, *each) for each in woken)
    goals = tuple(_effect(campaigns, row.execution, row.node, row.at) for row in conversions)
    return EventDecisions(event, _words(event, triggers, waits, goals), tuple(triggers), waits, goals)


def _silent(event: Event, decided: Collection[tuple[UUID, str]]) -> list[Trigger]:
    """The active triggers that listen to the name and have decided nothing about this event."""
    triggers = Trigger.objects.in_workspace(event.workspace_id).filter(
        active=True, type=TriggerEvent.key, config__event=event.name
    )
    rows = triggers.only("workspace_id", "campaign_id", "node", "since").order_by("pk")[:MOST]
    return [row for row in rows if (row.campaign_id, row.node) not in decided]


def _conversions(event: Event) -> list[Conversion]:
    rows = Conversion.objects.in_workspace(event.workspace_id).filter(contact_id=event.contact_id, event_id=event.pk)
    return list(rows.select_related("execution__version").order_by("pk")[:MOST])


def _campaigns(workspace_id: UUID, ids: Iterable[UUID]) -> dict[UUID, Campaign]:
    rows = Campaign.objects.in_workspace(workspace_id).select_related("live_version")
    read = rows.only("workspace_id", "name", "settings", "live_version__document")
    return dict(read.in_bulk(list(ids)))


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


def _woken(event: Event) -> list[tuple[Execution, str, datetime | None]]:
    """The contact's executions whose wait the event ended, with the node: those that went on, and those about to."""
    executions = Execution.objects.in_workspace(event.workspace_id).filter(contact_id=event.contact_id)
    steps = Step.objects.in_workspace(event.workspace_id).filter(
        execution__in=executions, reason=EVENT_CAME, detail__event_id=event.public_id
    )
    gone = [
        (step.execution, step.node, step.created_at)
        for step in steps.select_related("execution__version").order_by("pk")[:MOST]
    ]
    waking = executions.filter(signal=event_signal(event.pk)).select_related("version").order_by("pk")[:MOST]
    return [*gone, *((execution, execution.node, None) for execution in waking)]


def _effect(campaigns: Mapping[UUID, Campaign], execution: Execution, node: str, at: datetime | None) -> Effect:
    campaign = campaigns[execution.campaign_id]
    names = node_names(execution.version.document)
    return Effect(campaign.public_id, campaign.name, execution.public_id, node, names.get(node, node), at)


def _words(event: Event, triggers: Sequence[CampaignDecision], waits: Sequence[Effect], goals: Sequence[Effect]) -> str:
    if event.routed_at is None:
        return "Nobody has looked at it yet; that happens within seconds."
    entered = sum(each.decision.outcome == DecisionOutcome.ENROLLED for each in triggers)
    parts = [f"Let the contact into {_number(entered, 'campaign')}" if entered else "Let the contact into no campaign"]
    decided = sum(each.decision.decided_at is not None for each in triggers)
    if refused := decided - entered:
        parts.append(f"was refused by {_number(refused, 'trigger')}")
    if waits:
        parts.append(f"ended {_number(len(waits), 'wait')}")
    if goals:
        parts.append(f"was the goal of {_number(len(goals), 'campaign')}")
    return f"{', '.join(parts)}."


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
