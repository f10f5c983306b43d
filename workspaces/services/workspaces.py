"""Making workspaces."""

from django.core.exceptions import ValidationError
from django.db import transaction

from workspaces.errors import FieldError, InvalidInput
from workspaces.models import Role, User, Workspace
from workspaces.services.audit import Actor, audit_record
from workspaces.services.members import member_add


@transaction.atomic
def workspace_create(
    *, name: str, slug: str, timezone: str = "UTC", owner: User | None = None, actor: Actor | None = None
) -> Workspace:
    """A new, empty workspace. Raises InvalidInput for a slug that is taken or malformed, or an unknown time zone."""
    workspace = Workspace(name=name, slug=slug, timezone=timezone)
    try:
        workspace.full_clean()
    except ValidationError as error:
        details = [FieldError(field, " ".join(texts)) for field, texts in error.message_dict.items()]
        raise InvalidInput("The workspace is not valid.", details) from error
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
