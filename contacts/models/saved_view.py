"""Saved views: lists of contacts as people like to look at them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from workspaces.tenancy import PublicId, WorkspaceModel

NAME_LENGTH = 60


class SavedView(PublicId, WorkspaceModel):
    """A filter over contacts with its columns and order, under a name; of one member, or of everybody."""

    ID_PREFIX = "view"

    name = models.CharField(max_length=NAME_LENGTH)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose it is; empty: everybody's.",
    )
    filter = models.JSONField(default=dict, blank=True, help_text="As contacts.finding.ContactFilter says it.")
    columns = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    sort = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["workspace", "owner", "name"], name="saved_view_name_unique", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return self.name
