"""Beginning a run. Whoever calls this has locked the campaign and checked that it may run."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Greatest

from campaigns.lifecycle.audience import audience_size
from campaigns.models import Campaign, FlowVersion, Run
from campaigns.settings import settings_of
from contacts.models import Segment
from workspaces.nudge import nudge


def run_insert(
    *,
    campaign: Campaign,
    version: FlowVersion,
    trigger_node: str,
    segment: Segment | None,
    context: Mapping[str, Any],
    again: bool,
    idempotency_key: str | None = None,
    scheduled_for: datetime | None = None,
) -> Run:
    """Inserts a run and wakes enrolment; the caller has locked the campaign and checked that it may run.

    `again`: contacts who have been in the campaign enter once more, under an entry number of this run's own.
    """
    run = Run.objects.create(
        workspace_id=campaign.workspace_id,
        campaign=campaign,
        version=version,
        trigger_node=trigger_node,
        segment=segment,
        context=dict(context),
        entry=entry_next(campaign) if again else 1,
        audience_size=audience_size(campaign.workspace_id, segment),
        idempotency_key=idempotency_key,
        scheduled_for=scheduled_for,
    )
    nudge("campaigns.tasks.run_triggers")
    return run


def entry_next(campaign: Campaign) -> int:
    """The next entry number of the campaign, whose row is locked: 1, 2, 3 …"""
    return entries_take(campaign, 1)


def entries_take(campaign: Campaign, number: int) -> int:
    """Takes so many entry numbers, and returns the first of them.

    Where the way in decides over entering again (no policy is set), 1 is for those who enter once.
    """
    rows = Campaign.objects.in_workspace(campaign.workspace_id).filter(pk=campaign.pk)
    least = 1 if settings_of(campaign).reentry is None else 0
    rows.update(last_entry=Greatest(F("last_entry"), least) + number)
    return int(rows.values_list("last_entry", flat=True).get()) - number + 1
