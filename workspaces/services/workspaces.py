"""Making workspaces, and changing what is set for one."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from workspaces.errors import FieldError, InvalidInput
from workspaces.models import Role, User, Workspace
from workspaces.services.audit import Actor, audit_record
from workspaces.services.members import member_add
from workspaces.settings import QUIET_HOURS, settings_checked, settings_of

_FIELDS = ("name", "timezone", "currency")


@transaction.atomic
def workspace_create(
    *, name: str, slug: str, timezone: str = "UTC", owner: User | None = None, actor: Actor | None = None
) -> Workspace:
    """A new, empty workspace. Raises InvalidInput for a slug that is taken or malformed, or an unknown time zone."""
    workspace = Workspace(name=name, slug=slug, timezone=timezone)
    _check(workspace)
    workspace.save()
    actor = actor or (Actor.user(owner) if owner else Actor.system())
    audit_record(
        workspace=workspace,
        actor=actor,
        action="workspace.created",
        target_type="workspace",
        target_id=workspace.public_id,
    )
    if owner:
        member_add(workspace=workspace, user=owner, role=Role.OWNER, actor=actor)
    return workspace


@transaction.atomic
def workspace_update(*, workspace: Workspace, changes: Mapping[str, Any], actor: Actor) -> Workspace:
    """Changes any of name, timezone, currency and settings, which are merged key by key: null puts one back.

    What decides about messages counts from the next claim on. Raises InvalidInput naming every field
    (`settings.frequency_cap[0].days`).
    """
    unknown = [FieldError(name, "unknown field", "unknown") for name in changes if name not in (*_FIELDS, "settings")]
    if unknown:
        raise InvalidInput(f"{unknown[0].field}: {unknown[0].message}", unknown)
    locked = Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    wanted = settings_checked(changes.get("settings", {}), stored=locked.settings)
    before = _told(locked)
    for name in _FIELDS:
        setattr(locked, name, changes.get(name, getattr(locked, name)))
    if QUIET_HOURS in wanted:
        hours = wanted.pop(QUIET_HOURS) or {}
        locked.quiet_start, locked.quiet_end = (_clock(hours.get(name)) for name in ("start", "end"))
    merged = {**locked.settings, **wanted}
    locked.settings = {key: value for key, value in merged.items() if value is not None}
    _check(locked)
    changed = {name: value for name, value in _told(locked).items() if value != before[name]}
    if changed:
        locked.save(update_fields=[*_FIELDS, "settings", "quiet_start", "quiet_end"])
        audit_record(
            workspace=locked,
            actor=actor,
            action="workspace.updated",
            target_type="workspace",
            target_id=locked.public_id,
            data=changed,
        )
    return locked


def _told(workspace: Workspace) -> dict[str, Any]:
    return {**{name: getattr(workspace, name) for name in _FIELDS}, **settings_of(workspace)}


def _clock(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)


def _check(workspace: Workspace) -> None:
    try:
        workspace.full_clean()
    except ValidationError as error:
        details = [FieldError(field, " ".join(texts)) for field, texts in error.message_dict.items()]
        raise InvalidInput("The workspace is not valid.", details) from error
