"""Imports: a file on its way into contacts, and what was wrong with which row."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower

from workspaces.tenancy import PublicId, WorkspaceModel


class ImportState(models.TextChoices):
    """Where an import stands."""

    QUEUED = "queued", "Queued"  # stored → running, by the import task; cancelled, by people
    RUNNING = "running", "Running"  # → ready, checked, done or failed, by the task; taken over after its lease
    READY = "ready", "Ready"  # was read; → queued when somebody says what its columns mean; cancelled by the clock
    CHECKED = "checked", "Checked"  # the dry run is over, nothing was written; → queued or cancelled, as ready
    DONE = "done", "Done"  # final; good rows are in, bad rows are reported
    FAILED = "failed", "Failed"  # final; the file as a whole could not be read, nothing was written
    CANCELLED = "cancelled", "Cancelled"  # final; what was stored until then stays


class ImportGoal(models.TextChoices):
    """How far the task goes with a file by itself."""

    READ = "read", "Read"  # say what is in it
    CHECK = "check", "Check"  # say what would become of its rows
    IMPORT = "import", "Import"  # store them


class ImportJob(PublicId, WorkspaceModel):
    """An uploaded file that a worker goes through under a lease; the subclass says what its rows become."""

    filename = models.CharField(max_length=255)
    file = models.FileField(upload_to="imports/%Y/%m/")
    state = models.CharField(max_length=9, choices=ImportState.choices, default=ImportState.QUEUED)
    error = models.TextField(blank=True)
    attempt = models.SmallIntegerField(default=0, editable=False, help_text="Counts takeovers; a stale worker loses.")
    attempts_before = models.SmallIntegerField(default=0, editable=False, help_text="Those of earlier steps.")
    lease_expires_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta(WorkspaceModel.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.filename} ({self.state})"


class ContactImport(ImportJob):
    """One uploaded file of contacts."""

    ID_PREFIX = "imp"

    goal = models.CharField(max_length=6, choices=ImportGoal.choices, default=ImportGoal.IMPORT)
    encoding = models.CharField(max_length=16, blank=True, help_text="Of a CSV file; found out when empty.")
    sheet = models.CharField(max_length=255, blank=True, help_text="Of a workbook; its first one when empty.")
    mapping = models.JSONField(
        default=dict, blank=True, help_text="Column → field; learned from the header when empty."
    )
    kinds = models.JSONField(
        default=dict, blank=True, help_text="New attribute → kind; learned from the cells when left out."
    )
    country = models.CharField(max_length=2, blank=True, help_text="Of phone numbers without one, such as AT.")
    consent = models.JSONField(
        default=dict, blank=True, help_text='What the file\'s contacts agreed to, e.g. {"email.marketing": "granted"}.'
    )
    add_tags = ArrayField(models.CharField(max_length=64), default=list, blank=True, help_text="For everybody in it.")
    segment = models.ForeignKey(
        "contacts.Segment",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="A static segment that everybody in the file is put into.",
    )
    survey = models.JSONField(default=dict, editable=False, help_text="What reading the file found.")
    header_digest = models.CharField(
        max_length=64, default="", blank=True, editable=False, help_text="Equal for files with equal headers."
    )
    rows_file = models.FileField(upload_to="imports/%Y/%m/", blank=True, help_text="A workbook's sheet as CSV.")
    rows_total = models.IntegerField(default=0)
    rows_read = models.IntegerField(default=0)
    rows_created = models.IntegerField(default=0)
    rows_updated = models.IntegerField(default=0)
    rows_unchanged = models.IntegerField(default=0)
    rows_rejected = models.IntegerField(default=0)
    rows_repeated = models.IntegerField(default=0, help_text="Rows about a contact of an earlier row; the later wins.")
    faults_total = models.IntegerField(default=0, help_text="Faults found; only the first ones are kept as rows.")

    class Meta(ImportJob.Meta):
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=ImportState.values), name="import_state_known"),
            models.CheckConstraint(condition=models.Q(goal__in=ImportGoal.values), name="import_goal_known"),
        )
        indexes = (
            models.Index(
                fields=["created_at"], condition=models.Q(state__in=["queued", "running"]), name="import_unfinished"
            ),
            models.Index(fields=["workspace", "header_digest", "id"], name="import_by_header"),
        )


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
        indexes = (
            models.Index(fields=["contact_import", "row"], name="import_error_by_row"),
            models.Index("workspace", Lower("value"), name="import_error_by_value"),
        )
        verbose_name = "import fault"

    def __str__(self) -> str:
        return f"row {self.row}: {self.message}"


class ImportRefusedRow(WorkspaceModel):
    """A row that was not taken, whole and as it was, so that it can be mended and uploaded again.

    Every one is kept until the import expires: nothing of a file is lost, however much of it is refused.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact_import = models.ForeignKey(
        ContactImport, on_delete=models.CASCADE, related_name="refused_rows", db_index=False
    )
    row = models.IntegerField(help_text="Line in the file; the header is line 1.")
    cells = ArrayField(models.TextField())
    problem = models.TextField()
    identities = ArrayField(
        models.TextField(), default=list, db_default=[], help_text="Addresses, numbers and ids that it holds."
    )

    class Meta(WorkspaceModel.Meta):
        constraints = (models.UniqueConstraint(fields=["contact_import", "row"], name="import_refused_row_unique"),)
        # By whom it names, for a person's own data.
        indexes = (GinIndex(fields=["identities"], name="import_refused_by_identity"),)

    def __str__(self) -> str:
        return f"row {self.row}: {self.problem}"


class ImportedContact(WorkspaceModel):
    """Which row of an import spoke of a contact last: so that repetitions are found over the whole file, and that the
    contact's timeline tells of the file, for 30 days.

    The table is unlogged: what a crash of the database forgets is no more than that.
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
        indexes = (models.Index(fields=["contact_id"], name="imported_contact_by_contact"),)

    def __str__(self) -> str:
        return f"{self.contact_id} in row {self.row}"
