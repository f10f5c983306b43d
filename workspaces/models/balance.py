"""What a workspace has paid for: its balance, and every movement of it."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q

from workspaces.ids import encode
from workspaces.tenancy import PublicRowId, WorkspaceModel


def money_field(**options: Any) -> "models.DecimalField[Any, Decimal]":
    """An amount in the workspace's currency, to a millionth."""
    return models.DecimalField(max_digits=18, decimal_places=6, **options)


class BalanceAccount(WorkspaceModel):
    """A workspace's prepaid balance, in its currency. A workspace without one sends without being asked for money.

    `balance` equals the sum of the ledger. `reserved` equals the costs of messages that are being sent, or may have
    been: what is left of the balance can be spent.
    """

    workspace = models.OneToOneField(
        "workspaces.Workspace", on_delete=models.CASCADE, primary_key=True, related_name="balance_account"
    )
    balance = money_field(default=0)
    reserved = money_field(default=0)
    reload_below = money_field(
        null=True, blank=True, help_text="Reload when less than this can be spent; empty: never."
    )
    reload_amount = money_field(null=True, blank=True, help_text="What one reload adds.")
    reload_daily_cap = money_field(
        null=True, blank=True, help_text="All reloads of a day of the workspace's calendar together."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(condition=Q(reserved__gte=0), name="balance_reserved_not_negative"),
            models.CheckConstraint(condition=Q(balance__gte=F("reserved")), name="balance_covers_reserved"),
            models.CheckConstraint(
                condition=Q(reload_below=None, reload_amount=None, reload_daily_cap=None)
                | Q(reload_below__gt=0, reload_amount__gt=0, reload_daily_cap__gte=F("reload_amount")),
                name="balance_reload_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.workspace_id}: {self.balance}"


class LedgerKind(models.TextChoices):
    """Why the balance moved."""

    TOP_UP = "top_up", "Top-up"  # somebody paid in
    RELOAD = "reload", "Automatic reload"  # paid in by itself, because little was left
    ADJUSTMENT = "adjustment", "Adjustment"  # corrected by staff, with a note
    CAPTURE = "capture", "Messages sent"  # what accepted messages cost


class LedgerEntry(PublicRowId, WorkspaceModel):
    """One movement of a balance; append-only. Messages are captured a batch at a time."""

    ID_PREFIX = "led"

    workspace = models.ForeignKey("workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=LedgerKind.choices)
    amount = money_field(help_text="Positive: paid in; negative: spent.")
    balance_after = money_field()
    messages = models.IntegerField(default=0, help_text="How many messages a capture is for.")
    channel = models.CharField(max_length=10, blank=True)
    source_id = models.UUIDField(null=True, help_text="The campaign that sent them.")
    reference = models.CharField(
        max_length=120, blank=True, help_text="The payment's own id: the same one is credited once."
    )
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        verbose_name_plural = "ledger"
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=LedgerKind.values), name="ledger_kind_known"),
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_moves"),
            models.CheckConstraint(
                condition=~Q(kind="capture") | Q(amount__lt=0, messages__gt=0), name="ledger_capture"
            ),
            models.UniqueConstraint(
                fields=["workspace", "reference"], condition=~Q(reference=""), name="ledger_reference_once"
            ),
        )
        indexes = (models.Index(fields=["workspace", "-created_at", "-id"], name="ledger_by_time"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"

    @property
    def campaign_public_id(self) -> str | None:
        """The campaign that sent what a capture is for, as the outside knows it."""
        return None if self.source_id is None else encode("cmp", self.source_id)
