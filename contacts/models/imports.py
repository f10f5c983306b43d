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
    consent = models.JSONField(
        default=dict, blank=True, help_text='What the file\'s contacts agreed to, e.g. {"email.marketing": "granted"}.'
    )
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.QUEUED)
    error = models.TextField(blank=True)
    rows_total = models.IntegerField(default=0)
    rows_read = models.IntegerField(default=0)
    rows_created = models.IntegerField(default=0)
    rows_updated = models.IntegerField(default=0)
    rows_unchanged = models.IntegerField(default=0)
    rows_rejected = models.IntegerField(default=0)
    rows_repeated = models.IntegerField(default=0, help_text="Rows about a contact of an earlier row; the later wins.")
    faults_total = models.IntegerField(default=0, help_text="Faults found; only the first ones are kept as rows.")
    attempt = models.SmallIntegerField(default=0, editable=False, help_text="Counts takeovers; a stale worker loses.")
    lease_expires_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=ImportState.values), name="import_state_known"),
        )
        indexes = (
            models.Index(
                fields=["created_at"], condition=models.Q(state__in=["queued", "running"]), name="import_unfinished"
            ),
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
    is_warning = models.BooleanField(default=False, help_text="The row was taken all the same.")
    message = models.CharField(max_length=300)

    class Meta(WorkspaceModel.Meta):
        indexes = (models.Index(fields=["contact_import", "row"], name="import_error_by_row"),)
        verbose_name = "import fault"

    def __str__(self) -> str:
        return f"row {self.row}: {self.message}"


class ImportedContact(WorkspaceModel):
    """Which row of a running import spoke of a contact last, so that repetitions are found over the whole file.

    Scratch rows: the table is unlogged, and an import deletes its own when it ends.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact_import = models.ForeignKey(
        ContactImport, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact_id = models.UUIDField()
    row = models.IntegerField()

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["contact_import", "contact_id"], name="imported_contact_unique"),
        )

    def __str__(self) -> str:
        return f"{self.contact_id} in row {self.row}"
