"""What merged contacts were called: their old ids go on to answer, with the contact that they became."""

from django.db import models

from workspaces.tenancy import WorkspaceModel


class ContactAlias(WorkspaceModel):
    """The id of a contact that was merged into another. Never a chain: a second merge moves it along."""

    id = models.UUIDField(primary_key=True, editable=False, help_text="The id of the contact that is gone.")
    contact = models.ForeignKey("contacts.Contact", on_delete=models.CASCADE, related_name="aliases")
    merged_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        verbose_name = "merged contact"

    def __str__(self) -> str:
        return f"{self.pk} is now {self.contact_id}"
