"""Goals that are reached by doing something: events become conversions, a statement for each campaign."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.backends.utils import CursorWrapper

from campaigns.models import Campaign, Lifecycle
from campaigns.settings import CampaignGoalSettings, settings_of
from contacts import rules
from workspaces.errors import InvalidInput
from workspaces.nudge import nudge
from workspaces.sql import load

_SQL = "campaigns.engine"
# What happened within the window counts also once everybody has come to the end.
_COUNTED = (Lifecycle.RUNNING, Lifecycle.COMPLETED, Lifecycle.COMPLETED_PARTIAL)
_log = structlog.get_logger(__name__)

# Ids of events, by workspace and name.
Named = Mapping[tuple[UUID, str], Sequence[int]]


class Happened(NamedTuple):
    """Events by their ids, none of which came to be known before `earliest`."""

    ids: Sequence[int]
    earliest: datetime
    now: datetime


def conversions_by_events(events: Named, earliest: datetime, now: datetime, cursor: CursorWrapper) -> int:
    """Conversions of those whose campaign's goal these events are, none known before `earliest`; how many.

    A goal whose filter can't be carried out is left out, and logged: its events are not counted later.
    """
    reached = 0
    for campaign in _counting(events, cursor):
        goal = settings_of(campaign).goal
        if goal is not None and goal.event is not None:
            ids = events[campaign.workspace_id, goal.event]
            reached += _record(campaign, goal, Happened(ids, earliest, now), cursor)
    if reached:
        nudge("campaigns.tasks.run_goals")
    return reached


def _counting(events: Named, cursor: CursorWrapper) -> list[Campaign]:
    params: dict[str, Any] = {
        "workspaces": [workspace for workspace, _ in events],
        "names": [name for _, name in events],
        "counted": list(_COUNTED),
    }
    cursor.execute(load(_SQL, "find_event_goals"), params)
    ids = [row[0] for row in cursor.fetchall()]
    return list(Campaign.objects.across_workspaces().filter(pk__in=ids).order_by("pk")) if ids else []


def _record(campaign: Campaign, goal: CampaignGoalSettings, happened: Happened, cursor: CursorWrapper) -> int:
    try:
        with transaction.atomic():
            wanted = _filter(campaign, goal, happened.now)
            params: dict[str, Any] = {
                **wanted.params,
                "campaign": campaign.pk,
                "events": f"{{{','.join(map(str, happened.ids))}}}",
                "earliest": happened.earliest,
                "window": goal.window_days,
                "leaves": goal.exit_on_goal,
                "now": happened.now,
            }
            statement = load(_SQL, "record_event_conversions").replace("{filter}", wanted.sql)
            cursor.execute(statement, params)
            return int(cursor.rowcount)
    except (OperationalError, InterfaceError):
        # The connection's fault, or a deadlock: the router's whole batch comes again.
        raise
    except (DatabaseError, InvalidInput):
        _log.exception("goal_failed", campaign=campaign.public_id)
        return 0


def _filter(campaign: Campaign, goal: CampaignGoalSettings, now: datetime) -> rules.Predicate:
    if goal.filter is None:
        return rules.Predicate("TRUE", {})
    context = rules.RuleContext(campaign.pk, execution_column="b.execution_id", context_column="b.context")
    return rules.compile(rules.parse(goal.filter), campaign.workspace_id, now, context=context)
