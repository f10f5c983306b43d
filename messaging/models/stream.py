"""Message streams: what delivery needs to know of the place its messages come from."""

from django.db import models

from workspaces.tenancy import WorkspaceModel


class MessageStream(WorkspaceModel):
    """One campaign as delivery sees it; its key is the campaign's.

    Campaigns keep it true in the transaction that changes the campaign, so delivery never reads a higher app's tables
    and a paused backlog costs a claim nothing. See ADR 0006.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200, help_text="The campaign's name, for templates and for staff.")
    claimable = models.BooleanField(default=False, help_text="Running without holds.")
    stopped_reason = models.CharField(
        max_length=64, blank=True, help_text="Set when the campaign was cancelled: what is queued is skipped with it."
    )
    draining = models.BooleanField(
        default=False, help_text="Stopped, and may still hold queued messages; delivery clears it."
    )
    open_tracking = models.BooleanField(default=True)
    click_tracking = models.BooleanField(default=True)
    frequency_cap = models.JSONField(
        null=True, blank=True, help_text='{"count": 3, "days": 1}; null for the workspace\'s.'
    )

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(claimable=True) | models.Q(draining=False, stopped_reason=""),
                name="stream_stopped_is_not_claimable",
            ),
        )
        indexes = (
            models.Index(
                fields=["id"], condition=models.Q(claimable=True) | models.Q(draining=True), name="stream_eligible"
            ),
        )

    def __str__(self) -> str:
        return self.name
