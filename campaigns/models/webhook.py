"""The outbox of webhook nodes: HTTP calls that executions wait for, each with how it ended."""

from django.db import models
from django.db.models import Q

from workspaces.tenancy import PublicRowId, WorkspaceModel


class CallState(models.TextChoices):
    """Where a call is on its way."""

    PENDING = "pending", "Pending"  # due now or at a later try; the webhooks stage → sending | failed
    SENDING = "sending", "Sending"  # leased to a worker; the stage → succeeded | failed | pending
    SUCCEEDED = "succeeded", "Succeeded"  # answered with 2xx; final
    FAILED = "failed", "Failed"  # refused, given up or withdrawn, see its reason; final


class WebhookCall(PublicRowId, WorkspaceModel):
    """One call of a webhook node for one execution. Written by the engine, made by the webhooks stage.

    What stands here is what was rendered for the contact; the rest is in the node's config. High-volume: references
    carry no database constraint (ADR 0005).
    """

    ID_PREFIX = "whc"

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    execution = models.ForeignKey(
        "campaigns.Execution", on_delete=models.CASCADE, related_name="calls", db_constraint=False, db_index=False
    )
    version = models.ForeignKey(
        "campaigns.FlowVersion", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    node = models.CharField(max_length=64)
    visit = models.SmallIntegerField()
    url = models.TextField()
    body = models.TextField(blank=True, help_text="Until the call is settled; then it is no longer needed.")

    state = models.CharField(max_length=9, choices=CallState.choices, db_default=CallState.PENDING)
    due_at = models.DateTimeField(help_text="Pending: claimable from this moment on.")
    attempt = models.IntegerField(db_default=0, help_text="Counts claims; a worker reports only its own attempt.")
    tries = models.SmallIntegerField(db_default=0, help_text="Counts the attempts of which the outcome is known.")
    lease_until = models.DateTimeField(null=True)
    status = models.SmallIntegerField(null=True, help_text="Of the last answer.")
    reason = models.CharField(max_length=64, blank=True, db_default="", help_text="Of the last attempt.")
    message = models.CharField(max_length=300, blank=True, db_default="", help_text="What went wrong, in words.")
    excerpt = models.CharField(max_length=500, blank=True, db_default="", help_text="How the last answer began.")
    kept = models.JSONField(null=True, help_text="What templates and rules see of the answer.")
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True, help_text="When its execution moved on.")

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["execution", "node", "visit"], name="webhook_call_once_per_visit"),
            models.CheckConstraint(condition=Q(state__in=CallState.values), name="webhook_call_state_known"),
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_until__isnull=True)),
                name="webhook_call_lease_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("pending", "sending"), settled_at__isnull=True)
                | (~Q(state__in=("pending", "sending")) & Q(settled_at__isnull=False)),
                name="webhook_call_settled_has_time",
            ),
        )
        indexes = (
            models.Index(fields=["campaign", "due_at"], condition=Q(state="pending"), name="webhook_call_due"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="webhook_call_leased"),
            models.Index(
                fields=["campaign", "settled_at"],
                condition=Q(settled_at__isnull=False, released_at__isnull=True),
                name="webhook_call_to_release",
            ),
        )

    def __str__(self) -> str:
        return f"call of {self.node} for {self.execution_id}: {self.state}"
