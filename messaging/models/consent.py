"""What a workspace settles about asking for consent, and the requests that contacts are yet to confirm."""

from django.db import models

from workspaces.channels import Channel, MessageType
from workspaces.tenancy import PublicRowId, WorkspaceModel


class ConsentSettings(WorkspaceModel):
    """How a workspace asks: the confirmation message, how long its link works, and words on the preference page."""

    workspace = models.OneToOneField(
        "workspaces.Workspace", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    confirmation_template = models.ForeignKey(
        "templates_app.Template",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The transactional mail that asks; without one nothing can be confirmed.",
    )
    link_hours = models.PositiveIntegerField(default=72, help_text="For how long a confirmation link works.")
    cooldown_minutes = models.PositiveIntegerField(
        default=15, help_text="A contact is asked the same at most once in so many minutes."
    )
    brand_name = models.CharField(
        max_length=80, blank=True, help_text="What contacts read; empty: the workspace’s name."
    )
    intro = models.CharField(max_length=500, blank=True, help_text="Stands on top of the preference page.")

    class Meta(WorkspaceModel.Meta):
        verbose_name = "consent settings"
        verbose_name_plural = "consent settings"

    def __str__(self) -> str:
        return f"consent settings of {self.workspace_id}"


class ConsentConfirmation(PublicRowId, WorkspaceModel):
    """One request for consent, which the contact confirms by the link in a mail, or doesn't."""

    ID_PREFIX = "cnf"

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    message_type = models.CharField(max_length=14, choices=MessageType.choices)
    topic = models.ForeignKey(
        "contacts.Topic", on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    text = models.TextField(blank=True, db_default="", help_text="What the contact was shown when asking.")
    source = models.CharField(max_length=64, help_text="Where the request came from.")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta(WorkspaceModel.Meta):
        indexes = (models.Index(fields=["contact", "-created_at"], name="consent_confirmation_latest"),)

    def __str__(self) -> str:
        return f"{self.contact_id} {self.channel} {self.message_type}: asked {self.created_at:%Y-%m-%d %H:%M}"
