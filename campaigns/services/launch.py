"""Launching: from a draft to SCHEDULED or RUNNING, and from SCHEDULED to RUNNING when its time has come."""

from datetime import datetime

from django.db import transaction

from campaigns.flow import Plan
from campaigns.lifecycle.audience import audience_size
from campaigns.lifecycle.guards import campaign_audit, campaign_lock, lifecycle_move, refusal
from campaigns.lifecycle.starting import INSTANT, runs_begin, triggers_start
from campaigns.lifecycle.streams import stream_sync
from campaigns.lifecycle.versions import campaign_draft
from campaigns.models import Campaign, Lifecycle
from campaigns.nodes.trigger_manual import TriggerManual
from campaigns.nodes.trigger_scheduled import TriggerScheduledConfig
from campaigns.services.drafts import stale_refuse
from campaigns.services.versions import version_ensure
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.services import Actor


@transaction.atomic
def campaign_launch(
    *, campaign: Campaign, actor: Actor, starts_at: datetime | None = None, expected_revision: int | None = None
) -> Campaign:
    """Launches a draft: publishes its flow if needed, then starts it now or schedules it for `starts_at`.

    A flow that is only started by schedules is SCHEDULED until the first one fires. Manual triggers get their run over
    the audience when the campaign starts. Raises Conflict unless it is a DRAFT, and InvalidInput for errors in the flow
    (unpublished templates among them), an empty audience, or times that don't fit; Stale when the flow is no longer at
    `expected_revision`.
    """
    locked = campaign_lock(campaign)
    if locked.lifecycle != Lifecycle.DRAFT:
        raise refusal(locked, "launched")
    stale_refuse(locked, campaign_draft(locked), expected_revision)
    plan = version_ensure(locked, actor)
    _refuse_empty_audience(locked, plan)
    now = database_now()
    start = max(now, starts_at or locked.starts_at or now)
    first = triggers_start(locked, plan, after=start - INSTANT)
    start = _start_of(plan, start, first)
    if locked.ends_at is not None and locked.ends_at <= start:
        raise InvalidInput.of("ends_at", "must be after the start")
    _move(locked, start, now)
    campaign_audit(locked, actor, "launched", {"starts_at": start.isoformat()})
    if locked.lifecycle == Lifecycle.RUNNING:
        runs_begin(locked)
    stream_sync(locked)
    return locked


def _move(campaign: Campaign, start: datetime, now: datetime) -> None:
    to = Lifecycle.SCHEDULED if start > now else Lifecycle.RUNNING
    lifecycle_move(campaign, (Lifecycle.DRAFT,), to, "launched", starts_at=start, launched_at=now)


def _start_of(plan: Plan, start: datetime, first: datetime | None) -> datetime:
    """When it starts: where only schedules let contacts in, not before the first of them. Raises InvalidInput."""
    if not all(isinstance(node.config, TriggerScheduledConfig) for node in plan.triggers):
        return start
    if first is None:
        raise InvalidInput.of("workflow", "no schedule of the flow fires after the start; all its moments are past")
    return max(start, first)


def _refuse_empty_audience(campaign: Campaign, plan: Plan) -> None:
    """A manual start over nobody is a mistake; a segment that is still being built is not known to be empty."""
    if not any(isinstance(node.type, TriggerManual) for node in plan.triggers):
        return
    segment = campaign.audience
    if segment is not None and segment.rebuild_needed:
        return
    if audience_size(campaign.workspace_id, segment) == 0:
        raise InvalidInput.of("audience", "there is nobody in the audience")
