"""Writing the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from workspaces.models import ApiKey, AuditEntry, User, Workspace

# What pages call the installation itself.
SYSTEM_NAME = "Campanile"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a signed-in user, an API key, or the system itself."""

    kind: str
    id: str = ""
    label: str = ""

    @property
    def shown(self) -> str:
        """What people read as who did it, wherever that is kept beside what was done."""
        return SYSTEM_NAME if self.kind == "system" else self.label or self.kind

    @classmethod
    def user(cls, user: User) -> Self:
        return cls("user", str(user.pk), user.email)

    @classmethod
    def key(cls, key: ApiKey) -> Self:
        return cls("key", key.public_id, f"{key.name} ({key.prefix}…)")

    @classmethod
    def system(cls, label: str = "") -> Self:
        return cls("system", "", label)


def audit_record(
    *,
    workspace: Workspace,
    actor: Actor,
    action: str,
    target_type: str,
    target_id: str,
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Appends one line, in the caller's transaction: what was rolled back leaves no line."""
    return AuditEntry.objects.create(
        workspace=workspace,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        action=action,
        target_type=target_type,
        target_id=target_id,
        data=dict(data or {}),
    )
