"""Carries bulk operations out, chunk by chunk.

A chunk, its counts and the operation's cursor are committed together: a process that dies leaves nothing half-done, and
the next one goes on behind the last contact that was looked at. A chunk that fails is rolled back and pauses its
operation. Of each workspace only the oldest operation that is not paused moves: they act in the order they were given.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import OperationalError, connection, transaction

from contacts.arrays import uuid_array
from contacts.bulk.base import Applied, BulkAction, Task, find_action
from contacts.bulk.meaning import meaning_of
from contacts.models import BulkChange, BulkOperation, BulkState
from contacts.rules import Predicate
from workspaces.clock import database_now
from workspaces.crashpoints import crash_point
from workspaces.crossing import CROSSED
from workspaces.errors import DomainError
from workspaces.services import Actor, audit_record
from workspaces.sql import load
from workspaces.wall.scope import everywhere, only_in

CHUNK = 1_000
# For how long it is kept whom an operation has changed.
UNDO_FOR = timedelta(days=7)
_SQL = "contacts.bulk"
_FIRST = UUID(int=0)
_FAULT = "A fault of the program; its log says more. Nothing of this part was done."
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """Contacts that a pass has looked at; `more` says that there is work left."""

    processed: int
    more: bool


def run(now: datetime | None = None, limit: int = 20) -> Progress:
    """One pass: a chunk of each of up to `limit` operations, the one that waits longest first."""
    moment = now or database_now()
    found = _waiting(moment, limit)
    looked_at = 0
    for operation_id, workspace_id in found:
        with only_in(workspace_id):
            looked_at += _chunk(operation_id)
    return Progress(looked_at, more=bool(found))


def forget(now: datetime | None = None) -> int:
    """Forgets whom operations changed that ended long ago; how many of them were forgotten in this pass."""
    ended = BulkOperation.objects.across_workspaces().filter(finished_at__lt=(now or database_now()) - UNDO_FOR)
    old = ended.filter(changes__isnull=False).values_list("pk", flat=True).distinct()[:10]
    return BulkChange.objects.across_workspaces().filter(operation_id__in=list(old)).delete()[0]


@everywhere()
def _waiting(now: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """Operations and their workspaces."""
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "find_work"), {"now": now, "limit": limit})
        return cursor.fetchall()


def _chunk(operation_id: UUID) -> int:
    """How many contacts were looked at."""
    try:
        with transaction.atomic():
            looked_at = _carry_out(operation_id)
            crash_point("bulk.before_commit")
        crash_point("bulk.after_commit")
    except DomainError as refused:
        _pause(operation_id, refused.message)
    except OperationalError as error:
        if not isinstance(error.__cause__, CROSSED):
            raise
        _log.info("bulk_crossed", operation=str(operation_id), error=str(error.__cause__))
    except Exception:  # noqa: BLE001 - it would fail again every second, and other operations wait behind it
        _log.exception("bulk_failed", operation=str(operation_id))
        _pause(operation_id, _FAULT)
    else:
        return looked_at
    return 0


def _carry_out(operation_id: UUID) -> int:
    rows = BulkOperation.objects.across_workspaces().select_related("workspace")
    moving = rows.filter(pk=operation_id, state__in=(BulkState.PENDING, BulkState.RUNNING))
    operation = moving.select_for_update(of=("self",), skip_locked=True).first()
    if operation is None:
        return 0
    action = find_action(operation.action)
    if action is None:
        raise DomainError(f"There is no bulk action {operation.action}.")
    actor = Actor(operation.actor_kind, operation.actor_id, operation.actor_label)
    task = Task(operation.workspace, operation.params, actor, database_now(), operation.public_id)
    ids = _next(operation)
    applied = _apply(action, task, ids) if ids else Applied(())
    if action.reverse and operation.undoes_id is None and applied.changed:
        _note(operation, applied)
    _advance(operation, ids, applied)
    if len(ids) < CHUNK:
        _complete(operation, actor)
    return len(ids)


def _next(operation: BulkOperation) -> list[UUID]:
    which = meaning_of(operation)
    params: dict[str, Any] = {
        **which.params,
        "chunk_workspace": operation.workspace_id,
        "cursor": operation.cursor or _FIRST,
        "created_before": operation.created_at,
        "limit": CHUNK,
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "chunk").replace("{which}", which.sql), params)
        return [row[0] for row in cursor.fetchall()]


def _apply(action: BulkAction, task: Task, ids: Sequence[UUID]) -> Applied:
    """Decides about each contact of the chunk, does it to those who would change, and counts the others by reason."""
    verdict: Predicate = action.verdict(task)
    params = {**verdict.params, "chunk_workspace": task.workspace.pk, "chunk": uuid_array(ids)}
    with connection.cursor() as cursor:
        if action.lock:
            cursor.execute(load(_SQL, "lock"), params)
        cursor.execute(load(_SQL, "verdicts").replace("{verdict}", verdict.sql), params)
        told = cursor.fetchall()
    refused = Counter(why for _, why in told if why is not None)
    changing = [contact for contact, why in told if why is None]
    applied = action.apply(task, changing) if changing else Applied(())
    refused.update(applied.refused)
    return Applied(applied.changed, refused)


def _note(operation: BulkOperation, applied: Applied) -> None:
    params: dict[str, Any] = {
        "workspace": operation.workspace_id,
        "operation": operation.pk,
        "contacts": uuid_array(applied.changed),
    }
    with connection.cursor() as cursor:
        cursor.execute(load(_SQL, "note_changes"), params)


def _advance(operation: BulkOperation, ids: Sequence[UUID], applied: Applied) -> None:
    operation.state = BulkState.RUNNING
    operation.cursor = ids[-1] if ids else operation.cursor
    operation.looked_at += len(ids)
    operation.changed += len(applied.changed)
    operation.refused = dict(Counter(operation.refused) + Counter(applied.refused))
    operation.moved_at = database_now()
    operation.save(update_fields=["state", "cursor", "looked_at", "changed", "refused", "moved_at"])


def _complete(operation: BulkOperation, actor: Actor) -> None:
    operation.state, operation.finished_at = BulkState.COMPLETED, database_now()
    operation.save(update_fields=["state", "finished_at"])
    audit_record(
        workspace=operation.workspace,
        actor=actor,
        action="contacts.bulk_completed",
        target_type="bulk_operation",
        target_id=operation.public_id,
        data={"action": operation.action, "changed": operation.changed, "refused": operation.refused},
    )


def _pause(operation_id: UUID, reason: str) -> None:
    moving = BulkOperation.objects.across_workspaces().filter(
        pk=operation_id, state__in=(BulkState.PENDING, BulkState.RUNNING)
    )
    moving.update(state=BulkState.PAUSED, reason=reason[:300], moved_at=database_now())
