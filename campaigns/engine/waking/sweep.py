"""The waits stage: asks the rules of all who wait for one, now and then, as time alone may make a rule hold; and looks
after queues in which nobody is due.

A batch a transaction, in the order of executions. It takes a twentieth of one worker's time at most.
"""

import time
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from campaigns.engine.progress import Progress
from campaigns.engine.throttling.gate import gates_look_again
from campaigns.engine.waking.arming import holding
from campaigns.engine.waking.rules import rules_ask_again
from campaigns.models import WaitSweep
from workspaces.clock import database_now
from workspaces.sql import load
from workspaces.wall.scope import only_in

_SQL = "campaigns.engine"
# Waits of one transaction, and campaigns of one round of the stage.
BATCH = 5_000
ROUND = 50
# How long a sweep rests at least when it has come to the end, and how many times as long as it worked after each batch.
REST = timedelta(seconds=10)
PAUSE = 20


def run(now: datetime | None = None, limit: int = BATCH) -> Progress:
    """One batch for each campaign whose sweep is due. For whom the rule holds is marked; arming ends their waits."""
    moment = now or database_now()
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "campaigns_with_rule_waits"), {"now": moment, "limit": ROUND})
        due = cursor.fetchall()
    looked_at = []
    for campaign_id, workspace_id in due:
        with only_in(workspace_id):
            looked_at.append(_sweep(campaign_id, workspace_id, moment, limit))
    with transaction.atomic():
        gates = gates_look_again(moment, ROUND)
    return Progress(sum(looked_at), more=ROUND in (len(due), gates))


@transaction.atomic
def _sweep(campaign_id: UUID, workspace_id: UUID, now: datetime, limit: int) -> int:
    """The next batch of one campaign; how many were looked at, 0 while somebody else is at it."""
    sweep = _locked(campaign_id, workspace_id, now)
    if sweep is None:
        return 0
    started = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "sweep_waits"), {"campaign": campaign_id, "cursor": sweep.cursor, "limit": limit})
        waiting = [row[0] for row in cursor.fetchall()]
        found = holding(waiting, now, cursor) if waiting else []
    if found:
        rules_ask_again(found)
    pause = timedelta(seconds=PAUSE * (time.monotonic() - started))
    over = len(waiting) < limit
    sweep.cursor, sweep.next_at = (0, now + max(REST, pause)) if over else (waiting[-1], now + pause)
    sweep.save(update_fields=["cursor", "next_at"])
    return len(waiting)


def _locked(campaign_id: UUID, workspace_id: UUID, now: datetime) -> WaitSweep | None:
    sweeps = WaitSweep.objects.in_workspace(workspace_id)
    fresh = WaitSweep(campaign_id=campaign_id, workspace_id=workspace_id, cursor=0, next_at=now)
    WaitSweep.objects.bulk_create([fresh], ignore_conflicts=True)
    found: WaitSweep | None = (
        sweeps.select_for_update(skip_locked=True).filter(campaign_id=campaign_id, next_at__lte=now).first()
    )
    return found
