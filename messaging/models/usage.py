"""What senders used of their limits in the present second, hour and day: a row per sender, whatever it sends."""

from django.db import models

from workspaces.tenancy import WorkspaceModel


class SenderUsage(WorkspaceModel):
    """Counted by claims under a lock; who finds out that a message was not sent gives it back to the hour and the day.

    `hour_used` equals the messages with `paced_at` from `hour_at` on that are being sent, accepted or of unknown
    outcome; `day_used` likewise. Seconds are over before anything could come back.
    """

    workspace = models.ForeignKey("workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    sender = models.OneToOneField("messaging.Sender", on_delete=models.CASCADE, primary_key=True, related_name="usage")
    second_at = models.DateTimeField()
    second_used = models.IntegerField(db_default=0)
    planned_until = models.DateTimeField(help_text="Up to here, waiting messages have been given their second.")
    hour_at = models.DateTimeField()
    hour_used = models.IntegerField(db_default=0)
    day_at = models.DateTimeField()
    day_used = models.IntegerField(db_default=0)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(second_used__gte=0, hour_used__gte=0, day_used__gte=0),
                name="sender_usage_not_negative",
            ),
        )
        verbose_name = "use of a sender"
        verbose_name_plural = "use of senders"

    def __str__(self) -> str:
        return f"{self.day_used} today, {self.hour_used} this hour"
