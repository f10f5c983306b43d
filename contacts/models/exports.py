"""Exports: contacts or reports on their way into a file that people download."""

from django.db import models

from workspaces.tenancy import PublicId, WorkspaceModel


class ExportState(models.TextChoices):
    """Where an export stands."""

    QUEUED = "queued", "Queued"  # asked for → running, by the export task; cancelled, by people
    RUNNING = "running", "Running"  # → done or failed, by the task; taken over after its lease; cancelled, by people
    DONE = "done", "Done"  # the file can be downloaded → expired, by the clock
    FAILED = "failed", "Failed"  # final; there is no file
    CANCELLED = "cancelled", "Cancelled"  # final; there is no file
    EXPIRED = "expired", "Expired"  # final; the file was deleted


class ExportFormat(models.TextChoices):
    """What kind of file."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel workbook (XLSX)"


class Export(PublicId, WorkspaceModel):
    """One file that somebody asked for."""

    ID_PREFIX = "exp"

    kind = models.CharField(max_length=40, help_text="What is exported, as in the registry of kinds.")
    title = models.CharField(max_length=200, help_text="What it is called to people, as of when it was asked for.")
    filter = models.JSONField(default=dict, blank=True, help_text="Which rows; every kind has its own.")
    columns = models.JSONField(default=list, blank=True, help_text="Keys of the columns, in their order.")
    format = models.CharField(max_length=4, choices=ExportFormat.choices, default=ExportFormat.CSV)
    state = models.CharField(max_length=9, choices=ExportState.choices, default=ExportState.QUEUED)
    error = models.TextField(blank=True)
    requested_by = models.CharField(max_length=254, blank=True)
    rows_total = models.IntegerField(null=True, editable=False, help_text="Counted when the work began.")
    rows_written = models.IntegerField(default=0, editable=False)
    file = models.FileField(upload_to="exports/%Y/%m/", blank=True)
    size = models.BigIntegerField(default=0, editable=False, help_text="Of the file, in bytes.")
    attempt = models.SmallIntegerField(default=0, editable=False, help_text="Counts takeovers; a stale worker loses.")
    lease_expires_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False, help_text="When the file is deleted.")

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=ExportState.values), name="export_state_known"),
            models.CheckConstraint(condition=models.Q(format__in=ExportFormat.values), name="export_format_known"),
        )
        indexes = (
            models.Index(
                fields=["created_at"], condition=models.Q(state__in=["queued", "running"]), name="export_unfinished"
            ),
            models.Index(fields=["expires_at"], condition=models.Q(state="done"), name="export_to_expire"),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.state})"
