"""What calls need of secrets: reading them, signing with them, and leaving them out of what is kept."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from campaigns.models import Secret
from messaging.providers.credentials import UnreadableCredentials, decrypt

# By name: the value, and the one before while it still counts.
Values = Mapping[str, tuple[str, ...]]
_STANDARD = "whsec_"
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


def signature(values: Iterable[str], call_id: str, timestamp: str, body: bytes) -> str:
    """The header `webhook-signature` of Standard Webhooks: one signature for each value."""
    signed = b".".join((call_id.encode(), timestamp.encode(), body))
    digests = (hmac.new(_key(value), signed, hashlib.sha256).digest() for value in values)
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)


def redacted(text: str, secrets: Values) -> str:
    """The text without any of the values, should an address answer with what it was sent."""
    for values in secrets.values():
        for value in values:
            text = text.replace(value, _HIDDEN)
    return text


def _key(value: str) -> bytes:
    """A secret of Standard Webhooks holds its bytes as base64; any other is its own text."""
    if value.startswith(_STANDARD):
        try:
            return base64.b64decode(value.removeprefix(_STANDARD), validate=True)
        except binascii.Error:
            return value.encode()
    return value.encode()
