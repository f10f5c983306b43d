"""What receiving domains made of what a sender sent, by day, and what the DNS says of sending domains."""

from django.db import models
from django.db.models import Q

from workspaces.tenancy import WorkspaceModel


class DomainCounter(WorkspaceModel):
    """How many mails of a sender went to a domain on a day (UTC), and what came back on it.

    Deltas, written by a statement trigger on the outbox in the transaction of whatever changes a message, and folded
    by a job into one row per sender, domain and day; days that are over keep their largest domains apart, the others
    together as "". Erasing a contact changes none of it.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    sender = models.ForeignKey(
        "messaging.Sender", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    domain = models.CharField(max_length=254, blank=True, help_text="Of the recipients, in lower case.")
    day = models.DateField()
    accepted = models.IntegerField(db_default=0)
    refused = models.IntegerField(db_default=0, help_text="By the provider, for good, when they were handed over.")
    delivered = models.IntegerField(db_default=0)
    bounced = models.IntegerField(db_default=0)
    complained = models.IntegerField(db_default=0)
    folded = models.BooleanField(db_default=False)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["sender", "domain", "day"], condition=Q(folded=True), name="domain_counter_folded"
            ),
        )
        indexes = (
            models.Index(fields=["workspace", "day"], name="domain_counter_by_day"),
            models.Index(fields=["id"], condition=Q(folded=False), name="domain_counter_to_fold"),
            models.Index(fields=["day"], condition=Q(complained__gt=0), name="domain_counter_complaints"),
        )

    def __str__(self) -> str:
        return f"{self.domain} on {self.day}: {self.accepted}"


class DomainCheck(WorkspaceModel):
    """What the DNS said of a sending domain when it was asked last; asked by a job, once a day or when people want it.

    `findings` are the words and records of `messaging.deliverability.records`.
    """

    domain = models.CharField(max_length=254)
    selectors = models.JSONField(
        default=list, blank=True, help_text="DKIM selectors that people named, besides those of the providers."
    )
    findings = models.JSONField(default=list, editable=False)
    wanted_at = models.DateTimeField(null=True, help_text="When somebody wanted to know, or its time comes.")
    checked_at = models.DateTimeField(null=True, editable=False)
    lease_expires_at = models.DateTimeField(null=True, editable=False)

    class Meta(WorkspaceModel.Meta):
        constraints = (models.UniqueConstraint(fields=["workspace", "domain"], name="domain_check_once"),)
        indexes = (
            models.Index(fields=["wanted_at"], condition=Q(wanted_at__isnull=False), name="domain_check_wanted"),
        )

    def __str__(self) -> str:
        return self.domain
