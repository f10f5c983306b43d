"""Moves of executions from older versions of a flow to a newer one: orders that a stage carries out in batches."""

from django.db import models
from django.db.models import Q

from workspaces.tenancy import PublicId, WorkspaceModel


class MoveState(models.TextChoices):
    """Where a move stands."""

    MOVING = "moving", "Moving"  # batches go through the campaign's executions → done, by the moving stage
    DONE = "done", "Done"  # nobody is on an older version any more, or the campaign has ended; final


class VersionMove(PublicId, WorkspaceModel):
    """Everybody who is on the way on an older version is to go on by this one. One campaign's moves come one by one.

    A sweep goes through the campaign's executions in the order of their contacts; whom a worker holds at that moment is
    passed over, and another sweep follows until one passes nobody over.
    """

    ID_PREFIX = "mov"

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="moves")
    version = models.OneToOneField("campaigns.FlowVersion", on_delete=models.CASCADE, related_name="move")
    mapping = models.JSONField(default=dict, help_text="{removed node: node of the new version}")
    ordered_by = models.CharField(max_length=254, blank=True)
    state = models.CharField(max_length=6, choices=MoveState.choices, default=MoveState.MOVING)
    cursor_contact = models.UUIDField(null=True, help_text="The last execution that this sweep has looked at.")
    cursor_entry = models.IntegerField(default=0)
    sweeps = models.IntegerField(default=0, help_text="Sweeps that have come to their end.")
    passed_over = models.IntegerField(default=0, help_text="Whom this sweep could not move yet.")
    stayed = models.IntegerField(default=0, help_text="Moved, and still at the node where they were.")
    moved = models.IntegerField(default=0, help_text="Moved to another node, or into theirs once more.")
    left = models.IntegerField(default=0, help_text="Ended, because their node is gone.")
    next_at = models.DateTimeField(help_text="When the next batch is due.")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(condition=Q(state__in=MoveState.values), name="version_move_state_known"),
            models.CheckConstraint(
                condition=Q(state="moving", finished_at__isnull=True) | Q(state="done", finished_at__isnull=False),
                name="version_move_finished_has_time",
            ),
        )
        indexes = (models.Index(fields=["next_at"], condition=Q(state="moving"), name="version_move_due"),)

    def __str__(self) -> str:
        return f"{self.campaign_id} to {self.version_id} ({self.state})"
