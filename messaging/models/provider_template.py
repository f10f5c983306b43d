"""Templates that a sender's provider keeps and approves, as it told when it was asked last."""

from django.db import models

from workspaces.tenancy import WorkspaceModel


class ProviderTemplateList(WorkspaceModel):
    """When a sender's provider was asked for its templates, and what came of it.

    What was told last stays in use while the provider can't be asked: `problem` says why it can't.
    """

    sender = models.OneToOneField("messaging.Sender", on_delete=models.CASCADE, related_name="template_list")
    checked_at = models.DateTimeField(null=True, editable=False, help_text="When it told; null: never yet.")
    problem = models.CharField(
        max_length=500, blank=True, default="", editable=False, help_text="Why it did not tell when it was asked last."
    )
    wanted_at = models.DateTimeField(help_text="When it is asked next.")
    lease_expires_at = models.DateTimeField(null=True, editable=False)

    class Meta(WorkspaceModel.Meta):
        indexes = (models.Index(fields=["wanted_at"], name="template_list_wanted"),)

    def __str__(self) -> str:
        return f"templates of {self.sender_id}"


class ProviderTemplate(WorkspaceModel):
    """A template at a sender's provider, in one language, with the state in which it is there."""

    sender = models.ForeignKey("messaging.Sender", on_delete=models.CASCADE, related_name="provider_templates")
    provider_key = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=512)
    language = models.CharField(max_length=20)
    category = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=40, help_text="In the provider's words, in small letters: approved, paused, …")
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was refused, in the provider's words.")
    body = models.TextField(blank=True)
    places = models.SmallIntegerField(default=0, help_text="How many places its text has.")
    wants = models.CharField(max_length=300, blank=True, help_text="What it needs that can't be given; empty: nothing.")
    components = models.JSONField(default=list)
    seen_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        constraints = (models.UniqueConstraint(fields=["sender", "name", "language"], name="provider_template_once"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.language}): {self.state}"
