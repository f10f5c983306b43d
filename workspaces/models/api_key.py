"""API keys: shown once, stored as a hash."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models

from workspaces.tenancy import PublicId, WorkspaceModel


class Scope(models.TextChoices):
    """What a key may do; `write` does not include `read`."""

    CAMPAIGNS_READ = "campaigns:read"
    CAMPAIGNS_WRITE = "campaigns:write"
    CONTACTS_READ = "contacts:read"
    CONTACTS_WRITE = "contacts:write"
    TEMPLATES_READ = "templates:read"
    TEMPLATES_WRITE = "templates:write"
    MESSAGES_READ = "messages:read"
    MESSAGES_WRITE = "messages:write"
    WORKSPACE_READ = "workspace:read"
    WORKSPACE_WRITE = "workspace:write"


class KeyState(models.TextChoices):
    """Whether a key opens anything."""

    ACTIVE = "active", "Active"  # → expired: by time; → revoked: by somebody
    EXPIRED = "expired", "Expired"  # final
    REVOKED = "revoked", "Revoked"  # final


class ApiKey(PublicId, WorkspaceModel):
    """A key of one workspace. The secret itself is nowhere: only its first characters and its SHA-256."""

    ID_PREFIX = "key"

    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=16, help_text="The key's first characters, to tell keys apart.")
    digest = models.BinaryField(max_length=32, unique=True, help_text="SHA-256 of the whole key.")
    scopes = ArrayField(models.CharField(max_length=32, choices=Scope.choices))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta(WorkspaceModel.Meta):
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def state_at(self, now: datetime) -> KeyState:
        """Where it stands at this moment."""
        if self.revoked_at is not None:
            return KeyState.REVOKED
        return KeyState.EXPIRED if self.expires_at is not None and self.expires_at <= now else KeyState.ACTIVE
