"""Why a trigger by event, segment entry or exit has decided nothing about a contact."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from campaigns.explain.answers import RuleLook
from campaigns.explain.looks import Question
from campaigns.models import Trigger
from campaigns.nodes.trigger_event import TriggerEvent
from campaigns.nodes.trigger_segment_entry import TriggerSegmentEntry
from contacts.models import Event, Segment, SegmentKind, SegmentTransition
from workspaces.ids import InvalidId, decode

_KINDS = {True: SegmentTransition.Kind.ENTERED, False: SegmentTransition.Kind.LEFT}


class Happened(NamedTuple):
    """The latest time that it happened: when it came to be known, and whether the router has looked at it."""

    at: datetime
    routed: bool


def not_decided(question: Question, trigger: Trigger) -> tuple[str, Sequence[RuleLook]]:
    """A reason code, and what the segment's rule says of the contact now where that is what keeps it out."""
    if trigger.type == TriggerEvent.key:
        happened = _event(question, trigger)
        return _reason(trigger, happened), ()
    segment = _segment(trigger)
    entering = trigger.type == TriggerSegmentEntry.key
    happened = _transition(question, segment, _KINDS[entering]) if segment is not None else None
    looks: Sequence[RuleLook] = ()
    if happened is None and entering and segment is not None and segment.kind == SegmentKind.DYNAMIC:
        looks = (question.look(segment.name, segment.rule),)
    return _reason(trigger, happened), looks


def _reason(trigger: Trigger, happened: Happened | None) -> str:
    if happened is None:
        return "not_happened"
    if not happened.routed:
        return "not_looked_at"
    if trigger.since is not None and happened.at < trigger.since:
        return "happened_earlier"
    return "not_listening"


def _event(question: Question, trigger: Trigger) -> Happened | None:
    """Index event_by_contact."""
    events = Event.objects.in_workspace(trigger.workspace_id).filter(
        contact_id=question.contact.pk, name=trigger.config.get("event", "")
    )
    event = events.order_by("-occurred_at").first()
    return Happened(event.created_at, event.routed_at is not None) if event is not None else None


def _transition(question: Question, segment: Segment, kind: SegmentTransition.Kind) -> Happened | None:
    """Index segment_transition_by_contact."""
    changes = SegmentTransition.objects.in_workspace(segment.workspace_id).filter(
        contact_id=question.contact.pk, segment_id=segment.pk, kind=kind
    )
    change = changes.order_by("-at").first()
    return Happened(change.at, change.routed_at is not None) if change is not None else None


def _segment(trigger: Trigger) -> Segment | None:
    try:
        key = decode(Segment.ID_PREFIX, trigger.config.get("segment", ""))
    except InvalidId:
        return None
    return Segment.objects.in_workspace(trigger.workspace_id).filter(pk=key).first()
