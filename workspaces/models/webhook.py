"""Outbound webhooks: whom a workspace tells of what happens, what happened, and how each call went (ADR 0026)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from workspaces.tenancy import PublicId, PublicRowId, WorkspaceModel


class DisabledReason(models.TextChoices):
    """Why an endpoint is not called."""

    BY_HAND = "by_hand", "Disabled by hand"  # a member or key → enabled by one
    GONE = "gone", "Disabled: the receiver is gone"  # the webhooks stage → enabled by hand
    FAILING = "failing", "Disabled: it failed for days"  # the webhooks stage, with one notice → enabled by hand


class WebhookEndpoint(PublicId, WorkspaceModel):
    """An address of the workspace's own that is told of events, and how it fared lately."""

    ID_PREFIX = "whe"

    url = models.CharField(max_length=2_000)
    description = models.CharField(max_length=300, blank=True)
    events = ArrayField(models.CharField(max_length=64), help_text="The types that it is told of.")
    enabled = models.BooleanField(default=True)
    disabled_reason = models.CharField(max_length=7, choices=DisabledReason.choices, blank=True)
    disabled_at = models.DateTimeField(null=True)
    secret = models.BinaryField(help_text="Encrypted.")
    previous_secret = models.BinaryField(null=True, help_text="The one before, encrypted; signs along for a while.")
    previous_until = models.DateTimeField(null=True)
    failures = models.IntegerField(db_default=0, default=0, help_text="Calls that failed since the last that did not.")
    failing_since = models.DateTimeField(null=True, help_text="When the first of these failed.")
    blocked_until = models.DateTimeField(null=True, help_text="Left alone until then, after failures in a row.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(enabled=True, disabled_reason="", disabled_at=None)
                | Q(enabled=False, disabled_reason__in=DisabledReason.values, disabled_at__isnull=False),
                name="webhook_endpoint_disabled_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(previous_secret=None, previous_until=None)
                | Q(previous_secret__isnull=False, previous_until__isnull=False),
                name="webhook_endpoint_previous_has_end",
            ),
        )
        indexes = (
            # Whether anybody at all wants to hear of something: asked by every statement that could be told of.
            GinIndex(fields=["events"], condition=Q(enabled=True), name="webhook_endpoint_by_event"),
        )

    def __str__(self) -> str:
        return self.url


class WebhookEvent(PublicRowId, WorkspaceModel):
    """Something that happened, kept only where an endpoint wants to hear of it.

    Written by triggers of the tables in which it happened, in the transaction in which it did. High-volume: references
    carry no database constraint (ADR 0005).
    """

    ID_PREFIX = "wev"

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=64)
    contact_id = models.UUIDField(null=True, help_text="The person whom it is about, so that erasure finds it.")
    data = models.JSONField(help_text="The row as it was; what is sent is made of it by the type's own words.")
    happened_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta(WorkspaceModel.Meta):
        indexes = (
            models.Index(fields=["contact_id"], condition=Q(contact_id__isnull=False), name="webhook_event_by_contact"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class DeliveryState(models.TextChoices):
    """Where a delivery is on its way."""

    PENDING = "pending", "Pending"  # due now or at a later try; the webhooks stage → sending | failed
    SENDING = "sending", "Sending"  # leased to a worker; the stage → delivered | failed | pending
    DELIVERED = "delivered", "Delivered"  # answered with 2xx → pending by a replay
    FAILED = "failed", "Failed"  # given up, see its reason → pending by a replay


class DeliveryReason(models.TextChoices):
    """Why the last attempt failed, or why there was none."""

    REFUSED = "refused", "The answer was no success"
    REDIRECTED = "redirected", "The answer leads elsewhere"
    GONE = "gone", "The answer was 410"
    TIMEOUT = "timeout", "No answer in time"
    CONNECTION = "connection_failed", "The connection was not made, or broke"
    TLS = "tls_failed", "The certificate is not good"
    URL = "url_refused", "The address is none that is called"
    ADDRESS = "address_refused", "The address is not a public one"
    DISABLED = "endpoint_disabled", "The endpoint was disabled meanwhile"
    LOST = "lost", "Workers that made the call died"
    INTERNAL = "internal_error", "An error of our own"


# The message says all that these reasons do, and more.
_TOLD_BY_MESSAGE = (
    DeliveryReason.REFUSED,
    DeliveryReason.GONE,
    DeliveryReason.TIMEOUT,
    DeliveryReason.CONNECTION,
    DeliveryReason.ADDRESS,
)


class WebhookDelivery(PublicRowId, WorkspaceModel):
    """One event on its way to one endpoint. High-volume: references carry no database constraint (ADR 0005)."""

    ID_PREFIX = "whd"

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries", db_constraint=False, db_index=False
    )
    event = models.ForeignKey(
        WebhookEvent, on_delete=models.CASCADE, related_name="deliveries", db_constraint=False, db_index=False
    )
    state = models.CharField(max_length=9, choices=DeliveryState.choices, db_default=DeliveryState.PENDING)
    due_at = models.DateTimeField(db_default=Now(), help_text="Pending: claimable from this moment on.")
    attempt = models.IntegerField(db_default=0, help_text="Counts claims; a worker reports only its own attempt.")
    tries = models.SmallIntegerField(
        db_default=0, help_text="Counts the attempts of which the outcome is known, since the last replay."
    )
    losses = models.SmallIntegerField(db_default=0, help_text="Counts the workers that died over it.")
    lease_until = models.DateTimeField(null=True)
    status = models.SmallIntegerField(null=True, help_text="Of the last answer.")
    reason = models.CharField(max_length=17, choices=DeliveryReason.choices, blank=True, db_default="")
    message = models.CharField(max_length=300, blank=True, db_default="", help_text="What went wrong, in words.")
    excerpt = models.CharField(max_length=500, blank=True, db_default="", help_text="How the last answer began.")
    milliseconds = models.IntegerField(null=True, help_text="How long the last attempt took.")
    created_at = models.DateTimeField(db_default=Now())
    tried_at = models.DateTimeField(null=True, help_text="When the last attempt ended.")
    settled_at = models.DateTimeField(null=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["event", "endpoint"], name="webhook_delivery_once"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="webhook_delivery_state_known"),
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_until__isnull=True)),
                name="webhook_delivery_lease_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("pending", "sending"), settled_at__isnull=True)
                | (~Q(state__in=("pending", "sending")) & Q(settled_at__isnull=False)),
                name="webhook_delivery_settled_has_time",
            ),
        )
        indexes = (
            models.Index(fields=["endpoint", "due_at"], condition=Q(state="pending"), name="webhook_delivery_due"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="webhook_delivery_leased"),
            models.Index(fields=["endpoint", "-id"], name="webhook_delivery_newest"),
            models.Index(fields=["endpoint", "id"], condition=Q(state="failed"), name="webhook_delivery_failed"),
        )

    def __str__(self) -> str:
        return f"{self.public_id}: {self.state}"

    @property
    def trouble(self) -> str:
        """Why the last attempt failed, in words; empty where it did not."""
        if self.message and self.reason in _TOLD_BY_MESSAGE:
            return self.message[0].upper() + self.message[1:]
        return ": ".join(filter(None, (self.get_reason_display(), self.message)))
