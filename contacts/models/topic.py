"""Topics: what a workspace writes about, so that contacts can say no to one thing and go on hearing of another."""

from django.db import models
from django.db.models import Q

from workspaces.tenancy import PublicId, WorkspaceModel


class Topic(PublicId, WorkspaceModel):
    """One thing that messages are about. Archived, never deleted: the consent log names it."""

    ID_PREFIX = "top"

    key = models.CharField(max_length=64, help_text="What files and programs call it; never changes.")
    name = models.CharField(max_length=80, help_text="What contacts read on the preference page.")
    description = models.CharField(max_length=300, blank=True, db_default="")
    public = models.BooleanField(default=True, db_default=True, help_text="Shown on the preference page.")
    position = models.IntegerField(default=0, db_default=0, help_text="Its place in the list, from 0.")
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(
        null=True, blank=True, help_text="Since then nobody is offered it; what contacts said of it still holds."
    )

    class Meta(WorkspaceModel.Meta):
        constraints = (
            models.UniqueConstraint(fields=["workspace", "key"], name="topic_key_unique"),
            models.UniqueConstraint(
                fields=["workspace", "name"], condition=Q(archived_at=None), name="topic_name_unique"
            ),
        )

    def __str__(self) -> str:
        return self.name
