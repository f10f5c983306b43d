"""Beginning a run. Whoever calls this has locked the campaign and checked that it may run."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from campaigns.lifecycle.audience import audience_size
from campaigns.models import Campaign, FlowVersion, Run
from campaigns.settings import settings_of
from contacts.models import Segment
from workspaces.nudge import nudge
from workspaces.sql import load


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
    local_time: datetime | None = None,
) -> Run:
    """Inserts a run and wakes enrolment; the caller has locked the campaign and checked that it may run.

    `local_time`, naive: when contacts enter in their own zones; all enter at once where None.
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
        local_time=local_time.isoformat() if local_time else "",
    )
    nudge("campaigns.tasks.run_triggers")
    return run


def entry_next(campaign: Campaign) -> int:
    """The next entry number of the campaign, whose row is locked: 1, 2, 3 …"""
    return entries_take({campaign: 1})[campaign.pk]


def entries_take(numbers: Mapping[Campaign, int]) -> dict[UUID, int]:
    """Takes so many entry numbers of each campaign, and returns the first of them.

    Where the way in decides over entering again (no policy is set), 1 is for those who enter once.
    """
    if not numbers:
        return {}
    params: dict[str, Any] = {
        "campaigns": [campaign.pk for campaign in numbers],
        "least": [1 if settings_of(campaign).reentry is None else 0 for campaign in numbers],
        "numbers": list(numbers.values()),
    }
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.lifecycle", "take_entries"), params)
        lasts = dict(cursor.fetchall())
    return {campaign.pk: lasts[campaign.pk] - number + 1 for campaign, number in numbers.items()}
