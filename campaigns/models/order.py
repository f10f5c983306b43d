"""What operators order to be done to many executions; carried out batch by batch, so that no crash loses one."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from workspaces.tenancy import PublicId, WorkspaceModel


class OrderAction(models.TextChoices):
    """What becomes of the executions."""

    CANCEL = "cancel", "Stop"  # ends those who are on their way, as skipped
    RETRY = "retry", "Retry"  # those who failed enter the node that failed anew
    MOVE = "move", "Move"  # those who are on their way enter another node
    SKIP_WAIT = "skip_wait", "Skip the wait"  # those who rest until a later moment go on now


class OrderState(models.TextChoices):
    """Where an order stands."""

    PENDING = "pending", "Pending"  # waits for its moment, or for an older one → running, stopped
    RUNNING = "running", "Running"  # is being carried out → completed, stopped, failed: by the orders stage
    COMPLETED = "completed", "Completed"  # everybody it meant has been looked at; final
    STOPPED = "stopped", "Stopped"  # by an operator, or its campaign ended; what was done stays done; final
    FAILED = "failed", "Failed"  # a fault of the program ended it; what was done stays done; final


OPEN_ORDERS = (OrderState.PENDING, OrderState.RUNNING)
_OPEN = Q(state__in=OPEN_ORDERS)


class ExecutionOrder(PublicId, WorkspaceModel):
    """One order over a campaign's executions. `cursor_*` is the last execution that was looked at, in index order."""

    ID_PREFIX = "ord"

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="orders")
    action = models.CharField(max_length=9, choices=OrderAction.choices)
    target = models.CharField(max_length=64, blank=True, help_text="The node to which a move leads.")
    state_filter = models.CharField(max_length=10, blank=True, help_text="Only executions in this state.")
    node_filter = models.CharField(max_length=64, blank=True, help_text="Only executions at this node.")
    execution_ids = ArrayField(models.BigIntegerField(), null=True, help_text="Only these executions.")
    contact_ids = ArrayField(models.UUIDField(), null=True, help_text="Only executions of these contacts.")
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=254, blank=True)

    state = models.CharField(max_length=9, choices=OrderState.choices, default=OrderState.PENDING)
    reason = models.CharField(max_length=64, blank=True, help_text="A reason code: why it was stopped, or failed.")
    expected = models.IntegerField(help_text="How many it seemed to mean when it was given.")
    done = models.IntegerField(default=0)
    refused = models.IntegerField(default=0, help_text="Meant, but in no state to have it done to them.")
    cursor_contact = models.UUIDField(null=True)
    cursor_entry = models.IntegerField(default=0)
    created_at = models.DateTimeField(help_text="Who came in later is not meant.")
    not_before = models.DateTimeField(help_text="When it begins; until then it can be taken back whole.")
    moved_at = models.DateTimeField(help_text="When it was given, or last got on.")
    finished_at = models.DateTimeField(null=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(condition=Q(action__in=OrderAction.values), name="order_action_known"),
            models.CheckConstraint(condition=Q(state__in=OrderState.values), name="order_state_known"),
            models.CheckConstraint(
                condition=(_OPEN & Q(finished_at__isnull=True)) | (~_OPEN & Q(finished_at__isnull=False)),
                name="order_finished_has_time",
            ),
            models.CheckConstraint(
                condition=(Q(action=OrderAction.MOVE) & ~Q(target="")) | (~Q(action=OrderAction.MOVE) & Q(target="")),
                name="order_moves_have_target",
            ),
        )
        indexes = (
            models.Index(fields=["campaign", "id"], condition=_OPEN, name="order_open"),
            models.Index(fields=["campaign", "-created_at"], name="order_by_campaign"),
        )

    def __str__(self) -> str:
        return f"{self.action} in {self.campaign_id}: {self.state}"
