"""What executions wait for besides time: subscriptions to events, matched in sets when events are routed."""

from django.db import models

from workspaces.tenancy import WorkspaceModel


class WaitSubscription(WorkspaceModel):
    """An execution that rests until its contact does something; deleted when the wait is over, whatever ended it.

    High-volume: references carry no database constraint (ADR 0005).
    """

    execution = models.OneToOneField(
        "campaigns.Execution",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="subscription",
        db_constraint=False,
    )
    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=True
    )
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    version = models.ForeignKey(
        "campaigns.FlowVersion", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    node = models.CharField(max_length=64)
    event = models.CharField(max_length=120, help_text="The name of the event that ends the wait.")
    since = models.DateTimeField(help_text="When the wait began: earlier events don't count.")
    armed_at = models.DateTimeField(
        null=True, help_text="Null until events that came while the wait was being written have been looked at."
    )

    class Meta(WorkspaceModel.Meta):
        indexes = (
            models.Index(fields=["contact", "event"], name="wait_subscription_by_event"),
            models.Index(fields=["execution"], condition=models.Q(armed_at=None), name="wait_subscription_to_arm"),
        )

    def __str__(self) -> str:
        return f"{self.execution_id} waits for {self.event}"
