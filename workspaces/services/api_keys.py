"""Making and revoking API keys."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from workspaces.errors import InvalidInput
from workspaces.models import ApiKey, Scope, Workspace
from workspaces.services.audit import Actor, audit_record

_SECRET_BYTES = 32
_SHOWN_CHARACTERS = 12
_NAME_LENGTH = 120


def api_key_digest(plaintext: str) -> bytes:
    """What is stored of a key. 256 random bits need no slow hash."""
    return hashlib.sha256(plaintext.encode(errors="surrogatepass")).digest()


@transaction.atomic
def api_key_create(
    *,
    workspace: Workspace,
    name: str,
    scopes: Collection[str],
    actor: Actor,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its plaintext, which is nowhere else and shown once.

    Raises InvalidInput for a missing or too long name and for unknown scopes.
    """
    if not name.strip() or len(name) > _NAME_LENGTH:
        raise InvalidInput.of("name", f"give it a name of at most {_NAME_LENGTH} characters")
    unknown = sorted(set(scopes) - set(Scope.values))
    if unknown or not scopes:
        wrong = f"unknown: {', '.join(unknown)}" if unknown else "none given"
        raise InvalidInput.of("scopes", f"{wrong}; allowed are {', '.join(Scope.values)}")
    plaintext = f"cmpk_{secrets.token_urlsafe(_SECRET_BYTES)}"
    key = ApiKey.objects.create(
        workspace=workspace,
        name=name,
        prefix=plaintext[:_SHOWN_CHARACTERS],
        digest=api_key_digest(plaintext),
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
    )
    audit_record(
        workspace=workspace, actor=actor, action="api_key.created", target_type="api_key", target_id=key.public_id
    )
    return key, plaintext


@transaction.atomic
def api_key_revoke(*, key: ApiKey, actor: Actor) -> None:
    """Ends a key at once; revoking twice changes nothing."""
    revoked = ApiKey.objects.in_workspace(key.workspace_id).filter(pk=key.pk, revoked_at=None)
    if revoked.update(revoked_at=Now()):
        audit_record(
            workspace=key.workspace,
            actor=actor,
            action="api_key.revoked",
            target_type="api_key",
            target_id=key.public_id,
        )
