"""Events: what contacts did, by month, and the keys by which each is applied once. Appended by whoever learns of them,
routed by the triggers stage. Partitions are made and dropped in `contacts.services.event_months`."""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from workspaces.tenancy import PublicRowId, WorkspaceModel

NAME_LENGTH = 120
KEY_LENGTH = 255
# Clocks of senders run ahead a little; further in the future is a mistake. A constraint of the table keeps it, so that
# who looks for events since some moment needs no partition that was closed this long before.
AHEAD = timedelta(minutes=10)


def event_digest(workspace_id: UUID, key: str) -> str:
    """What stands for a sender's key in EventKey: 32 hexadecimal digits, others in each workspace."""
    return EventDigests(workspace_id)(key)


class EventDigests:
    """`event_digest` of many keys of one workspace."""

    def __init__(self, workspace_id: UUID) -> None:
        self._workspace = str(workspace_id)

    def __call__(self, key: str) -> str:
        return sha256(f"{self._workspace}{key}".encode()).hexdigest()[:32]


class Event(PublicRowId, WorkspaceModel):
    """Something a contact did, once: `key` is the sender's own id for it, applied once per workspace by EventKey.

    High-volume: references carry no database constraint (ADR 0005). Partitioned by the month of `created_at`
    (ADR 0016), so the table's own primary key is (id, created_at). Statements that say since when they ask read less.
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
        indexes = (
            models.Index(fields=["id"], condition=Q(routed_at=None), name="event_to_route"),
            models.Index(fields=["contact", "name", "-occurred_at"], name="event_by_contact"),
            models.Index(fields=["workspace", "-occurred_at", "-id"], name="event_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.contact_id} {self.name}"


class EventCount(WorkspaceModel):
    """So many events of a name came to be known on a day (UTC).

    Lines are appended with the events, in their transaction, and folded into one of each name and day; what is read is
    their sum. Events that were erased since are counted still.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    name = models.CharField(max_length=NAME_LENGTH)
    day = models.DateField()
    count = models.BigIntegerField()
    last_at = models.DateTimeField(help_text="The latest moment at which one of them occurred.")
    folded = models.BooleanField(default=False, db_default=False)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["workspace", "day", "name"], condition=Q(folded=True), name="event_count_folded"
            ),
        )
        indexes = (
            models.Index(fields=["workspace", "day"], name="event_count_by_day"),
            models.Index(fields=["id"], condition=Q(folded=False), name="event_count_to_fold"),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.name}: {self.count}"


class EventKey(WorkspaceModel):
    """A sender's key that has been applied: kept longer than the event, so that sending it again changes nothing.

    `id` is a digest of workspace and key (`event_digest`): as narrow as a unique index can be.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    event_id = models.BigIntegerField(help_text="The event that was recorded by it; it may be gone.")
    created_at = models.DateTimeField(help_text="When that event came to be known.")

    class Meta(WorkspaceModel.Meta):
        indexes = (BrinIndex(fields=["created_at"], name="event_key_by_time"),)

    def __str__(self) -> str:
        return str(self.pk)
