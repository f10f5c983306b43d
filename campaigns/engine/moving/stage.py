"""The moving stage: carries out orders to move a campaign's executions to a newer version, a batch a transaction.

The cursor moves in the same transaction as the rows, so that a process that dies leaves nothing half-done. Nobody locks
the campaign's row, and passes go on meanwhile: whom one of them holds is moved by a later sweep, after its step.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from campaigns.engine.moving.batch import Moved, move_batch, older_versions
from campaigns.engine.progress import Progress
from campaigns.lifecycle.guards import campaign_audit
from campaigns.models import MoveState, Run, RunState, VersionMove
from campaigns.status import FINISHED
from workspaces.clock import database_now
from workspaces.crashpoints import crash_point
from workspaces.locks import share_campaign_lock
from workspaces.nudge import nudge
from workspaces.services import Actor
from workspaces.wall.scope import only_in

# Executions that one transaction looks at, and moves of one round.
BATCH = 10_000
ROUND = 20
# The pause before another sweep doubles with every sweep, up to this.
LONGEST_PAUSE = timedelta(seconds=60)


def run(now: datetime | None = None, limit: int = BATCH) -> Progress:
    """One batch for each campaign that has a move to carry out, paused ones included."""
    moment = now or database_now()
    due = list(_due(moment)[:ROUND])
    looked_at = []
    for pk, workspace_id in due:
        with only_in(workspace_id):
            looked_at.append(_step(pk, moment, limit))
    return Progress(sum(looked_at), more=len(due) == ROUND or any(looked_at))


def _due(now: datetime) -> QuerySet[VersionMove, tuple[UUID, UUID]]:
    """Walks the partial index version_move_due. Of one campaign only the oldest: moves come one after the other."""
    moving = VersionMove.objects.across_workspaces().filter(state=MoveState.MOVING)
    older = moving.filter(campaign_id=OuterRef("campaign_id"), pk__lt=OuterRef("pk"))
    return moving.filter(~Exists(older), next_at__lte=now).order_by("next_at").values_list("pk", "workspace_id")


@transaction.atomic
def _step(pk: UUID, now: datetime, limit: int) -> int:
    """The next batch of one move; how many executions it looked at, 0 while somebody else is at it or stops it."""
    moves = VersionMove.objects.across_workspaces().filter(pk=pk, state=MoveState.MOVING, next_at__lte=now)
    locked = moves.select_related("version", "campaign__workspace").select_for_update(
        no_key=True, skip_locked=True, of=("self",)
    )
    move: VersionMove | None = locked.first()
    if move is None:
        return 0
    with connection.cursor() as cursor:
        if not share_campaign_lock(move.campaign_id, cursor):
            return 0
    if move.campaign.lifecycle in FINISHED:
        _finish(move, now)
        return 0
    olds = older_versions(move)
    begins = move.cursor_contact is None
    done = move_batch(move, olds, now, limit)
    # A run that lets people in by an older version may do so behind the cursor.
    late = int(begins and _still_enrols(move, olds))
    _account(move, done, late, now, over=done.seen < limit)
    crash_point("moving.before_commit")
    return done.seen


def _account(move: VersionMove, done: Moved, late: int, now: datetime, *, over: bool) -> None:
    """Writes the progress down; at the end of a sweep either finishes the move or lets another sweep follow."""
    missed = move.passed_over + done.passed_over + late
    counts = {"stayed": F("stayed") + done.stayed, "moved": F("moved") + done.moved, "left": F("left") + done.left}
    rows = VersionMove.objects.in_workspace(move.workspace_id).filter(pk=move.pk)
    if over:
        pause = min(LONGEST_PAUSE, timedelta(seconds=2 ** min(move.sweeps, 6)))
        rows.update(
            **counts, sweeps=move.sweeps + 1, cursor_contact=None, cursor_entry=0, passed_over=0, next_at=now + pause
        )
    elif done.last is not None:
        contact, entry = done.last
        rows.update(**counts, cursor_contact=contact, cursor_entry=entry, passed_over=missed)
    if done.moved or done.stayed:
        nudge("campaigns.tasks.run_engine")
    if done.left:
        nudge("campaigns.tasks.run_settle")
    if over and not missed:
        _finish(move, now)


def _finish(move: VersionMove, now: datetime) -> None:
    moving = VersionMove.objects.in_workspace(move.workspace_id).filter(pk=move.pk, state=MoveState.MOVING)
    moving.update(state=MoveState.DONE, finished_at=now)
    move.refresh_from_db(fields=["stayed", "moved", "left"])
    data = {"version": move.version.number, "stayed": move.stayed, "moved": move.moved, "left": move.left}
    campaign_audit(move.campaign, Actor.system("moving"), "version_moved", data)


def _still_enrols(move: VersionMove, olds: Mapping[UUID, int]) -> bool:
    runs = Run.objects.in_workspace(move.workspace_id).filter(campaign_id=move.campaign_id, state=RunState.ENROLLING)
    return bool(runs.filter(version_id__in=olds).exists())
