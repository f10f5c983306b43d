"""The tenant."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

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
    currency = models.CharField(
        max_length=3,
        default="EUR",
        validators=[RegexValidator(r"^[A-Z]{3}\Z", "use an ISO 4217 code such as EUR")],
        help_text="Of the price list, as an ISO 4217 code.",
    )
    settings = models.JSONField(
        default=dict, blank=True, help_text="Defaults for campaigns, e.g. frequency_cap; see docs/settings.md."
    )
    quiet_start = models.TimeField(
        null=True,
        blank=True,
        verbose_name="quiet from",
        help_text="From this time on, by each contact's clock, marketing waits; campaigns may differ.",
    )
    quiet_end = models.TimeField(
        null=True, blank=True, verbose_name="quiet until", help_text="When it goes on; the next morning if earlier."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(quiet_start__isnull=True, quiet_end__isnull=True)
                | (Q(quiet_start__isnull=False, quiet_end__isnull=False) & ~Q(quiet_start=F("quiet_end"))),
                name="workspace_quiet_hours",
                violation_error_message="Give both times of the quiet hours, and different ones, or neither.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def quiet_hours(self) -> dict[str, str] | None:
        """The quiet hours as campaigns' settings spell them; None where there are none."""
        if self.quiet_start is None or self.quiet_end is None:
            return None
        return {"start": f"{self.quiet_start:%H:%M}", "end": f"{self.quiet_end:%H:%M}"}
