"""Addresses of people who were erased: keyed hashes only, so that nobody can read them and nothing is sent to them; and
who has such an address now."""

from django.db import models

from workspaces.channels import Channel
from workspaces.tenancy import WorkspaceModel


class ReturnedContact(WorkspaceModel):
    """A contact whose address on a channel is that of somebody who was erased: nothing is sent to it there.

    Derived from ErasedAddress, in `messaging.privacy.returning`, for questions in SQL, which can't compute the hashes.
    """

    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel.choices)

    class Meta(WorkspaceModel.Meta):
        constraints = (models.UniqueConstraint(fields=["contact", "channel"], name="returned_contact_unique"),)

    def __str__(self) -> str:
        return f"{self.contact_id} {self.channel}"


class ErasedAddress(WorkspaceModel):
    """One address on one channel, as HMAC-SHA256 under ERASURE_KEY (`messaging.privacy.digests`)."""

    channel = models.CharField(max_length=10, choices=Channel.choices)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["workspace", "channel", "digest"], name="erased_address_unique"),
        )
        verbose_name = "erased address"
        verbose_name_plural = "erased addresses"

    def __str__(self) -> str:
        return f"{self.channel}: {self.digest[:8]}…"
