"""Who belongs to a workspace."""

from uuid import UUID

from django.db import transaction

from workspaces.errors import Conflict
from workspaces.models import Membership, Role, User, Workspace
from workspaces.services.audit import Actor, audit_record


@transaction.atomic
def member_add(*, workspace: Workspace, user: User, role: Role, actor: Actor) -> Membership:
    """Makes `user` a member with `role`; gives an existing member the new role.

    Raises Conflict when that would leave the workspace without an owner.
    """
    if role is not Role.OWNER:
        _require_another_owner(workspace.pk, user.pk)
    membership, _ = Membership.objects.in_workspace(workspace).update_or_create(
        user=user, defaults={"role": role}, create_defaults={"role": role, "workspace": workspace}
    )
    _record(membership, actor, "member.added", role=role.value)
    return membership


@transaction.atomic
def member_remove(*, membership: Membership, actor: Actor) -> None:
    """Ends a membership. Raises Conflict for the last owner's."""
    _require_another_owner(membership.workspace_id, membership.user_id)
    if Membership.objects.in_workspace(membership.workspace_id).filter(pk=membership.pk).delete()[0]:
        _record(membership, actor, "member.removed")


def _require_another_owner(workspace_id: UUID, user_id: int) -> None:
    # Locked, so that two owners who leave at once don't both find the other.
    owners = Membership.objects.in_workspace(workspace_id).filter(role=Role.OWNER).select_for_update()
    if {owner.user_id for owner in owners} == {user_id}:
        raise Conflict("A workspace needs an owner: make somebody else owner first.")


def _record(membership: Membership, actor: Actor, action: str, **data: str) -> None:
    audit_record(
        workspace=membership.workspace,
        actor=actor,
        action=action,
        target_type="user",
        target_id=str(membership.user_id),
        data=data,
    )
