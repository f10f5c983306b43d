"""What calls need of secrets: reading them, and leaving them out of what is kept. Signing is workspaces.http's."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from campaigns.models import Secret
from messaging.providers.credentials import UnreadableCredentials, decrypt

# By name: the value, and the one before while it still counts.
Values = Mapping[str, tuple[str, ...]]
_HIDDEN = "…"


def secrets_read(wanted: Mapping[UUID, Iterable[str]], now: datetime) -> dict[UUID, dict[str, tuple[str, ...]]]:
    """Of each workspace the secrets of these names, those that are there and can be read; one query."""
    found: dict[UUID, dict[str, tuple[str, ...]]] = {workspace: {} for workspace in wanted}
    names = {name for each in wanted.values() for name in each}
    rows = Secret.objects.in_workspaces(wanted).filter(name__in=names) if names else ()
    for row in rows:
        stored = [row.value]
        if row.previous is not None and row.previous_until is not None and row.previous_until > now:
            stored.append(row.previous)
        try:
            found[row.workspace_id][row.name] = tuple(str(decrypt(each)["value"]) for each in stored)
        except UnreadableCredentials:
            continue
    return found


def redacted(text: str, secrets: Values) -> str:
    """The text without any of the values, should an address answer with what it was sent."""
    for values in secrets.values():
        for value in values:
            text = text.replace(value, _HIDDEN)
    return text
