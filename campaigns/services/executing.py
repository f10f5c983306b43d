"""Setting a running campaign's triggers off by hand: for one contact, or for all whom a trigger stands for now.

What triggers do by themselves stands in `campaigns.engine.triggers` and `campaigns.engine.routing`.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from campaigns.lifecycle.guards import campaign_lock, refusal
from campaigns.models import Campaign, Lifecycle, Run, Trigger
from campaigns.nodes.trigger_manual import TriggerManual
from campaigns.nodes.trigger_scheduled import TriggerScheduled
from campaigns.nodes.trigger_segment_entry import TriggerSegmentEntry
from campaigns.services.enrolment import EnrolResult, contacts_enroll
from campaigns.services.runs import run_start
from contacts.models import Segment
from workspaces.errors import InvalidInput
from workspaces.ids import decode
from workspaces.services import Actor

# What stands for many at once. The others happen to one contact at a time.
_FOR_MANY = (TriggerManual.key, TriggerScheduled.key, TriggerSegmentEntry.key)


@transaction.atomic
def triggers_run(
    *, campaign: Campaign, trigger_type: str, actor: Actor, segment: Segment | None = None, event: str | None = None
) -> list[Run]:
    """Begins a run for each active trigger of this type, of that segment or event where one is named.

    A manual or scheduled trigger's run is over its segment or the audience, a segment entry's over all who are in the
    segment now. Raises InvalidInput where no trigger fits or the type happens to one contact at a time, Conflict as
    `run_start` does.
    """
    locked = _running(campaign)
    if trigger_type not in _FOR_MANY:
        raise InvalidInput.of("contact_id", "this trigger happens to one contact at a time: say to whom")
    return [
        run_start(
            campaign=locked,
            trigger_node=trigger.node,
            actor=actor,
            segment=(of := _segment_of(trigger)),
            context=_context(of) if trigger_type == TriggerSegmentEntry.key else None,
        )
        for trigger in _triggers(locked, trigger_type, segment, event)
    ]


@transaction.atomic
def trigger_contact(
    *,
    campaign: Campaign,
    trigger_type: str,
    contact_id: UUID,
    actor: Actor,
    segment: Segment | None = None,
    event: str | None = None,
) -> EnrolResult:
    """Lets one contact in by the first active trigger that fits, as though it had just happened to it.

    The entry rule and the re-entry policy hold; the trigger's own filter isn't asked, and no event is recorded. Raises
    InvalidInput where no trigger fits, Conflict unless the campaign is RUNNING.
    """
    locked = _running(campaign)
    trigger = _triggers(locked, trigger_type, segment, event)[0]
    name = trigger.config.get("event")
    context: Mapping[str, Any] = {"event": name} if name else _context(_segment_of(trigger))
    return contacts_enroll(
        campaign=locked, contact_ids=[contact_id], actor=actor, trigger_node=trigger.node, context=context
    )[0]


def _running(campaign: Campaign) -> Campaign:
    """The locked campaign. Raises Conflict unless it is RUNNING: a draft has no triggers that could be asked for."""
    locked = campaign_lock(campaign)
    if locked.lifecycle != Lifecycle.RUNNING:
        raise refusal(locked, "executed")
    return locked


def _triggers(campaign: Campaign, kind: str, segment: Segment | None, event: str | None) -> list[Trigger]:
    """The active triggers that fit, at least one. Raises InvalidInput naming what fits none."""
    triggers = Trigger.objects.in_workspace(campaign.workspace_id).filter(
        version_id=campaign.live_version_id, active=True, type=kind
    )
    found = list(triggers.order_by("pk"))
    if not found:
        raise InvalidInput.of("trigger_type", "the campaign has no active trigger of this type")
    if segment is not None:
        found = [trigger for trigger in found if trigger.config.get("segment") == segment.public_id]
        if not found:
            raise InvalidInput.of("segment_id", "no trigger of this type is for this segment")
    if event is not None:
        found = [trigger for trigger in found if trigger.config.get("event") == event]
        if not found:
            raise InvalidInput.of("event_type", "no trigger of this type is for this event")
    return found


def _segment_of(trigger: Trigger) -> Segment | None:
    key = trigger.config.get("segment")
    return Segment.objects.in_workspace(trigger.workspace_id).get(pk=decode(Segment.ID_PREFIX, key)) if key else None


def _context(segment: Segment | None) -> dict[str, str]:
    """What texts and rules find under `trigger` where a segment lets people in."""
    return {"segment": segment.name, "segment_id": segment.public_id} if segment else {}
