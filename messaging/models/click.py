"""Which links of a message were followed."""

from django.db import models
from django.db.models.functions import MD5

from workspaces.tenancy import WorkspaceModel

URL_LENGTH = 2_000


class LinkClick(WorkspaceModel):
    """This link of this message was followed: when first, and how often, by the contact and by machines.

    High-volume: references carry no database constraint (ADR 0005).
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="link_clicks", db_constraint=False, db_index=False
    )
    stream = models.ForeignKey(
        "messaging.MessageStream", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    message = models.ForeignKey(
        "messaging.Message", on_delete=models.CASCADE, related_name="link_clicks", db_constraint=False, db_index=False
    )
    url = models.CharField(max_length=URL_LENGTH)
    clicked_at = models.DateTimeField(
        null=True, help_text="The first time by a person; null: only machines were there."
    )
    clicks = models.IntegerField(db_default=1, help_text="By a person.")
    machine_clicked_at = models.DateTimeField(null=True, help_text="The first time by a proxy or a bot.")
    machine_clicks = models.IntegerField(db_default=0)

    class Meta(WorkspaceModel.Meta):
        constraints = (models.UniqueConstraint("message", MD5("url"), name="link_click_once_per_link"),)
        indexes = (
            models.Index(fields=["contact"], name="link_click_by_contact"),
            models.Index(fields=["stream"], name="link_click_by_stream"),
        )

    def __str__(self) -> str:
        return f"{self.contact_id} {self.url}"
