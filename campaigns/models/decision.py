"""What the triggers stage decided about each event, entry into and exit from a segment: the answer to "why?"."""

from django.db import models
from django.db.models import Q

from workspaces.tenancy import WorkspaceModel


class DecisionSource(models.TextChoices):
    """What set the trigger off."""

    EVENT = "event", "Event"  # contacts.Event
    TRANSITION = "transition", "Segment entry or exit"  # contacts.SegmentTransition


class DecisionOutcome(models.TextChoices):
    """What a trigger did with a contact."""

    ENROLLED = "enrolled", "Entered"  # an execution was made
    FILTER = "filter", "Trigger's filter"  # the trigger's filter said no
    ENTRY_RULE = "entry_rule", "Entry rule"  # the campaign's entry rule said no
    REENTRY = "reentry", "Re-entry policy"  # the contact had entered before, and may not again, or not yet
    FAILED = "failed", "Could not be decided"  # a fault of the program; the detail says which
    CLOSED = "closed", "Campaign closed"  # the campaign lets nobody in any more: ended, past its end date


class TriggerDecision(WorkspaceModel):
    """One trigger looked at one event or transition of a contact. Append-only.

    High-volume: references carry no database constraint (ADR 0005).
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    node = models.CharField(max_length=64, help_text="The trigger's node.")
    source = models.CharField(max_length=10, choices=DecisionSource.choices)
    source_id = models.BigIntegerField()
    outcome = models.CharField(max_length=10, choices=DecisionOutcome.choices)
    execution_id = models.BigIntegerField(null=True, help_text="The execution that was made.")
    detail = models.JSONField(null=True, help_text="The values that were decided on.")
    created_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=DecisionOutcome.values), name="trigger_decision_outcome_known"
            ),
            models.CheckConstraint(condition=Q(source__in=DecisionSource.values), name="trigger_decision_source_known"),
        )
        indexes = (
            models.Index(fields=["source", "source_id"], name="trigger_decision_by_source"),
            models.Index(fields=["campaign", "contact"], name="trigger_decision_by_contact"),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.source_id}: {self.outcome}"
