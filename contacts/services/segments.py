"""Making, changing and deleting segments."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from contacts.models import Segment, SegmentKind
from contacts.rules import Rule, dump, parse, validate
from contacts.segments.locks import lock_rules
from contacts.segments.uses import uses_of
from contacts.services.contacts import REFRESH
from workspaces.clock import database_now
from workspaces.errors import Conflict, FieldError, InvalidInput
from workspaces.models import Workspace
from workspaces.nudge import nudge
from workspaces.services import Actor, audit_record

_NAME_LENGTH = 120
_MOST_NAMED = 5
NAMED = ("name", "updated_at")
REBUILT = ("rule", "rebuild_needed", "scan_at", "sweep_at")


@transaction.atomic
def segment_create(
    *,
    workspace: Workspace,
    name: str,
    rule: Mapping[str, Any] | None = None,
    kind: str = SegmentKind.DYNAMIC,
    actor: Actor,
) -> Segment:
    """A new segment. A dynamic one needs a rule; a static one may have one, which fills it once, within seconds.

    Raises InvalidInput naming what is wrong in the rule (`rule.rules[1].field`), Conflict for a name that is taken.
    """
    lock_rules(workspace.pk)
    if kind not in SegmentKind.values:
        raise InvalidInput.of("kind", f"must be one of {', '.join(SegmentKind.values)}")
    is_ruled = kind == SegmentKind.DYNAMIC or bool(rule)
    segment = Segment(workspace=workspace, name=_name(name), kind=kind, rebuild_needed=is_ruled)
    segment.refreshed_at = None if is_ruled else database_now()
    segment.rule = dump(segment_rule(rule, segment)) if is_ruled else {}
    segment_save(segment, "segment.created", actor)
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
            raise InvalidInput.of("rule", "a static segment follows no rule; make it dynamic first")
        current.rule, current.rebuild_needed = dump(segment_rule(rule, current)), True
        # A scan under way by the old rule is worth nothing, and nobody waits for a check.
        current.scan_at = current.sweep_at = None
    segment_save(current, "segment.updated", actor, NAMED if rule is None else (*NAMED, *REBUILT))
    return current


@transaction.atomic
def segment_delete(*, segment: Segment, actor: Actor) -> None:
    """Deletes the segment. Raises Conflict, whose details name every user, while a campaign or a segment uses it."""
    lock_rules(segment.workspace_id)
    users = uses_of(workspace=segment.workspace, segments=[segment])[segment.pk]
    if users:
        raise _in_use([str(use) for use in users])
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


def _name(name: str) -> str:
    name = name.strip()
    if not name or len(name) > _NAME_LENGTH or "\x00" in name:
        raise InvalidInput.of("name", f"must be 1 to {_NAME_LENGTH} characters")
    return name


def segment_rule(data: Mapping[str, Any] | None, segment: Segment) -> Rule:
    """The document as a rule of this segment. Raises InvalidInput naming what is wrong in it."""
    rule = parse(data)
    problems = validate(rule, segment.workspace_id, segment_id=segment.pk)
    if problems:
        details = [FieldError(problem.path, problem.message, problem.code) for problem in problems]
        raise InvalidInput(f"{details[0].field}: {details[0].message}", details)
    return rule


def segment_save(segment: Segment, action: str, actor: Actor, fields: tuple[str, ...] | None = None) -> None:
    """Writes these columns (None: a new row), says so in the audit log, and wakes the stage, which writes the others.

    Raises Conflict for a name that is taken.
    """
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
    details = [FieldError("segment", f"is used by {user}", "in_use") for user in sorted(set(users))]
    more = f" and {len(details) - _MOST_NAMED} more" if len(details) > _MOST_NAMED else ""
    named = ", ".join(sorted(set(users))[:_MOST_NAMED])
    return Conflict(f"The segment is in use by {named}{more}.", current_status="in_use", details=details)
