"""Node counters and their timeline: how a campaign is doing, without looking at an execution."""

from django.db import models
from django.db.models import Q

from workspaces.counting import Span
from workspaces.tenancy import WorkspaceModel


class CounterOutcome(models.TextChoices):
    """What a counter counts at a node: ways that steps went on by, entries, and executions that rest or ended there."""

    ENROLLED = "enrolled"  # executions made; stands at the trigger node
    PASSED = "passed"  # journal lines, by port
    WAITING = "waiting"  # executions that rest here now: goes up when they come, down when they leave
    PARKED = "parked"  # executions whose message is on its way now; goes up and down
    COMPLETED = "completed"
    FAILED = "failed"  # goes down when an operator has them retried
    SKIPPED = "skipped"
    CONVERTED = "converted"  # conversions, at the node of the message that they are attributed to
    GOAL_WAY = "goal_way"  # conversions of executions that had left the node by this port before; "": held out there


class NodeCounter(WorkspaceModel):
    """Append-only deltas of how many executions did what at a node; compacted by a job, equal to a recount.

    A pass appends a few lines in its own transaction, so that no two passes ever wait for one counter row, and progress
    of a million executions is the sum of a few hundred rows.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    run = models.ForeignKey(
        "campaigns.Run", on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    node = models.CharField(max_length=64)
    outcome = models.CharField(max_length=9, choices=CounterOutcome.choices)
    port = models.CharField(max_length=64, blank=True, db_default="")
    reason = models.CharField(max_length=64, blank=True, db_default="", help_text="Why ways ended here.")
    delta = models.IntegerField()
    folded = models.BooleanField(db_default=False, help_text="The one row that deltas of its counter were folded into.")
    created_at = models.DateTimeField(help_text="When it happened; of a folded row, when it was made.")

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "run", "node", "outcome", "port", "reason"],
                condition=Q(folded=True),
                nulls_distinct=False,
                name="node_counter_folded",
            ),
        )
        indexes = (
            models.Index(fields=["campaign", "run"], name="node_counter_by_run"),
            models.Index(fields=["id"], condition=Q(folded=False), name="node_counter_to_fold"),
        )

    def __str__(self) -> str:
        return f"{self.node} {self.outcome} {self.port} {self.delta:+d}"


class NodeTimeline(WorkspaceModel):
    """What the folded deltas of a node's counters added up to in each hour, and later in each day.

    What goes up and down (waiting, parked) has no timeline. Deltas that are yet to be folded belong to it.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    node = models.CharField(max_length=64)
    outcome = models.CharField(max_length=9, choices=CounterOutcome.choices)
    port = models.CharField(
        max_length=64, blank=True, db_default="", help_text="Of passages; empty, too, where they were folded without."
    )
    span = models.SmallIntegerField(choices=Span.choices)
    at = models.DateTimeField(help_text="The beginning of the hour or day.")
    number = models.IntegerField()

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "node", "outcome", "port", "span", "at"], name="node_timeline_by_port"
            ),
        )
        indexes = (
            models.Index(fields=["at"], condition=Q(span=1), name="node_timeline_hours"),
            models.Index(fields=["campaign", "at"], name="node_timeline_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.node} {self.outcome} {self.port} {self.number} at {self.at:%Y-%m-%d %H:%M}"
