"""Templates and their immutable versions."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from workspaces.channels import Channel, MessageType
from workspaces.tenancy import PublicId, WorkspaceModel


class TemplateState(models.TextChoices):
    """Where a template stands (DESIGN §5). Only a PUBLISHED one may be launched with."""

    DRAFT = "DRAFT", "Draft"  # being written → PUBLISHED by publish, ARCHIVED by archive
    PUBLISHED = "PUBLISHED", "Published"  # has a version to send → REJECTED by reject, ARCHIVED by archive
    REJECTED = "REJECTED", "Rejected"  # refused with a reason; new sends are skipped → DRAFT by return to draft
    ARCHIVED = "ARCHIVED", "Archived"  # put away → DRAFT by return to draft


class Template(PublicId, WorkspaceModel):
    """Content for one channel and message type: a draft, and the version that was published last."""

    ID_PREFIX = "tpl"

    name = models.CharField(max_length=120)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    message_type = models.CharField(max_length=14, choices=MessageType.choices, default=MessageType.MARKETING)
    state = models.CharField(max_length=9, choices=TemplateState.choices, default=TemplateState.DRAFT)
    rejection_reason = models.CharField(max_length=500, blank=True)
    rejected_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When what was published was rejected; messages that were queued before still go out.",
    )
    content = models.JSONField(default=dict, help_text="The draft; its shape depends on the channel.")
    published_version = models.ForeignKey(
        "templates_app.TemplateVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1, help_text="The number of the draft's last change; for If-Match.")
    changed_by = models.CharField(
        max_length=64, blank=True, default="", help_text="Who changed the draft last, as kind:id; can't approve it."
    )
    changed_by_name = models.CharField(max_length=254, blank=True, default="", help_text="The same, for people.")
    submitted_at = models.DateTimeField(null=True, blank=True, help_text="Since when the draft waits for approval.")
    submitted_by_name = models.CharField(max_length=254, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=TemplateState.values), name="template_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state="PUBLISHED") | models.Q(published_version__isnull=False),
                name="template_published_has_version",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="REJECTED") | ~models.Q(rejection_reason=""),
                name="template_rejected_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(submitted_at__isnull=True) | models.Q(state__in=["DRAFT", "PUBLISHED"]),
                name="template_waiting_is_draft",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def has_changes(self) -> bool:
        """Whether publishing would change what is sent. Needs `published_version`."""
        return self.published_version is None or self.content != self.published_version.content

    @property
    def is_waiting(self) -> bool:
        """Whether somebody is asked to approve the draft."""
        return self.submitted_at is not None


class TemplateVersion(PublicId, WorkspaceModel):
    """What was published; never changes. Messages and flow versions point at these."""

    ID_PREFIX = "tpv"

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    compiled = models.JSONField(help_text="The content with MJML already turned into HTML, Liquid still in place.")
    variables = ArrayField(models.CharField(max_length=120), default=list)
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(WorkspaceModel.Meta):
        constraints = (models.UniqueConstraint(fields=["template", "number"], name="template_version_unique"),)

    def __str__(self) -> str:
        return f"{self.template_id} v{self.number}"
