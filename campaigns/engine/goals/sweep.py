"""The goals stage: finds contacts who have come to match their campaign's goal, a batch a transaction.

Contacts who move through the flow are looked at before each pass; the sweep is for those who wait or have finished.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from campaigns.engine.goals.record import conversions_record, leavers_wake
from campaigns.engine.progress import Progress
from campaigns.models import Campaign, GoalSweep, Lifecycle
from campaigns.settings import CampaignGoalSettings, settings_of
from contacts import rules
from workspaces.clock import database_now
from workspaces.sql import load
from workspaces.wall.scope import only_in

# Executions of one transaction, and campaigns of one round of the stage.
BATCH = 20_000
ROUND = 50
# How long a sweep rests when it has come to the end.
REST = timedelta(seconds=60)
_COUNTED = (Lifecycle.RUNNING, Lifecycle.COMPLETED, Lifecycle.COMPLETED_PARTIAL)
_LONGEST_WINDOW = timedelta(days=365)
_FIRST = UUID(int=0)


def run(now: datetime | None = None, limit: int = BATCH) -> Progress:
    """One batch for each campaign whose goal is a rule and whose sweep is due; wakes those who are to end for it.

    Conversions are facts and are found while a campaign is paused, too; their executions end when it goes on.
    """
    moment = now or database_now()
    due = list(_due(moment)[:ROUND])
    looked_at = []
    for campaign in due:
        with only_in(campaign.workspace_id):
            looked_at.append(_sweep(campaign, moment, limit))
    leavers_wake(moment)
    return Progress(sum(looked_at), more=len(due) == ROUND or any(size >= limit for size in looked_at))


def _due(now: datetime) -> QuerySet[Campaign]:
    """Walks the partial index campaign_with_goal."""
    later = GoalSweep.objects.across_workspaces().filter(campaign_id=OuterRef("pk"), next_at__gt=now)
    campaigns: QuerySet[Campaign] = Campaign.objects.across_workspaces().filter(
        ~Exists(later),
        Q(completed_at=None) | Q(completed_at__gt=now - _LONGEST_WINDOW),
        settings__has_key="goal",
        settings__goal__has_key="rule",
        lifecycle__in=_COUNTED,
    )
    return campaigns.order_by("pk")


@transaction.atomic
def _sweep(campaign: Campaign, now: datetime, limit: int) -> int:
    """The next batch of one campaign; how many executions were looked at, 0 while somebody else is at it."""
    goal = settings_of(campaign).goal
    sweep = _locked(campaign, now)
    if goal is None or goal.rule is None or sweep is None:
        return 0
    last, size, found = _candidates(campaign, goal, sweep.cursor or _FIRST, now, limit)
    conversions_record(goal, found, now)
    over = size < limit
    sweep.cursor, sweep.next_at = (None, now + REST) if over else (last, now)
    sweep.save(update_fields=["cursor", "next_at"])
    return size


def _locked(campaign: Campaign, now: datetime) -> GoalSweep | None:
    sweeps = GoalSweep.objects.in_workspace(campaign.workspace_id)
    GoalSweep.objects.bulk_create(
        [GoalSweep(campaign=campaign, workspace_id=campaign.workspace_id, next_at=now)], ignore_conflicts=True
    )
    found: GoalSweep | None = (
        sweeps.select_for_update(skip_locked=True).filter(campaign_id=campaign.pk, next_at__lte=now).first()
    )
    return found


def _candidates(
    campaign: Campaign, goal: CampaignGoalSettings, cursor_: UUID, now: datetime, limit: int
) -> tuple[UUID | None, int, list[int]]:
    context = rules.RuleContext(campaign_id=campaign.pk, execution_column="b.execution_id")
    predicate = rules.compile(rules.parse(goal.rule), campaign.workspace_id, now, context=context)
    params: dict[str, Any] = {
        **predicate.params,
        "campaign": campaign.pk,
        "cursor": cursor_,
        "window": goal.window_days,
        "now": now,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("campaigns.engine", "goal_candidates").replace("{predicate}", predicate.sql), params)
        last, size, found = cursor.fetchone()
    return last, size, found
