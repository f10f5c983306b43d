"""Named pieces of text that templates share."""

from django.db import models

from workspaces.tenancy import PublicId, WorkspaceModel


class Snippet(PublicId, WorkspaceModel):
    """A piece that templates name as `{% snippet 'key' %}`. Published versions hold what it was when they were made."""

    ID_PREFIX = "snp"

    key = models.SlugField(max_length=40, help_text="What templates call it; never changes.")
    html = models.TextField(help_text="Rich text, with Liquid; where no markup may stand, its words are taken.")
    changed_by_name = models.CharField(max_length=254, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(WorkspaceModel.Meta):
        constraints = (models.UniqueConstraint(fields=["workspace", "key"], name="snippet_key_unique"),)

    def __str__(self) -> str:
        return self.key
