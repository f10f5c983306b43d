"""Where contacts are reached on channels whose addresses belong to a sender: chats of a bot, devices of an app."""

from django.db import models
from django.db.models import Q

from workspaces.channels import Channel
from workspaces.tenancy import PublicRowId, WorkspaceModel

MAX_ADDRESS = 1_000


class ContactPoint(PublicRowId, WorkspaceModel):
    """One chat or device of a contact at one sender. Ended ones are kept, so that what is gone isn't taken for new."""

    ID_PREFIX = "cpt"

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    sender = models.ForeignKey("messaging.Sender", on_delete=models.CASCADE, related_name="+", db_index=False)
    address = models.CharField(max_length=MAX_ADDRESS, help_text="A chat's id, a device's token or subscription.")
    data = models.JSONField(default=dict, blank=True, help_text="What sending needs besides, such as keys.")
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="When it was last added, or known to work.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Nothing is sent to it from this moment on.")

    class Meta(WorkspaceModel.Meta):
        constraints = (models.UniqueConstraint(fields=["sender", "address"], name="contact_point_once"),)
        indexes = (
            models.Index(fields=["contact", "channel"], name="contact_point_live", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["contact"], name="contact_point_contact"),
        )

    def __str__(self) -> str:
        return f"{self.channel} {self.address[:40]}"
