"""Consent: what a contact agreed to, per channel, message type and topic, and the log of how it came about."""

from django.db import models
from django.db.models import Q

from workspaces.channels import Channel, MessageType
from workspaces.tenancy import WorkspaceModel


class ConsentState(models.TextChoices):
    """What the contact last said; no row at all means that nobody asked."""

    GRANTED = "granted", "Granted"  # by import, form or API → denied by an unsubscribe or an operator
    DENIED = "denied", "Denied"  # → granted only by the contact's own, newer consent
    PENDING = "pending", "Not confirmed yet"  # asked for, counts as no answer → granted by the contact's confirmation


# What a contact may have answered; the rest is our waiting for it.
ANSWERS = (ConsentState.GRANTED, ConsentState.DENIED)


class LegalBasis(models.TextChoices):
    """On what somebody relies who writes to the contact, in the words of the GDPR."""

    CONSENT = "consent", "Consent"
    CONTRACT = "contract", "Contract"
    LEGITIMATE_INTEREST = "legitimate_interest", "Legitimate interest"
    LEGAL_OBLIGATION = "legal_obligation", "Legal obligation"


class _About(WorkspaceModel):
    """What an answer is about. No topic: every message of that channel and type."""

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    message_type = models.CharField(max_length=14, choices=MessageType.choices)
    topic = models.ForeignKey(
        "contacts.Topic",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    state = models.CharField(max_length=8, choices=ConsentState.choices)

    class Meta(WorkspaceModel.Meta):
        abstract = True


class Consent(_About):
    """The present state for one contact, channel, message type and topic; docs/consent.md says how they add up."""

    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="consents", db_index=False)
    changed_at = models.DateTimeField()

    class Meta(_About.Meta):
        abstract = False
        constraints = (
            models.UniqueConstraint(
                fields=["contact", "channel", "message_type", "topic"], name="consent_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(state__in=ConsentState.values), name="consent_state_is_known"),
        )
        indexes = (models.Index(fields=["topic", "state"], condition=Q(topic__isnull=False), name="consent_by_topic"),)

    def __str__(self) -> str:
        return f"{self.contact_id} {self.channel} {self.message_type} {self.state}"


class ConsentRecord(_About):
    """One line of the consent log; append-only, which a trigger sees to.

    Many rows: references carry no database constraint (ADR 0005).
    """

    contact = models.ForeignKey(
        "contacts.Contact",
        on_delete=models.CASCADE,
        related_name="consent_records",
        db_constraint=False,
        db_index=False,
    )
    source = models.CharField(max_length=64, help_text="e.g. import:imp_…, unsubscribe:msg_…, api")
    recorded_at = models.DateTimeField()
    text = models.TextField(blank=True, db_default="", help_text="What the contact was shown and said yes or no to.")
    basis = models.CharField(max_length=20, choices=LegalBasis.choices, blank=True, db_default="")
    ip_hash = models.CharField(max_length=64, blank=True, db_default="", help_text="Keyed hash of the IP address.")
    agent_hash = models.CharField(max_length=64, blank=True, db_default="", help_text="Keyed hash of the user agent.")

    class Meta(_About.Meta):
        abstract = False
        indexes = (models.Index(fields=["contact", "-recorded_at"], name="consent_record_by_contact"),)

    def __str__(self) -> str:
        return f"{self.contact_id} {self.channel} {self.message_type} {self.state} ({self.source})"
