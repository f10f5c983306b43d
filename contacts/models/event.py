"""Events: what contacts did. Appended by whoever learns of them, routed by the triggers stage."""

from django.db import models
from django.db.models import Q

from workspaces.tenancy import PublicRowId, WorkspaceModel

NAME_LENGTH = 120
KEY_LENGTH = 255


class Event(PublicRowId, WorkspaceModel):
    """Something a contact did, once: `key` is the sender's own id for it, applied once per workspace.

    High-volume: references carry no database constraint (ADR 0005).
    """

    ID_PREFIX = "evt"

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="events", db_constraint=False, db_index=False
    )
    name = models.CharField(max_length=NAME_LENGTH)
    properties = models.JSONField(default=dict)
    occurred_at = models.DateTimeField(help_text="When the contact did it, as its sender says.")
    created_at = models.DateTimeField(help_text="When it came to be known.")
    key = models.CharField(max_length=KEY_LENGTH, null=True, help_text="The sender's id for it.")  # noqa: DJ001 - many have none
    routed_at = models.DateTimeField(null=True, help_text="Null while the triggers stage has yet to look at it.")

    class Meta(WorkspaceModel.Meta):
        constraints = (models.UniqueConstraint(fields=["workspace", "key"], name="event_once_per_key"),)
        indexes = (
            models.Index(fields=["id"], condition=Q(routed_at=None), name="event_to_route"),
            models.Index(fields=["contact", "name", "-occurred_at"], name="event_by_contact"),
            models.Index(fields=["workspace", "-occurred_at", "-id"], name="event_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.contact_id} {self.name}"
