"""Bulk operations: one thing done to many contacts, chunk by chunk, so that no crash loses or repeats any of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from workspaces.tenancy import PublicId, WorkspaceModel


class BulkState(models.TextChoices):
    """Where an operation stands."""

    PENDING = "pending", "Pending"  # waits for its moment or its turn → running, stopped: by the bulk stage, a person
    RUNNING = "running", "Running"  # chunk by chunk → completed, paused, stopped
    PAUSED = "paused", "Paused"  # a chunk failed and was rolled back → running, stopped: by a person
    COMPLETED = "completed", "Completed"  # everybody whom it meant was looked at; final
    STOPPED = "stopped", "Stopped"  # by a person; what was done stays done; final


OPEN_BULK = (BulkState.PENDING, BulkState.RUNNING, BulkState.PAUSED)
_OPEN = Q(state__in=OPEN_BULK)


class BulkOperation(PublicId, WorkspaceModel):
    """One operation. `cursor` is the last contact that was looked at; it goes by their ids.

    It means the named contacts, those whom the operation that it undoes has changed, or whom its filter finds.
    """

    ID_PREFIX = "bulk"

    action = models.CharField(max_length=20, help_text="The key of a registered bulk action.")
    params = models.JSONField(default=dict, blank=True)
    filter = models.JSONField(default=dict, blank=True, help_text="As contacts.finding.ContactFilter says it.")
    contact_ids = ArrayField(models.UUIDField(), null=True, blank=True, help_text="Only these contacts.")
    undoes = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="undone_by")
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=254, blank=True)

    state = models.CharField(max_length=9, choices=BulkState.choices, default=BulkState.PENDING)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it paused, in words.")
    expected = models.IntegerField(help_text="About how many it seemed to mean when it was given.")
    looked_at = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    refused = models.JSONField(default=dict, blank=True, help_text="How many stayed as they were, by reason.")
    cursor = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(help_text="Rules are decided, and later contacts left out, as of this moment.")
    not_before = models.DateTimeField(help_text="When it begins; until then it can be taken back whole.")
    moved_at = models.DateTimeField(help_text="When it was given, or last got on.")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(condition=Q(state__in=BulkState.values), name="bulk_state_known"),
            models.CheckConstraint(
                condition=(_OPEN & Q(finished_at__isnull=True)) | (~_OPEN & Q(finished_at__isnull=False)),
                name="bulk_finished_has_time",
            ),
            models.UniqueConstraint(fields=["undoes"], name="bulk_undone_once"),
        )
        indexes = (
            models.Index(
                fields=["workspace", "id"], condition=Q(state__in=("pending", "running", "paused")), name="bulk_open"
            ),
            models.Index(fields=["workspace", "-created_at"], name="bulk_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.action}: {self.state}"


class BulkChange(WorkspaceModel):
    """A contact that an operation truly changed, kept for a while so that just this can be undone.

    Many rows: references carry no database constraint (ADR 0005).
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    operation = models.ForeignKey(BulkOperation, on_delete=models.CASCADE, related_name="changes", db_index=False)
    contact_id = models.UUIDField()

    class Meta(WorkspaceModel.Meta):
        constraints = (models.UniqueConstraint(fields=["operation", "contact_id"], name="bulk_change_unique"),)

    def __str__(self) -> str:
        return f"{self.contact_id} by {self.operation_id}"
