"""Consent: what a contact agreed to, per channel and message type, and the log of how it came about."""

from django.db import models

from workspaces.channels import Channel, MessageType
from workspaces.tenancy import WorkspaceModel


class ConsentState(models.TextChoices):
    """What the contact last said; no row at all means that nobody asked."""

    GRANTED = "granted", "Granted"  # by import, form or API → denied by an unsubscribe or an operator
    DENIED = "denied", "Denied"  # → granted only by the contact's own, newer consent


class Consent(WorkspaceModel):
    """The present state for one contact, channel and message type."""

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="consents", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    message_type = models.CharField(max_length=14, choices=MessageType.choices)
    state = models.CharField(max_length=8, choices=ConsentState.choices)
    changed_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["contact", "channel", "message_type"], name="consent_unique"),
            models.CheckConstraint(condition=models.Q(state__in=ConsentState.values), name="consent_state_known"),
        )

    def __str__(self) -> str:
        return f"{self.contact_id} {self.channel} {self.message_type} {self.state}"


class ConsentRecord(WorkspaceModel):
    """One line of the consent log; append-only. Many rows: references carry no database constraint (ADR 0005)."""

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    contact = models.ForeignKey(
        "contacts.Contact",
        on_delete=models.CASCADE,
        related_name="consent_records",
        db_constraint=False,
        db_index=False,
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    message_type = models.CharField(max_length=14, choices=MessageType.choices)
    state = models.CharField(max_length=8, choices=ConsentState.choices)
    source = models.CharField(max_length=64, help_text="e.g. import:imp_…, unsubscribe:msg_…, api")
    recorded_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        indexes = (models.Index(fields=["contact", "-recorded_at"], name="consent_record_by_contact"),)

    def __str__(self) -> str:
        return f"{self.contact_id} {self.channel} {self.message_type} {self.state} ({self.source})"
