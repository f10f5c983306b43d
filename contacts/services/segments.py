"""Making, changing and deleting segments, and who is in a static one."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from contacts.arrays import uuid_array
from contacts.models import Segment, SegmentKind
from contacts.rules import Rule, dump, parse, segment_ids, validate
from contacts.segments.locks import lock_rules
from contacts.services.contacts import REFRESH
from workspaces.clock import database_now
from workspaces.errors import Conflict, FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record
from workspaces.sql import load

_NAME_LENGTH = 120
_NAMED = ("name", "updated_at")
_REBUILT = ("rule", "rebuild_needed", "scan_at", "sweep_at")


@transaction.atomic
def segment_create(
    *,
    workspace: Workspace,
    name: str,
    rule: Mapping[str, Any] | None = None,
    kind: str = SegmentKind.DYNAMIC,
    actor: Actor,
) -> Segment:
    """A new segment; a dynamic one needs a rule and fills within seconds, a static one takes none.

    Raises InvalidInput naming what is wrong in the rule (`rule.rules[1].field`), Conflict for a name that is taken.
    """
    lock_rules(workspace.pk)
    if kind not in SegmentKind.values:
        raise InvalidInput.of("kind", f"must be one of {', '.join(SegmentKind.values)}")
    is_dynamic = kind == SegmentKind.DYNAMIC
    if not is_dynamic and rule:
        raise InvalidInput.of("rule", "a static segment has no rule")
    segment = Segment(workspace=workspace, name=_name(name), kind=kind, rebuild_needed=is_dynamic)
    segment.refreshed_at = None if is_dynamic else database_now()
    segment.rule = dump(_rule(rule, segment)) if is_dynamic else {}
    _save(segment, "segment.created", actor)
    return segment


@transaction.atomic
def segment_update(
    *, segment: Segment, name: str | None = None, rule: Mapping[str, Any] | None = None, actor: Actor
) -> Segment:
    """Renames the segment, or gives it another rule, after which it is built anew. What is None stays.

    Raises InvalidInput naming what is wrong in the rule, Conflict for a name that is taken.
    """
    lock_rules(segment.workspace_id)
    current = Segment.objects.in_workspace(segment.workspace_id).get(pk=segment.pk)
    if name is not None:
        current.name = _name(name)
    if rule is not None:
        if current.kind != SegmentKind.DYNAMIC:
            raise InvalidInput.of("rule", "a static segment has no rule")
        current.rule, current.rebuild_needed = dump(_rule(rule, current)), True
        # A scan under way by the old rule is worth nothing, and nobody waits for a check.
        current.scan_at = current.sweep_at = None
    _save(current, "segment.updated", actor, _NAMED if rule is None else (*_NAMED, *_REBUILT))
    return current


@transaction.atomic
def segment_delete(*, segment: Segment, actor: Actor) -> None:
    """Deletes the segment. Raises Conflict while a campaign or another segment uses it."""
    lock_rules(segment.workspace_id)
    others = Segment.objects.in_workspace(segment.workspace_id).exclude(pk=segment.pk)
    users = [
        f"segment “{name}”" for name, rule in others.values_list("name", "rule") if segment.pk in segment_ids(rule)
    ]
    if users:
        raise _in_use(users)
    audit_record(
        workspace=segment.workspace,
        actor=actor,
        action="segment.deleted",
        target_type="segment",
        target_id=segment.public_id,
        data={"name": segment.name},
    )
    try:
        segment.delete()
    except ProtectedError as error:
        raise _in_use([f"{row._meta.verbose_name} “{row}”" for row in error.protected_objects]) from error


def segment_members_add(*, segment: Segment, contact_ids: Collection[UUID], now: datetime) -> int:
    """Puts contacts into a static segment; returns how many are new in it. Raises Conflict for a dynamic one."""
    return _static_members(segment, "members_add", contact_ids, now)


def segment_members_remove(*, segment: Segment, contact_ids: Collection[UUID], now: datetime) -> int:
    """Takes contacts out of a static segment; returns how many left. Raises Conflict for a dynamic one."""
    return _static_members(segment, "members_remove", contact_ids, now)


@transaction.atomic
def _static_members(segment: Segment, statement: str, contact_ids: Collection[UUID], now: datetime) -> int:
    if segment.kind != SegmentKind.STATIC:
        raise Conflict("Who is in a dynamic segment follows from its rule.", current_status=segment.kind)
    params: dict[str, Any] = {
        "workspace": segment.workspace_id,
        "segment": segment.pk,
        "contacts": uuid_array(contact_ids),
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(load("contacts.segments", statement), params)
        row = cursor.fetchone()
    nudge(REFRESH)
    return int(row[0])


def _name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > _NAME_LENGTH or "\x00" in name:
        raise InvalidInput.of("name", f"must be 1 to {_NAME_LENGTH} characters")
    return name


def _rule(data: Mapping[str, Any] | None, segment: Segment) -> Rule:
    rule = parse(data)
    problems = validate(rule, segment.workspace_id, segment_id=segment.pk)
    if problems:
        details = [FieldError(problem.path, problem.message, problem.code) for problem in problems]
        raise InvalidInput(f"{details[0].field}: {details[0].message}", details)
    return rule


def _save(segment: Segment, action: str, actor: Actor, fields: tuple[str, ...] | None = None) -> None:
    """Writes these columns (None: a new row); the stage writes the others meanwhile."""
    try:
        with transaction.atomic():
            segment.save(update_fields=fields)
    except IntegrityError:
        taken = FieldError("name", "is the name of another segment", "taken")
        raise Conflict(f"There is a segment “{segment.name}” already.", details=[taken]) from None
    audit_record(
        workspace=segment.workspace,
        actor=actor,
        action=action,
        target_type="segment",
        target_id=segment.public_id,
        data={"name": segment.name},
    )
    nudge(REFRESH)


def _in_use(users: list[str]) -> Conflict:
    return Conflict(f"The segment is in use by {', '.join(sorted(set(users))[:5])}.", current_status="in_use")
