"""Runs: one launch of a campaign over an audience."""

from django.db import models
from django.db.models import Q

from workspaces.tenancy import PublicId, WorkspaceModel


class RunState(models.TextChoices):
    """Where a run stands."""

    ENROLLING = "enrolling", "Enrolling"  # contacts are becoming executions → running, by the triggers stage
    RUNNING = "running", "Running"  # everybody is in → finished, by settle
    FINISHED = "finished", "Finished"  # every execution has ended → running, by an operator's retry


class Run(PublicId, WorkspaceModel):
    """One launch over an audience; enrolment goes through the audience in key order, a batch a transaction."""

    ID_PREFIX = "run"

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="runs")
    version = models.ForeignKey("campaigns.FlowVersion", on_delete=models.PROTECT, related_name="+")
    trigger_node = models.CharField(max_length=64)
    segment = models.ForeignKey(
        "contacts.Segment", on_delete=models.SET_NULL, null=True, related_name="+", help_text="Null: everybody."
    )
    scheduled_for = models.DateTimeField(null=True, help_text="The occurrence of the schedule that started it.")
    local_time = models.CharField(
        max_length=26,
        blank=True,
        default="",
        help_text="ISO 8601 without an offset: when each contact enters in its own zone. Empty: all at once.",
    )
    idempotency_key = models.CharField(max_length=255, null=True)  # noqa: DJ001  (unique where present)
    entry = models.IntegerField(
        default=1, help_text="The entry number of its executions; 1 where each contact enters once only."
    )
    context = models.JSONField(default=dict, help_text="What templates and rules see as trigger.*")
    state = models.CharField(max_length=9, choices=RunState.choices, default=RunState.ENROLLING)
    audience_size = models.IntegerField(default=0)
    enrolled = models.IntegerField(default=0)
    cursor = models.UUIDField(null=True, help_text="The last contact that enrolment looked at.")
    created_at = models.DateTimeField(auto_now_add=True)
    enrolled_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_known"),
            models.UniqueConstraint(fields=["campaign", "idempotency_key"], name="run_idempotent"),
            models.UniqueConstraint(
                fields=["campaign", "trigger_node", "scheduled_for"], name="run_once_per_occurrence"
            ),
        )
        indexes = (
            models.Index(fields=["created_at"], condition=Q(state="enrolling"), name="run_enrolling"),
            models.Index(fields=["campaign", "-created_at"], name="run_by_campaign"),
            models.Index(fields=["created_at"], condition=Q(state="running"), name="run_running"),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.created_at:%Y-%m-%d %H:%M} ({self.state})"
