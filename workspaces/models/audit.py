"""The audit log: who did what to which row, and when."""

from django.db import models

from workspaces.tenancy import PublicRowId, WorkspaceModel


class AuditEntry(PublicRowId, WorkspaceModel):
    """One line of the audit log; append-only."""

    ID_PREFIX = "aud"

    actor_kind = models.CharField(max_length=10)  # user, key or system
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=254, blank=True, help_text="As it was called at the time.")
    action = models.CharField(max_length=64, help_text="e.g. campaign.paused")
    target_type = models.CharField(max_length=40)
    target_id = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(WorkspaceModel.Meta):
        verbose_name_plural = "audit log"
        indexes = (
            models.Index(fields=["workspace", "-created_at"], name="audit_by_time"),
            models.Index(fields=["workspace", "target_id", "id"], name="audit_by_target"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.target_type} {self.target_id}"
