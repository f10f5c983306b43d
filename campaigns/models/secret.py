"""Secrets of a workspace that nodes name: what signs calls, and credentials in their headers."""

from django.db import models

from workspaces.tenancy import PublicId, WorkspaceModel


class Secret(PublicId, WorkspaceModel):
    """A text that nobody gets to see again. Encrypted as senders' credentials are; flows hold its name only."""

    ID_PREFIX = "sec"

    name = models.CharField(max_length=64)
    value = models.BinaryField(help_text="Encrypted.")
    previous = models.BinaryField(null=True, help_text="The value before, encrypted; signs along for a while.")
    previous_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["workspace", "name"], name="secret_name_unique"),
            models.CheckConstraint(
                condition=models.Q(previous__isnull=True, previous_until__isnull=True)
                | models.Q(previous__isnull=False, previous_until__isnull=False),
                name="secret_previous_has_end",
            ),
        )

    def __str__(self) -> str:
        return self.name
