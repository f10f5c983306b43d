"""Senders: the accounts to send from."""

from django.db import models

from workspaces.channels import Channel
from workspaces.tenancy import PublicId, WorkspaceModel


class SenderState(models.TextChoices):
    """Whether a sender may be used."""

    ACTIVE = "active", "Active"  # → disabled by an operator
    DISABLED = "disabled", "Disabled"  # its messages wait → active by an operator


class Sender(PublicId, WorkspaceModel):
    """An account at a provider: how to reach it, and as whom it sends.

    Its breaker (ADR 18) is `faults` in a row, `tripped_at` once they were too many, and `probe_until`. What its
    recipients make of it (`complaints_…`) is apart from that: a provider may work well and people complain.
    """

    ID_PREFIX = "snd"

    name = models.CharField(max_length=120)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    provider = models.CharField(max_length=32, help_text="A key of the provider registry, e.g. smtp.")
    config = models.JSONField(default=dict, help_text="The provider's settings that are no secret.")
    credentials = models.BinaryField(default=bytes, editable=False, help_text="Encrypted; write-only everywhere.")
    hook_secrets = models.BinaryField(
        default=bytes, editable=False, help_text="What its provider's calls are proved by; encrypted and write-only."
    )
    from_name = models.CharField(max_length=120, blank=True)
    from_address = models.CharField(max_length=254)
    reply_to = models.CharField(max_length=254, blank=True)
    return_address = models.CharField(
        max_length=254,
        blank=True,
        db_default="",
        editable=False,
        help_text="Where bounces go that its mailbox is read for; {} stands for a message's token.",
    )
    limits = models.JSONField(
        default=dict,
        blank=True,
        help_text='{"per_second": 10, "per_hour": 500, "per_day": 2000}, a warm-up; see docs/delivery.md.',
    )
    state = models.CharField(max_length=8, choices=SenderState.choices, default=SenderState.ACTIVE)
    faults = models.SmallIntegerField(default=0, editable=False, help_text="The provider's failures in a row.")
    unavailable_until = models.DateTimeField(
        null=True, editable=False, help_text="The provider failed as such; nothing is tried before this moment."
    )
    fault_detail = models.CharField(
        max_length=500, blank=True, default="", editable=False, help_text="What the provider said when it failed."
    )
    tripped_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="Its breaker is open since then: until a message is accepted, one at a time is tried.",
    )
    trip_noted_at = models.DateTimeField(
        null=True, editable=False, help_text="When the campaigns that use it were held for that; null: not yet."
    )
    probe_until = models.DateTimeField(
        null=True, editable=False, help_text="Until then one message is on its way to try the provider."
    )
    complaints_tripped_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="Too many recipients complain since then; until the rate is low again.",
    )
    complaints_noted_at = models.DateTimeField(
        null=True, editable=False, help_text="When the campaigns that use it were held for that; null: not yet."
    )
    complaints_detail = models.CharField(max_length=200, blank=True, default="", editable=False)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=SenderState.values), name="sender_state_known"),
            models.UniqueConstraint(
                fields=["workspace", "channel"], condition=models.Q(is_default=True), name="sender_one_default"
            ),
            models.CheckConstraint(
                condition=models.Q(tripped_at__isnull=False)
                | models.Q(trip_noted_at__isnull=True, probe_until__isnull=True),
                name="sender_probes_while_tripped",
            ),
        )
        indexes = (
            models.Index(
                fields=["id"],
                condition=models.Q(tripped_at__isnull=False, trip_noted_at__isnull=True),
                name="sender_trip_to_note",
            ),
            models.Index(
                fields=["id"], condition=models.Q(complaints_tripped_at__isnull=False), name="sender_complained_of"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} <{self.from_address}>"
