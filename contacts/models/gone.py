"""Ids of contacts who were erased or merged a short while ago: what was just being written about them is looked for."""

from django.db import models

from workspaces.tenancy import WorkspaceModel


class GoneContact(WorkspaceModel):
    """A contact who is gone since a moment. Written with the erasure or the merge, forgotten after the last sweep.

    Whoever was at work beside it may commit rows about the contact afterwards, and whoever remembers the id may write
    some later: `contacts.privacy.sweeping` erases them, or hands them over to the contact of the ContactAlias.
    """

    id = models.UUIDField(primary_key=True, editable=False, help_text="The id of the contact that is gone.")
    gone_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, help_text="The first sweep: what began before it may know the contact.")
    sweep_at = models.DateTimeField(help_text="When the next sweep looks.")

    class Meta(WorkspaceModel.Meta):
        indexes = (models.Index(fields=["sweep_at"], name="gone_contact_to_sweep"),)
        verbose_name = "contact gone lately"
        verbose_name_plural = "contacts gone lately"

    def __str__(self) -> str:
        return str(self.pk)
