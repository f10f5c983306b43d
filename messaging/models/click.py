"""Which links of a message were followed."""

from django.db import models
from django.db.models.functions import MD5, Cast

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
    digest = models.GeneratedField(
        expression=Cast(MD5("url"), models.UUIDField()), output_field=models.UUIDField(), db_persist=True
    )
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
            models.Index(fields=["stream", "digest"], name="link_click_by_link"),
        )

    def __str__(self) -> str:
        return f"{self.contact_id} {self.url}"


class LinkCounter(WorkspaceModel):
    """So much more, or less where it is negative, came of a stream's link. Its digest says nothing of its words.

    Written by statement triggers on followed links, and folded into one row of each link (ADR 0009).
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    stream = models.ForeignKey(
        "messaging.MessageStream", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    digest = models.UUIDField(help_text="Of the address, as in followed links.")
    messages = models.IntegerField(help_text="In which anybody followed it, machines as well.")
    contacts = models.IntegerField(help_text="Who followed it in any message, each once.")
    clicks = models.BigIntegerField(help_text="By people.")
    machine_clicks = models.BigIntegerField()
    folded = models.BooleanField(db_default=False, default=False)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["stream", "digest"], condition=models.Q(folded=True), name="link_counter_folded"
            ),
        )
        indexes = (
            models.Index(fields=["stream"], name="link_counter_by_stream"),
            models.Index(fields=["id"], condition=models.Q(folded=False), name="link_counter_to_fold"),
            models.Index(fields=["id"], condition=models.Q(folded=True, messages=0), name="link_counter_empty"),
        )

    def __str__(self) -> str:
        return f"{self.digest} {self.contacts:+d}"
