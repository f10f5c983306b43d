"""What verifiers found out about addresses, and what campaigns spent on that."""

from django.db import models
from django.db.models import Q

from workspaces.tenancy import WorkspaceModel


class AddressStatus(models.TextChoices):
    """What is known of an address."""

    PENDING = "pending", "Being looked at"  # wanted by a claim → any other, by the verification stage
    VALID = "valid", "Valid"  # can be reached, as far as the verifier can tell
    INVALID = "invalid", "Invalid"  # can't be reached
    RISKY = "risky", "Risky"  # can be reached, and better isn't: a catch-all, a throw-away address, a role
    UNKNOWN = "unknown", "Unknown"  # could not be found out


class AddressVerification(WorkspaceModel):
    """The last verdict on one e-mail address in lower case; a stale one is made pending again."""

    workspace = models.ForeignKey("workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    address = models.CharField(max_length=254)
    status = models.CharField(max_length=7, choices=AddressStatus.choices, db_default=AddressStatus.PENDING)
    detail = models.CharField(max_length=200, blank=True, db_default="")
    stream = models.ForeignKey(
        "messaging.MessageStream",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        help_text="Whose budget pays for the present look.",
    )
    cost = models.DecimalField(max_digits=12, decimal_places=6, db_default=0)
    tries = models.SmallIntegerField(db_default=0, help_text="How often the verifier failed.")
    due_at = models.DateTimeField(help_text="While pending: when a worker may take it up.")
    checked_at = models.DateTimeField(null=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["workspace", "address"], name="address_verification_once"),
            models.CheckConstraint(condition=Q(status__in=AddressStatus.values), name="address_status_known"),
        )
        indexes = (models.Index(fields=["due_at"], condition=Q(status="pending"), name="address_verification_due"),)

    def __str__(self) -> str:
        return f"{self.address}: {self.status}"


class StreamVerification(WorkspaceModel):
    """What a stream has spent on verifying addresses; claims that spend wait for each other here."""

    workspace = models.ForeignKey("workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False)
    stream = models.OneToOneField(
        "messaging.MessageStream", on_delete=models.CASCADE, primary_key=True, related_name="verifying"
    )
    spent = models.DecimalField(max_digits=14, decimal_places=6, db_default=0)

    class Meta(WorkspaceModel.Meta):
        constraints = (models.CheckConstraint(condition=Q(spent__gte=0), name="stream_verification_not_negative"),)

    def __str__(self) -> str:
        return f"{self.spent}"
