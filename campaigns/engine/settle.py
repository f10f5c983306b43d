"""Stage 6 of the river: runs finish and campaigns complete once everybody has come to an end."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import connection, transaction

from campaigns.engine.progress import Progress
from campaigns.lifecycle.guards import campaign_audit, campaign_lock, lifecycle_move
from campaigns.lifecycle.starting import enrolment_stop, triggers_stop
from campaigns.lifecycle.streams import stream_sync
from campaigns.models import Campaign, Lifecycle
from messaging.models import Message, MessageState
from workspaces.clock import database_now
from workspaces.services import Actor
from workspaces.sql import load

_SQL = "campaigns.engine"
ROUND = 200
_log = structlog.get_logger(__name__)


def run(now: datetime | None = None, limit: int = ROUND) -> Progress:
    """One round: finishes runs, then completes up to `limit` campaigns. Sums counters, looks at no execution."""
    moment = now or database_now()
    finished = _finish_runs(moment)
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "find_ended"), {"now": moment, "limit": limit, "campaign": None})
        ended = [row[0] for row in cursor.fetchall()]
    completed = sum(_complete(campaign_id, moment) for campaign_id in ended)
    return Progress(finished + completed, more=len(ended) == limit)


@transaction.atomic
def _finish_runs(now: datetime) -> int:
    """How many finished. Locked first, then looked at again: a retry that came between has taken its run back."""
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "find_finished_runs"))
        runs = [row[0] for row in cursor.fetchall()]
        if not runs:
            return 0
        cursor.execute(load(_SQL, "finish_runs"), {"runs": runs, "now": now})
        return int(cursor.rowcount)


@transaction.atomic
def _complete(campaign_id: UUID, now: datetime) -> bool:
    """Ends one campaign, if under its lock it still has nobody on the way; False otherwise."""
    campaign = campaign_lock(Campaign.objects.across_workspaces().get(pk=campaign_id))
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "find_ended"), {"now": now, "limit": 1, "campaign": campaign_id})
        row = cursor.fetchone()
    if row is None:
        return False
    _, gaps, active = row
    if active:
        # Its end date has come, but somebody is still on the way: nobody else comes in, and settle looks again.
        triggers_stop(campaign)
        enrolment_stop(campaign)
        return False
    if campaign.lifecycle == Lifecycle.CANCELLED:
        lifecycle_move(campaign, (Lifecycle.CANCELLED,), Lifecycle.CANCELLED, "ended", completed_at=now)
        return True
    partial = gaps > 0 or _has_unknown(campaign)
    to = Lifecycle.COMPLETED_PARTIAL if partial else Lifecycle.COMPLETED
    lifecycle_move(campaign, (Lifecycle.RUNNING,), to, "completed", completed_at=now)
    triggers_stop(campaign)
    stream_sync(campaign)
    campaign_audit(campaign, Actor.system("settle"), "completed", {"lifecycle": to.value})
    _log.info("campaign_completed", campaign=campaign.public_id, lifecycle=to.value)
    return True


def _has_unknown(campaign: Campaign) -> bool:
    unknown = Message.objects.in_workspace(campaign.workspace_id).filter(state=MessageState.UNKNOWN)
    return bool(unknown.filter(stream_id=campaign.pk).exists())
