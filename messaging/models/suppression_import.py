"""Imports of suppression lists: a file on its way into suppressions, and the rows that were none."""

from django.db import models

from contacts.models import ImportGoal, ImportJob, ImportState
from messaging.models.suppression import SuppressionReason
from workspaces.channels import Channel
from workspaces.tenancy import WorkspaceModel


class SuppressionImport(ImportJob):
    """One uploaded list of addresses. It is tried first (goal check), and suppresses once somebody says so."""

    ID_PREFIX = "sim"

    goal = models.CharField(max_length=6, choices=ImportGoal.choices, default=ImportGoal.CHECK)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    reason = models.CharField(
        max_length=12,
        choices=SuppressionReason.choices,
        default=SuppressionReason.MANUAL,
        help_text="Of rows whose own column says none.",
    )
    source = models.CharField(max_length=120, blank=True, help_text="Where the list comes from; the file's name else.")
    address_column = models.SmallIntegerField(null=True, help_text="Found out by the cells until somebody says.")
    reason_column = models.SmallIntegerField(null=True, blank=True)
    survey = models.JSONField(default=dict, editable=False, help_text="What reading the file found.")
    rows_total = models.IntegerField(default=0)
    rows_read = models.IntegerField(default=0)
    rows_added = models.IntegerField(default=0, help_text="Newly suppressed.")
    rows_present = models.IntegerField(default=0, help_text="Suppressed before, or earlier in the file.")
    rows_rejected = models.IntegerField(default=0)

    class Meta(ImportJob.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=ImportState.values), name="suppression_import_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=SuppressionReason.values), name="suppression_import_reason_known"
            ),
        )
        indexes = (
            models.Index(
                fields=["created_at"],
                condition=models.Q(state__in=["queued", "running"]),
                name="suppression_import_unfinished",
            ),
        )


class SuppressionRefusedRow(WorkspaceModel):
    """A row that holds no address; every one is kept until the import expires."""

    suppression_import = models.ForeignKey(
        SuppressionImport, on_delete=models.CASCADE, related_name="refused_rows", db_index=False
    )
    row = models.IntegerField(help_text="Line in the file; a header is line 1.")
    value = models.CharField(max_length=200, blank=True, help_text="What stood where the address should be.")
    message = models.CharField(max_length=200)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["suppression_import", "row"], name="suppression_refused_row_unique"),
        )

    def __str__(self) -> str:
        return f"row {self.row}: {self.message}"
