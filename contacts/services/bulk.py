"""Giving bulk operations, stopping, resuming and undoing them. The bulk stage carries them out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from contacts.bulk.base import BulkAction, Task, find_action
from contacts.bulk.meaning import named
from contacts.bulk.preview import BulkPreview, bulk_preview
from contacts.bulk.stage import UNDO_FOR
from contacts.finding import filter_checked
from contacts.models import OPEN_BULK, BulkOperation, BulkState, Contact
from contacts.rules import Predicate
from contacts.selectors.merging import contacts_named
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput, NotFound
from workspaces.ids import InvalidId, decode
from workspaces.models import Workspace
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record

MAX_NAMED = 1_000
MAX_OPEN = 20
MAX_DELAY = timedelta(hours=1)
STAGE = "contacts.tasks.run_bulk"


@dataclass(frozen=True, slots=True)
class BulkWish:
    """What is asked for: an action with its parameters, to named contacts (public ids), or to whom a filter finds."""

    action: str
    params: Mapping[str, Any] = field(default_factory=dict)
    contacts: Sequence[str] | None = None
    filter: Mapping[str, Any] = field(default_factory=dict)


def bulk_check(*, workspace: Workspace, wish: BulkWish, actor: Actor) -> BulkPreview:
    """What the wish would do. Raises InvalidInput naming `action`, `params.…`, `contacts` or a part of the filter."""
    action, task, which, _ = _understood(workspace, wish, actor)
    return bulk_preview(action, task, which)


@transaction.atomic
def bulk_start(
    *,
    workspace: Workspace,
    wish: BulkWish,
    actor: Actor,
    expected: int,
    delay: timedelta = timedelta(0),
    confirm: str = "",
) -> BulkOperation:
    """Gives an operation over about `expected` contacts, which begins after `delay` (at most an hour).

    Raises as `bulk_check`, InvalidInput where the action's word to `confirm` it is missing, and Conflict where the
    workspace has 20 open ones.
    """
    action, task, _, who = _understood(workspace, wish, actor)
    if action.confirm and confirm.strip().lower() != action.confirm:
        raise InvalidInput.of("confirm", f"write “{action.confirm}” to confirm what can’t be undone", "not_confirmed")
    if not timedelta(0) <= delay <= MAX_DELAY:
        raise InvalidInput.of("delay", f"must be 0 to {MAX_DELAY.seconds} seconds")
    return _make(workspace, action.key, dict(task.params), who, actor, expected, delay)


@transaction.atomic
def bulk_stop(*, operation: BulkOperation, actor: Actor) -> BulkOperation:
    """Ends an operation; what it has done stays done. Raises Conflict when it has ended."""
    locked = _locked(operation)
    if locked.state not in OPEN_BULK:
        raise Conflict("The operation has ended.", current_status=locked.state)
    locked.state, locked.finished_at = BulkState.STOPPED, database_now()
    locked.save(update_fields=["state", "finished_at"])
    _audit(locked, actor, "contacts.bulk_stopped", {"changed": locked.changed})
    return locked


@transaction.atomic
def bulk_resume(*, operation: BulkOperation, actor: Actor) -> BulkOperation:
    """Lets a paused operation go on where it stopped. Raises Conflict unless it is paused."""
    locked = _locked(operation)
    if locked.state != BulkState.PAUSED:
        raise Conflict("Only a paused operation can be resumed.", current_status=locked.state, allowed=["paused"])
    locked.state, locked.reason, locked.moved_at = BulkState.RUNNING, "", database_now()
    locked.save(update_fields=["state", "reason", "moved_at"])
    _audit(locked, actor, "contacts.bulk_resumed", {})
    nudge(STAGE)
    return locked


@transaction.atomic
def bulk_undo(*, operation: BulkOperation, actor: Actor) -> BulkOperation:
    """Gives the reverse operation over just those whom this one has changed.

    Raises Conflict while it is open, where its action has no reverse, where it is an undoing itself or undone already,
    and a week after it ended.
    """
    locked = _locked(operation)
    action = find_action(locked.action)
    if not bulk_can_undo(locked) or action is None:
        raise Conflict("This operation can’t be undone.", current_status=locked.state)
    who = {"undoes": locked}
    return _make(locked.workspace, action.reverse, locked.params, who, actor, locked.changed, timedelta(0))


def bulk_can_undo(operation: BulkOperation) -> bool:
    """Whether `bulk_undo` would take it."""
    action = find_action(operation.action)
    return (
        action is not None
        and bool(action.reverse)
        and operation.undoes_id is None
        and operation.changed > 0
        and operation.finished_at is not None
        and operation.finished_at > database_now() - UNDO_FOR
        and not BulkOperation.objects.in_workspace(operation.workspace_id).filter(undoes=operation).exists()
    )


def _understood(
    workspace: Workspace, wish: BulkWish, actor: Actor
) -> tuple[BulkAction, Task, Predicate, dict[str, Any]]:
    """The action, its task, whom it means, and how that is kept."""
    action = find_action(wish.action)
    if action is None:
        raise InvalidInput.of("action", "there is no such bulk action")
    task = Task(workspace, action.check(workspace, wish.params), actor, database_now())
    if wish.contacts is not None:
        ids = _ids(workspace, wish.contacts)
        return action, task, _scoped(workspace, named(ids)), {"contact_ids": ids}
    which, selection = filter_checked(workspace.pk, wish.filter, task.now)
    return action, task, selection, {"filter": which.chosen()}


def _scoped(workspace: Workspace, which: Predicate) -> Predicate:
    params = {**which.params, "named_in": workspace.pk}
    return Predicate(f"(c.workspace_id = %(named_in)s AND {which.sql})", params)


def _ids(workspace: Workspace, contacts: Sequence[str]) -> list[UUID]:
    """Whom the ids mean, also after a merge."""
    if not 0 < len(contacts) <= MAX_NAMED:
        raise InvalidInput.of("contacts", f"must be 1 to {MAX_NAMED}")
    try:
        ids = [decode(Contact.ID_PREFIX, each) for each in contacts]
    except InvalidId as error:
        raise InvalidInput.of("contacts", str(error)) from None
    return contacts_named(workspace_id=workspace.pk, contact_ids=ids)


def _make(
    workspace: Workspace,
    action: str,
    params: dict[str, Any],
    who: Mapping[str, Any],
    actor: Actor,
    expected: int,
    delay: timedelta,
) -> BulkOperation:
    still_open = BulkOperation.objects.in_workspace(workspace).filter(state__in=OPEN_BULK)
    if still_open.count() >= MAX_OPEN:
        raise Conflict(f"There are {MAX_OPEN} open operations: wait for them, or stop one.", current_status="busy")
    now = database_now()
    made = BulkOperation.objects.create(
        workspace=workspace,
        action=action,
        params=params,
        **who,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        expected=expected,
        created_at=now,
        not_before=now + delay,
        moved_at=now,
    )
    _audit(made, actor, "contacts.bulk_given", {"params": params, "expected": expected})
    nudge(STAGE)
    return made


def _locked(operation: BulkOperation) -> BulkOperation:
    rows = BulkOperation.objects.in_workspace(operation.workspace_id).select_related("workspace")
    locked = rows.select_for_update(of=("self",)).filter(pk=operation.pk).first()
    if locked is None:
        raise NotFound("There is no such operation.")
    return locked


def _audit(operation: BulkOperation, actor: Actor, what: str, data: Mapping[str, Any]) -> None:
    audit_record(
        workspace=operation.workspace,
        actor=actor,
        action=what,
        target_type="bulk_operation",
        target_id=operation.public_id,
        data={"action": operation.action, **data},
    )
