"""What executions wait for besides time: an event, matched in sets as events are routed, or a rule."""

from django.db import models
from django.db.models import Q

from workspaces.tenancy import WorkspaceModel


class Awaited(models.TextChoices):
    """What ends the wait, at its moment at the latest."""

    EVENT = "event", "An event"  # of that name, which the node's filter lets pass
    RULE = "rule", "A rule"  # the node's rule comes true for the contact
    TURN = "turn", "A turn"  # the throttle has room, and nobody is ahead


class WaitSubscription(WorkspaceModel):
    """An execution that rests until its contact does something; deleted when the wait is over, whatever ended it.

    High-volume: references carry no database constraint (ADR 0005). What the node asks for beyond the name (its filter,
    its rule) is in the flow version.
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
        "campaigns.Campaign", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    version = models.ForeignKey(
        "campaigns.FlowVersion", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    node = models.CharField(max_length=64)
    kind = models.CharField(max_length=5, choices=Awaited.choices, db_default=Awaited.EVENT)
    event = models.CharField(
        max_length=120, blank=True, db_default="", help_text="The name of the event that ends the wait."
    )
    since = models.DateTimeField(help_text="When the wait began: earlier events don't count.")
    armed_at = models.DateTimeField(
        null=True, help_text="Null while it has to be looked at: it is new, or its contact has changed."
    )

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=Awaited.values), name="wait_subscription_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=Awaited.EVENT) & ~Q(event="") | ~Q(kind=Awaited.EVENT) & Q(event=""),
                name="wait_subscription_event_named",
            ),
        )
        indexes = (
            models.Index(fields=["contact", "event"], name="wait_subscription_by_event"),
            models.Index(fields=["campaign", "node", "execution"], name="wait_subscription_by_node"),
            models.Index(fields=["campaign", "execution"], condition=Q(kind="rule"), name="wait_subscription_by_rule"),
            models.Index(
                fields=["campaign", "node", "since", "execution"],
                condition=Q(kind="turn"),
                name="wait_subscription_turns",
            ),
            models.Index(fields=["execution"], condition=Q(armed_at=None), name="wait_subscription_to_arm"),
        )

    def __str__(self) -> str:
        return f"{self.execution_id} waits for {self.event or self.kind}"


class WaitSweep(WorkspaceModel):
    """How far the sweep over a campaign's waits for rules has come, which goes in the order of executions."""

    campaign = models.OneToOneField("campaigns.Campaign", on_delete=models.CASCADE, primary_key=True, related_name="+")
    cursor = models.BigIntegerField(db_default=0, help_text="The last execution looked at; 0 between two rounds.")
    next_at = models.DateTimeField(help_text="Not to be swept before.")

    class Meta(WorkspaceModel.Meta):
        pass

    def __str__(self) -> str:
        return f"waits of {self.campaign_id}"


class ThrottleGate(WorkspaceModel):
    """One throttle of a campaign: who went through of late. Held to its commit by the pass that meets it."""

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="+", db_index=False)
    node = models.CharField(max_length=64)
    count = models.IntegerField(help_text="How many in one period, when it was last looked at.")
    seconds = models.IntegerField(help_text="The period's length.")
    passes = models.JSONField(
        default=list, help_text="[microseconds since 1970, how many] of those who went through in the last period."
    )
    waiting = models.IntegerField(db_default=0, help_text="At most so many wait for their turn.")
    looked_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        constraints = (models.UniqueConstraint(fields=["campaign", "node"], name="throttle_gate_once"),)
        indexes = (models.Index(fields=["looked_at"], condition=Q(waiting__gt=0), name="throttle_gate_with_queue"),)

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.node}"
