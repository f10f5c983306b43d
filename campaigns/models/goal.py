"""Goals reached: one row per execution that converted, and how far the sweep for rule goals has come."""

from django.db import models
from django.db.models import Q

from workspaces.tenancy import PublicRowId, WorkspaceModel


class Conversion(PublicRowId, WorkspaceModel):
    """An execution whose contact reached the campaign's goal within its window. Counted once per entry.

    High-volume: references carry no database constraint (ADR 0005). Attributed to the last message of the execution
    that the provider had accepted by then; `message_id` and `node` are empty where none was.
    """

    ID_PREFIX = "cnv"

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    campaign = models.ForeignKey(
        "campaigns.Campaign", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=True
    )
    execution = models.OneToOneField(
        "campaigns.Execution", on_delete=models.CASCADE, related_name="conversion", db_constraint=False
    )
    event_id = models.BigIntegerField(null=True, help_text="The event that was the goal; null of a rule.")
    message_id = models.BigIntegerField(null=True)
    node = models.CharField(max_length=64, blank=True, db_default="", help_text="The node that sent the message.")
    ways = models.JSONField(
        db_default=[],
        help_text='Each [node, port] by which the execution had gone on before, once; port "": held out there.',
    )
    at = models.DateTimeField(help_text="When the goal was reached, or found reached.")
    leaving = models.BooleanField(
        db_default=False, help_text="The execution is to end for it; cleared by whoever ends it or finds it ended."
    )
    created_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        indexes = (
            models.Index(fields=["campaign", "at"], name="conversion_by_time"),
            models.Index(fields=["campaign"], condition=Q(leaving=True), name="conversion_leaving"),
        )

    def __str__(self) -> str:
        return f"{self.contact_id} reached the goal of {self.campaign_id}"


class GoalSweep(WorkspaceModel):
    """How far the sweep over a campaign's executions has come that looks for contacts who match its goal's rule.

    A round goes through the contacts in the order of their ids, a batch a transaction, and then rests.
    """

    campaign = models.OneToOneField("campaigns.Campaign", on_delete=models.CASCADE, primary_key=True, related_name="+")
    cursor = models.UUIDField(null=True, help_text="The last contact looked at; null between two rounds.")
    next_at = models.DateTimeField(help_text="Not to be swept before.")

    class Meta(WorkspaceModel.Meta):
        pass

    def __str__(self) -> str:
        return f"goal of {self.campaign_id}"
