"""Messages in websites: what a contact finds there, and what became of it. The outbox has the sending."""

from django.db import models
from django.db.models import F

from workspaces.tenancy import PublicRowId, WorkspaceModel


class Placement(models.TextChoices):
    """Where a message stands in a website; all of them are in its list."""

    FEED = "feed", "In the list"
    BANNER = "banner", "On top of the page"
    MODAL = "modal", "Over the page"


class OnsiteItem(PublicRowId, WorkspaceModel):
    """One message as a contact sees it in a website; gone from there once it is dismissed or has expired.

    High-volume: references carry no database constraint (ADR 0005).
    """

    ID_PREFIX = "osi"

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    message = models.OneToOneField(
        "messaging.Message",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_constraint=False,
        help_text="None of a test of a template.",
    )
    placement = models.CharField(max_length=6, choices=Placement.choices)
    title = models.CharField(max_length=200)
    html = models.TextField(blank=True, help_text="Sanitised; its links lead over us.")
    url = models.CharField(max_length=2_000, blank=True)
    button = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, help_text="It was on the screen.")
    read_at = models.DateTimeField(null=True, help_text="It was opened, or marked as read.")
    dismissed_at = models.DateTimeField(null=True, help_text="It was put away.")

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(condition=models.Q(placement__in=Placement.values), name="onsite_placement_known"),
        )
        indexes = (
            models.Index(F("contact"), F("id").desc(), name="onsite_by_contact"),
            models.Index(fields=["expires_at"], name="onsite_by_end"),
        )

    def __str__(self) -> str:
        return self.title
