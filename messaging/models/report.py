"""What providers reported: kept at the edge as it came, then applied in sets by the stage of `messaging.hooks`."""

from django.db import models
from django.db.models import Q

from workspaces.tenancy import WorkspaceModel


class ReportOutcome(models.TextChoices):
    """What became of a report."""

    WAITING = "waiting", "Waiting"  # → applied, unmatched, failed: by the stage
    APPLIED = "applied", "Applied"
    UNMATCHED = "unmatched", "Unmatched"  # neither a message nor an address of the sender's was meant
    FAILED = "failed", "Failed"  # applying it raised an error, which stands in the log


class ProviderReport(WorkspaceModel):
    """One thing that a provider told about a sender's messages or addresses, once however often it came.

    What it says of people is emptied when it is applied; `digest` stays, so that what comes again is known.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    sender = models.ForeignKey(
        "messaging.Sender", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    digest = models.UUIDField(help_text="Half of the SHA-256 of the provider's key for it.")
    fact = models.CharField(max_length=16)
    message_id = models.BigIntegerField(null=True, help_text="The message as the provider names it back to us.")
    address = models.CharField(max_length=254, blank=True, db_default="")
    data = models.JSONField(default=dict, help_text="Reason, or what somebody wrote.")
    happened_at = models.DateTimeField(null=True, help_text="By the provider's clock.")
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=9, choices=ReportOutcome.choices, db_default=ReportOutcome.WAITING)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["sender", "digest"], name="provider_report_once"),
            models.CheckConstraint(
                condition=Q(outcome="waiting", applied_at__isnull=True)
                | (~Q(outcome="waiting") & Q(applied_at__isnull=False)),
                name="provider_report_applied_has_time",
            ),
        )
        indexes = (
            models.Index(fields=["id"], condition=Q(applied_at__isnull=True), name="provider_report_to_apply"),
            models.Index(fields=["workspace", "address"], condition=~Q(address=""), name="provider_report_address"),
        )

    def __str__(self) -> str:
        return f"{self.fact} by {self.sender_id}"
