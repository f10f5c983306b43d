"""The tenant."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from workspaces.tenancy import PublicId
from workspaces.timezones import known_timezones


def validate_timezone(name: str) -> None:
    """Refuses what is not an IANA time zone name, e.g. `Europe/Vienna`."""
    if name not in known_timezones():
        raise ValidationError(f"{name!r} is not an IANA time zone such as Europe/Vienna")


class Workspace(PublicId):
    """A tenant: everything else belongs to exactly one."""

    ID_PREFIX = "ws"

    name = models.CharField(max_length=120)
    slug = models.CharField(
        max_length=63,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?\Z", "use lower-case letters, digits and hyphens")],
    )
    timezone = models.CharField(max_length=64, default="UTC", validators=[validate_timezone])
    settings = models.JSONField(
        default=dict, blank=True, help_text="Defaults for campaigns, e.g. frequency_cap; see docs/settings.md."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
