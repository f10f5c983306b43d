"""Public keys by which websites send events of their visitors. Secret they are not: anybody can read them in a page."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from workspaces.tenancy import PublicId, WorkspaceModel

ORIGIN_LENGTH = 255


class SiteKey(PublicId, WorkspaceModel):
    """What stands in a site's snippet. It only lets events in, from pages of its origins, and learns nothing."""

    ID_PREFIX = "site"

    name = models.CharField(max_length=120)
    token = models.CharField(max_length=64, unique=True, help_text="Shown in the snippet, readable by everybody.")
    origins = ArrayField(
        models.CharField(max_length=ORIGIN_LENGTH), help_text="Pages of these may use it, e.g. https://www.example.com."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(WorkspaceModel.Meta):
        indexes = (models.Index(fields=["workspace", "-created_at"], name="site_key_by_time"),)

    def __str__(self) -> str:
        return self.name
