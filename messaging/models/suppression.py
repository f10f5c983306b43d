"""Suppressions: addresses that get nothing, whoever they belong to."""

from django.contrib.postgres.indexes import OpClass
from django.db import models

from workspaces.channels import Channel
from workspaces.tenancy import PublicRowId, WorkspaceModel


class SuppressionReason(models.TextChoices):
    """Why an address gets nothing."""

    HARD_BOUNCE = "hard_bounce", "Hard bounce"
    COMPLAINT = "complaint", "Complaint"
    UNSUBSCRIBE = "unsubscribe", "Unsubscribe"
    MANUAL = "manual", "Manual"


class Suppression(PublicRowId, WorkspaceModel):
    """One address on one channel, stored in lower case, as delivery compares it."""

    ID_PREFIX = "sup"

    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(max_length=254)
    reason = models.CharField(max_length=12, choices=SuppressionReason.choices)
    source = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["workspace", "channel", "address"], name="suppression_unique"),
            models.CheckConstraint(
                condition=models.Q(reason__in=SuppressionReason.values), name="suppression_reason_known"
            ),
        )
        indexes = (
            models.Index(fields=["workspace", "-id"], name="suppression_newest"),
            models.Index("workspace", OpClass("address", "varchar_pattern_ops"), name="suppression_by_beginning"),
        )

    def __str__(self) -> str:
        return f"{self.address} ({self.reason})"
