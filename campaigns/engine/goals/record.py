"""Writing conversions in sets, once per execution, each attributed to the last message accepted by then.

The end of a way that a conversion brings is the engine's: here it is only marked, and the execution made due.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from campaigns.settings import CampaignGoalSettings
from workspaces.nudge import nudge
from workspaces.sql import load

_SQL = "campaigns.engine"


def conversions_record(goal: CampaignGoalSettings, execution_ids: Sequence[int], now: datetime) -> int:
    """Conversions of these executions as of `now`, where their window is open and they have none; how many."""
    if not execution_ids:
        return 0
    params: dict[str, Any] = {
        "executions": f"{{{','.join(map(str, execution_ids))}}}",
        "window": goal.window_days,
        "leaves": goal.exit_on_goal,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "record_conversions"), params)
        return int(cursor.rowcount)


def leavers_take(execution_ids: Sequence[int]) -> set[int]:
    """Those of these executions that are to end for their goal; their marks are taken away with it."""
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "take_leavers"), {"executions": f"{{{','.join(map(str, execution_ids))}}}"})
        return {row[0] for row in cursor.fetchall()}


def leavers_wake(now: datetime) -> int:
    """Makes marked executions due that wait for something later, and forgets marks of finished ones; how many."""
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "forget_leavers"))
        cursor.execute(load(_SQL, "wake_leavers"), {"now": now})
        woken = int(cursor.rowcount)
    if woken:
        nudge("campaigns.tasks.run_engine")
    return woken
