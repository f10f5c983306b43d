"""Answers kept for `Idempotency-Key`."""

from django.db import models

from workspaces.tenancy import WorkspaceModel


class IdempotentAnswer(WorkspaceModel):
    """The first answer to a POST with this key, replayed for 24 hours (API.md, common rules)."""

    key = models.CharField(max_length=255)
    route = models.CharField(max_length=300, help_text="Method and path; the same key on another route is another key.")
    body_digest = models.BinaryField(max_length=32)
    status = models.SmallIntegerField(null=True, help_text="Null while the first request is still being served.")
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (models.UniqueConstraint(fields=["workspace", "route", "key"], name="idempotent_answer_unique"),)

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
