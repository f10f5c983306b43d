"""Message counters: what became of a campaign's messages, without looking at a message."""

from django.db import models
from django.db.models import Q

from workspaces.counting import Span
from workspaces.tenancy import WorkspaceModel


class MessageMetric(models.TextChoices):
    """What a message is counted as: by its state once, and once by each fact that is known of it."""

    QUEUED = "queued"  # queued or sending now, by its creation; goes down when it is settled
    ACCEPTED = "accepted"  # by its settlement, like the next three
    REJECTED = "rejected"  # with its reason
    UNKNOWN = "unknown"  # goes down when an operator decides
    SKIPPED = "skipped"  # with its reason
    DELIVERED = "delivered"  # by the time of the fact, like the rest
    OPENED = "opened"
    CLICKED = "clicked"
    REPLIED = "replied"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    AUTO_OPENED = "auto_opened"  # by a machine, whether or not a person opened it too
    AUTO_CLICKED = "auto_clicked"
    DISMISSED = "dismissed"  # put away unread, of messages in browsers and websites


class MessageCounter(WorkspaceModel):
    """Append-only deltas of how many messages are what; compacted by a job, equal to a recount (ADR 0009).

    Written by statement triggers on the outbox, in the transaction of whatever changes a message: nobody can forget it.
    A folded row has the latest time of what was folded into it.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    stream = models.ForeignKey(
        "messaging.MessageStream", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    node = models.CharField(max_length=64, blank=True)
    metric = models.CharField(max_length=12, choices=MessageMetric.choices)
    reason = models.CharField(max_length=64, blank=True, db_default="", help_text="Why it was rejected or skipped.")
    delta = models.IntegerField()
    folded = models.BooleanField(db_default=False, help_text="The one row that deltas of its counter were folded into.")
    created_at = models.DateTimeField(help_text="The quarter of an hour in which it happened.")

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["stream", "node", "metric", "reason"],
                condition=Q(folded=True),
                name="message_counter_folded",
            ),
        )
        indexes = (
            models.Index(fields=["stream"], name="message_counter_by_stream"),
            models.Index(fields=["id"], condition=Q(folded=False), name="message_counter_to_fold"),
        )

    def __str__(self) -> str:
        return f"{self.node} {self.metric} {self.delta:+d}"


class MessageTimeline(WorkspaceModel):
    """What the folded deltas of message counters added up to in each hour, and later in each day.

    What is queued has no timeline. Deltas that are yet to be folded belong to it.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    stream = models.ForeignKey(
        "messaging.MessageStream", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    node = models.CharField(max_length=64, blank=True)
    metric = models.CharField(max_length=12, choices=MessageMetric.choices)
    span = models.SmallIntegerField(choices=Span.choices)
    at = models.DateTimeField(help_text="The beginning of the hour or day.")
    number = models.IntegerField()

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["stream", "node", "metric", "span", "at"], name="message_timeline_once"),
        )
        indexes = (
            models.Index(fields=["at"], condition=Q(span=1), name="message_timeline_hours"),
            models.Index(fields=["stream", "at"], name="message_timeline_by_time"),
            models.Index(fields=["workspace", "metric", "at"], name="message_timeline_by_metric"),
        )

    def __str__(self) -> str:
        return f"{self.node} {self.metric} {self.number} at {self.at:%Y-%m-%d %H:%M}"
