"""Campaigns and the holds on them."""

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT

from workspaces.channels import Channel
from workspaces.tenancy import PublicId, WorkspaceModel


class CampaignType(models.TextChoices):
    """How contacts come in, as seed 000 names it."""

    AUTOMATED = "AUTOMATED", "Automated"
    BROADCAST = "BROADCAST", "Broadcast"


class CampaignGoal(models.TextChoices):
    """What a campaign is for, as seed 001 names it."""

    AWARENESS = "awareness", "Awareness"
    LEAD_GEN = "lead_gen", "Lead generation"
    SALES = "sales", "Sales"


class Lifecycle(models.TextChoices):
    """Where a campaign stands, holds aside (DESIGN §5)."""

    DRAFT = "DRAFT", "Draft"  # being designed → SCHEDULED or RUNNING by launch
    SCHEDULED = "SCHEDULED", "Scheduled"  # launched for later → RUNNING by the triggers stage, CANCELLED
    RUNNING = "RUNNING", "Running"  # claims work, unless held → COMPLETED(_PARTIAL) by settle, CANCELLED
    COMPLETED = "COMPLETED", "Completed"  # every execution completed → ARCHIVED
    COMPLETED_PARTIAL = "COMPLETED_PARTIAL", "Completed with gaps"  # some failed, skipped, unknown → ARCHIVED, RUNNING
    CANCELLED = "CANCELLED", "Cancelled"  # stopped for good by an operator → ARCHIVED
    ARCHIVED = "ARCHIVED", "Archived"  # out of sight; final


class HoldKind(models.TextChoices):
    """Why a campaign may not claim work. Holds are a set: clearing one leaves the others."""

    USER = "USER", "Paused by an operator"  # pause → resume
    ERROR = "ERROR", "Paused by a provider's failure"  # the breaker → resume
    BALANCE = "BALANCE", "Paused for lack of balance"  # delivery → resume after a top-up


class Campaign(PublicId, WorkspaceModel):
    """A flow that contacts go through, and whether it may claim work."""

    ID_PREFIX = "cmp"

    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    type = models.CharField(max_length=10, choices=CampaignType.choices, default=CampaignType.AUTOMATED)
    goal = models.CharField(max_length=10, choices=CampaignGoal.choices, blank=True)
    channel = models.CharField(
        max_length=10, choices=Channel.choices, blank=True, help_text="Of messages that don't say theirs; may be empty."
    )
    settings = models.JSONField(default=dict, blank=True)
    audience = models.ForeignKey(
        "contacts.Segment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        help_text="Whom a manual start enrols; everybody in the workspace when empty.",
    )
    lifecycle = models.CharField(max_length=17, choices=Lifecycle.choices, default=Lifecycle.DRAFT)
    live_version = models.ForeignKey(
        "campaigns.FlowVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    last_entry = models.IntegerField(
        default=1, editable=False, help_text="The last number given to a run or call that lets contacts in again."
    )
    flow_revision = models.PositiveIntegerField(
        default=1, editable=False, help_text="The last number given to a state of the flow; see FlowVersion.revision."
    )
    claimable_since = models.DateTimeField(
        null=True, editable=False, help_text="Since when its work may be claimed without a break; null: it may not."
    )
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    launched_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(condition=Q(lifecycle__in=Lifecycle.values), name="campaign_lifecycle_known"),
            models.CheckConstraint(
                condition=Q(lifecycle__in=["DRAFT", "CANCELLED", "ARCHIVED"]) | Q(live_version__isnull=False),
                name="campaign_running_has_version",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(starts_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")),
                name="campaign_ends_after_start",
            ),
        )
        indexes = (
            models.Index(fields=["workspace", "-created_at"], name="campaign_by_time"),
            models.Index(
                fields=["id"],
                condition=Q(lifecycle="RUNNING") | Q(lifecycle="CANCELLED", completed_at__isnull=True),
                name="campaign_with_work",
            ),
            models.Index(fields=["workspace"], condition=Q(settings__has_key="goal"), name="campaign_with_goal"),
            models.Index(
                "workspace",
                KT("settings__goal__event"),
                condition=Q(settings__goal__event__isnull=False),
                name="campaign_by_goal_event",
            ),
        )

    def __str__(self) -> str:
        return self.name


class CampaignHold(WorkspaceModel):
    """One reason for which a campaign may not claim work."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="holds")
    kind = models.CharField(max_length=7, choices=HoldKind.choices)
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["campaign", "kind"], name="hold_once_per_kind"),
            models.CheckConstraint(condition=Q(kind__in=HoldKind.values), name="hold_kind_known"),
        )

    def __str__(self) -> str:
        return f"{self.kind} on {self.campaign_id}"
