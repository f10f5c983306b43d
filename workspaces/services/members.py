"""Who belongs to a workspace."""

from django.db import transaction

from workspaces.models import Membership, Role, User, Workspace
from workspaces.services.audit import Actor, audit_record


@transaction.atomic
def member_add(*, workspace: Workspace, user: User, role: Role, actor: Actor) -> Membership:
    """Makes `user` a member with `role`; gives an existing member the new role."""
    membership, _ = Membership.objects.in_workspace(workspace).update_or_create(
        user=user, defaults={"role": role}, create_defaults={"role": role, "workspace": workspace}
    )
    audit_record(
        workspace=workspace,
        actor=actor,
        action="member.added",
        target_type="user",
        target_id=str(user.pk),
        data={"role": role.value},
    )
    return membership
