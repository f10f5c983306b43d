"""Executions and their journal: one contact's way through one flow version. The engine writes these in sets."""

from django.db import models
from django.db.models import Q

from workspaces.sharding import shard_field
from workspaces.tenancy import PublicRowId, WorkspaceModel


class ExecutionState(models.TextChoices):
    """Where an execution stands (seed 003)."""

    PENDING = "pending", "Pending"  # queued, or waiting until due_at → moved on by the engine
    PROCESSING = "processing", "Processing"  # its message is on its way → moved on when the message is settled
    COMPLETED = "completed", "Completed"  # reached an end; final
    FAILED = "failed", "Failed"  # hit an unrecoverable error → pending by an audited "retry failed" only
    SKIPPED = "skipped", "Skipped"  # a send found the contact ineligible; final


class StepOutcome(models.TextChoices):
    """How an execution left, or came to rest at, a node."""

    PASSED = "passed", "Passed"  # went on by a port
    WAITING = "waiting", "Waiting"  # rests until a moment
    PARKED = "parked", "Parked"  # rests beside its message until that is settled
    COMPLETED = "completed", "Completed"  # the way ended well
    FAILED = "failed", "Failed"  # the way ended with an error, or was stopped
    SKIPPED = "skipped", "Skipped"  # the way ended because the contact was not eligible
    MOVED = (
        "moved",
        "Moved",
    )  # somebody set it on its way by hand (retried, moved, its wait cut short), or moved it to another version


class Execution(PublicRowId, WorkspaceModel):
    """One contact's way through one flow version.

    High-volume: references carry no database constraint (ADR 0005). Written once per pass, where it comes to rest.
    """

    ID_PREFIX = "exe"

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.CASCADE, related_name="executions", db_constraint=False, db_index=False
    )
    run = models.ForeignKey(
        "campaigns.Run", on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    version = models.ForeignKey(
        "campaigns.FlowVersion", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="executions", db_constraint=False, db_index=False
    )
    shard = shard_field()
    entry = models.IntegerField(db_default=1, help_text="The contact's nth entry; 1 for ever where entry is once only.")

    state = models.CharField(max_length=10, choices=ExecutionState.choices, db_default=ExecutionState.PENDING)
    node = models.CharField(max_length=64, help_text="Where it rests, or is about to enter.")
    arrived_at = models.DateTimeField(
        null=True, help_text="When it came to rest at `node`; null while it has yet to enter."
    )
    due_at = models.DateTimeField(null=True, help_text="Pending: claimable from this moment on.")
    visit = models.SmallIntegerField(
        db_default=1, help_text="Goes up each time it takes a way back in the flow, so that each send is its own."
    )
    reason = models.CharField(
        max_length=64, blank=True, db_default="", help_text="Why it failed, was skipped or waits."
    )
    signal = models.CharField(
        max_length=32, blank=True, db_default="", help_text="What ended its wait early; empty where time did."
    )
    context = models.JSONField(null=True, help_text="What templates and rules see as trigger.*")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["campaign", "contact", "entry"], name="execution_once_per_entry"),
            models.CheckConstraint(condition=Q(state__in=ExecutionState.values), name="execution_state_known"),
            models.CheckConstraint(
                condition=Q(state="pending", due_at__isnull=False) | (~Q(state="pending") & Q(due_at__isnull=True)),
                name="execution_pending_is_due",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("pending", "processing"), finished_at__isnull=True)
                | (~Q(state__in=("pending", "processing")) & Q(finished_at__isnull=False)),
                name="execution_finished_has_time",
            ),
        )
        indexes = (
            models.Index(fields=["campaign", "shard", "due_at"], condition=Q(state="pending"), name="execution_due"),
            # Whether a campaign has anything due, by one probe; the sharded one above is what claims read.
            models.Index(fields=["campaign", "due_at"], condition=Q(state="pending"), name="execution_due_first"),
            models.Index(fields=["contact"], name="execution_by_contact"),
            # Who is, or ended, at a node: what a number on a card leads to, in the order of the list.
            models.Index(fields=["campaign", "node", "contact", "entry"], name="execution_by_node"),
            # What operators look for in a list of a million: few rows, so the index costs nothing.
            models.Index(
                fields=["campaign", "contact", "entry"],
                condition=Q(state__in=("failed", "skipped")),
                name="execution_ended_early",
            ),
        )

    def __str__(self) -> str:
        return f"{self.contact_id} in {self.campaign_id}: {self.state} at {self.node}"


class Step(PublicRowId, WorkspaceModel):
    """One journal line: an execution went through a node, and why it left the way it did. Append-only, by COPY."""

    ID_PREFIX = "stp"

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    execution = models.ForeignKey(
        Execution, on_delete=models.CASCADE, related_name="steps", db_constraint=False, db_index=True
    )
    node = models.CharField(max_length=64)
    outcome = models.CharField(max_length=9, choices=StepOutcome.choices)
    port = models.CharField(max_length=64, blank=True, db_default="", help_text="By which it passed.")
    reason = models.CharField(max_length=64, blank=True, db_default="", help_text="A reason code, see docs/reasons.md.")
    detail = models.JSONField(null=True, help_text="The values that the node decided on.")
    created_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.execution_id} {self.node}: {self.outcome} {self.port}".rstrip()
