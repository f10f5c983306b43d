"""Who may do what in which workspace."""

from django.conf import settings
from django.db import models

from workspaces.tenancy import WorkspaceModel


class Role(models.TextChoices):
    """What a member may do; each includes what the ones below may."""

    OWNER = "owner", "Owner"  # everything, members and keys included
    ADMIN = "admin", "Admin"  # members, keys, senders, approving templates
    EDITOR = "editor", "Editor"  # campaigns, templates, contacts; launch and publish
    VIEWER = "viewer", "Viewer"  # reads

    @property
    def rank(self) -> int:
        """Larger may do more."""
        return {"viewer": 0, "editor": 1, "admin": 2, "owner": 3}[self.value]

    def covers(self, needed: "Role") -> bool:
        """Whether this role may do what `needed` may."""
        return self.rank >= needed.rank


class Membership(WorkspaceModel):
    """A user's role in a workspace."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    notices = models.BooleanField(
        default=True, db_default=True, help_text="Whether incidents that stop campaigns are told by e-mail."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["workspace", "user"], name="membership_unique"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} as {self.role}"
