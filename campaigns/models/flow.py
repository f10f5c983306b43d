"""Flow versions: the draft being edited, the immutable snapshots that executions run, and their triggers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT

from workspaces.tenancy import PublicId, WorkspaceModel


class FlowState(models.TextChoices):
    """What a flow version is."""

    DRAFT = "draft", "Draft"  # being edited; one per campaign → published
    PUBLISHED = "published", "Published"  # immutable; final


class FlowVersion(PublicId, WorkspaceModel):
    """One version of a campaign's flow."""

    ID_PREFIX = "flv"

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … in the order of publishing; the draft's is the next one.")
    state = models.CharField(max_length=9, choices=FlowState.choices, default=FlowState.DRAFT)
    document = models.JSONField(help_text="{nodes, edges}, see docs/nodes.md.")
    pins = models.JSONField(
        default=dict, help_text="{template id: template version id} as published with it; empty in a draft."
    )
    content_hash = models.CharField(max_length=64, blank=True)
    revision = models.PositiveIntegerField(
        default=1, help_text="The number of the edit that made it what it is, in its campaign; for If-Match."
    )
    saved_by = models.CharField(
        max_length=254, blank=True, default="", help_text="Who edited it last, as in the audit."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    publisher = models.CharField(max_length=254, blank=True, default="", help_text="Who published it, as in the audit.")
    restored_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="+", help_text="The version it publishes again."
    )

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["campaign", "number"], name="flow_version_unique"),
            models.UniqueConstraint(fields=["campaign"], condition=Q(state="draft"), name="flow_one_draft"),
            models.CheckConstraint(condition=Q(state__in=FlowState.values), name="flow_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state="published", published_at__isnull=False),
                name="flow_published_has_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id} v{self.number} ({self.state})"


class Trigger(WorkspaceModel):
    """A trigger node of a published version, as a row that the triggers stage can find."""

    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.CASCADE, related_name="triggers")
    version = models.ForeignKey(FlowVersion, on_delete=models.CASCADE, related_name="triggers")
    node = models.CharField(max_length=64)
    type = models.CharField(max_length=32, help_text="The node type's key, e.g. trigger_scheduled.")
    config = models.JSONField(default=dict)
    active = models.BooleanField(default=False, help_text="Belongs to the live version of a launched campaign.")
    next_fire_at = models.DateTimeField(
        null=True, help_text="Of a schedule; a guarded UPDATE moves it on when it fires."
    )
    last_fired_at = models.DateTimeField(null=True)
    since = models.DateTimeField(null=True, help_text="Of an active one: what happened earlier doesn't count.")

    class Meta(WorkspaceModel.Meta):
        constraints = (models.UniqueConstraint(fields=["version", "node"], name="trigger_unique"),)
        indexes = (
            models.Index(
                fields=["next_fire_at"], condition=Q(active=True, next_fire_at__isnull=False), name="trigger_due"
            ),
            # What an event, and an entry into or exit from a segment, is looked up by.
            models.Index(
                "workspace",
                KT("config__event"),
                condition=Q(active=True, type="trigger_event"),
                name="trigger_by_event",
            ),
            models.Index(
                "workspace",
                KT("config__segment"),
                condition=Q(active=True, type__in=("trigger_segment_entry", "trigger_segment_exit")),
                name="trigger_by_segment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.node}"
