"""Switching a launched campaign's triggers on and off, and its start when the time has come."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from campaigns.flow import Plan
from campaigns.lifecycle.guards import campaign_audit, campaign_lock, lifecycle_move
from campaigns.lifecycle.reentry import reentry_of
from campaigns.lifecycle.runs import run_insert
from campaigns.lifecycle.streams import stream_sync
from campaigns.models import Campaign, Lifecycle, Run, RunState, Trigger
from campaigns.nodes.trigger_manual import TriggerManual
from campaigns.nodes.trigger_scheduled import TriggerScheduledConfig
from campaigns.settings import settings_of
from workspaces.clock import database_now
from workspaces.services import Actor

# A schedule that fires exactly at the start counts.
INSTANT = timedelta(microseconds=1)


@transaction.atomic
def campaign_begin(*, campaign: Campaign, now: datetime) -> bool:
    """SCHEDULED → RUNNING once its time has come; False when somebody else did it or the time moved away."""
    locked = campaign_lock(campaign)
    if locked.lifecycle != Lifecycle.SCHEDULED or locked.starts_at is None or locked.starts_at > now:
        return False
    lifecycle_move(locked, (Lifecycle.SCHEDULED,), Lifecycle.RUNNING, "started")
    campaign_audit(locked, Actor.system("triggers"), "started")
    runs_begin(locked)
    stream_sync(locked)
    return True


def runs_begin(campaign: Campaign) -> None:
    """Starts the run of every manual trigger; the campaign is RUNNING and locked."""
    triggers = Trigger.objects.in_workspace(campaign.workspace_id).select_related("version")
    for trigger in triggers.filter(version_id=campaign.live_version_id, type=TriggerManual.key, active=True).order_by(
        "pk"
    ):
        run_insert(
            campaign=campaign,
            version=trigger.version,
            trigger_node=trigger.node,
            segment=campaign.audience,
            context={},
            again=not reentry_of(settings_of(campaign), database_now()).first_only,
        )


def triggers_restart(campaign: Campaign, plan: Plan) -> None:
    """Sets the triggers of a launched campaign anew: its version or its start has changed."""
    now = database_now()
    start = campaign.starts_at if campaign.lifecycle == Lifecycle.SCHEDULED else None
    triggers_start(campaign, plan, after=max(now, start - INSTANT) if start else now)


def triggers_start(campaign: Campaign, plan: Plan, *, after: datetime) -> datetime | None:
    """Switches the live version's triggers on and all others off; schedules count from `after`.

    Returns the first moment at which a schedule fires, None where none does.
    """
    triggers = Trigger.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk)
    listening = {_ear(kind, config): since for kind, config, since in triggers.filter(active=True).values_list(*_EAR)}
    triggers.exclude(version_id=campaign.live_version_id).filter(active=True).update(active=False, next_fire_at=None)
    first, local = None, campaign.workspace.timezone
    for node in plan.triggers:
        fires = node.config.first_fire_at(after, local) if isinstance(node.config, TriggerScheduledConfig) else None
        since = listening.get(_ear(node.type.key, node.config.model_dump(mode="json"))) or after
        of_node = triggers.filter(version_id=campaign.live_version_id, node=node.key)
        of_node.update(active=True, next_fire_at=fires, since=since)
        first = fires if first is None else min(first, fires or first)
    return first


_EAR = ("type", "config", "since")


def _ear(kind: str, config: Mapping[str, Any]) -> tuple[str, str]:
    """What a trigger listens to. One that a new version keeps has been listening since before."""
    return kind, str(config.get("event") or config.get("segment") or "")


def triggers_stop(campaign: Campaign) -> None:
    """Switches every trigger of the campaign off."""
    triggers = Trigger.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk, active=True)
    triggers.update(active=False, next_fire_at=None)


def enrolment_stop(campaign: Campaign) -> None:
    """Runs that still enrol take nobody else in; waits for the batch that is being enrolled."""
    runs = Run.objects.in_workspace(campaign.workspace_id).filter(campaign_id=campaign.pk, state=RunState.ENROLLING)
    runs.update(state=RunState.RUNNING, enrolled_at=Now())
