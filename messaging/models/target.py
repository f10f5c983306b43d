"""Where the links in messages lead: the addresses behind click tokens."""

from django.db import models

from workspaces.tenancy import WorkspaceModel


class LinkTarget(WorkspaceModel):
    """An address that links in messages lead to, found by its digest, which stands in their tokens.

    Written once for all messages when the author wrote the address; with a contact when it was made of the contact's
    own values, so that it goes with the contact. High-volume: references carry no database constraint (ADR 0005).
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    contact = models.ForeignKey(
        "contacts.Contact",
        on_delete=models.CASCADE,
        null=True,
        related_name="link_targets",
        db_constraint=False,
        db_index=False,
        help_text="Whose values it holds; null when it is the same for everybody.",
    )
    digest = models.BinaryField(max_length=12)
    url = models.TextField()

    class Meta(WorkspaceModel.Meta):
        constraints = (models.UniqueConstraint(fields=["digest"], name="link_target_by_digest"),)
        indexes = (
            models.Index(fields=["contact"], condition=models.Q(contact__isnull=False), name="link_target_by_contact"),
        )

    def __str__(self) -> str:
        return self.url
