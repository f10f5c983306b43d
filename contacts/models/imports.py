"""Imports: a file on its way into contacts, and what was wrong with which row."""

from django.db import models

from workspaces.tenancy import PublicId, WorkspaceModel


class ImportState(models.TextChoices):
    """Where an import stands."""

    QUEUED = "queued", "Queued"  # stored → running, by the import task
    RUNNING = "running", "Running"  # → done or failed, by the import task; taken over after its lease
    DONE = "done", "Done"  # final; good rows are in, bad rows are reported
    FAILED = "failed", "Failed"  # final; the file as a whole could not be read, nothing was written


class ContactImport(PublicId, WorkspaceModel):
    """One uploaded file."""

    ID_PREFIX = "imp"

    filename = models.CharField(max_length=255)
    file = models.FileField(upload_to="imports/%Y/%m/")
    mapping = models.JSONField(
        default=dict, blank=True, help_text="Column → field; learned from the header when empty."
    )
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.QUEUED)
    error = models.TextField(blank=True)
    rows_total = models.IntegerField(default=0)
    rows_read = models.IntegerField(default=0)
    rows_created = models.IntegerField(default=0)
    rows_updated = models.IntegerField(default=0)
    rows_rejected = models.IntegerField(default=0)
    lease_expires_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=ImportState.values), name="import_state_known"),
        )

    def __str__(self) -> str:
        return f"{self.filename} ({self.state})"


class ImportRowError(WorkspaceModel):
    """Why one row, or one cell, was not taken."""

    contact_import = models.ForeignKey(ContactImport, on_delete=models.CASCADE, related_name="row_errors")
    row = models.IntegerField(help_text="Line in the file; the header is line 1.")
    column = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=40)
    message = models.CharField(max_length=300)

    class Meta(WorkspaceModel.Meta):
        indexes = (models.Index(fields=["contact_import", "row"], name="import_error_by_row"),)

    def __str__(self) -> str:
        return f"row {self.row}: {self.message}"
