"""Making, rotating and revoking API keys."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now

from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import ApiKey, KeyState, Scope, Workspace
from workspaces.services.audit import Actor, audit_record

_SECRET_BYTES = 32
_SHOWN_CHARACTERS = 12
_NAME_LENGTH = 120
DEFAULT_OVERLAP, LONGEST_OVERLAP = timedelta(days=1), timedelta(days=30)


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

    Raises InvalidInput for a missing or too long name, for unknown scopes, and for an end that has passed.
    """
    if not name.strip() or len(name) > _NAME_LENGTH:
        raise InvalidInput.of("name", f"give it a name of at most {_NAME_LENGTH} characters")
    unknown = sorted(set(scopes) - set(Scope.values))
    if unknown or not scopes:
        wrong = f"unknown: {', '.join(unknown)}" if unknown else "none given"
        raise InvalidInput.of("scopes", f"{wrong}; allowed are {', '.join(Scope.values)}")
    if expires_at is not None and expires_at <= database_now():
        raise InvalidInput.of("expires_at", "lies in the past")
    return _make(workspace, name, scopes, expires_at, actor, "api_key.created")


@transaction.atomic
def api_key_rotate(
    *, key: ApiKey, actor: Actor, overlap: timedelta = DEFAULT_OVERLAP, expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """A key of the same name and scopes, and its plaintext; the old one ends after `overlap`, or when it would anyway.

    Raises InvalidInput for an overlap of more than 30 days and an end that has passed, Conflict for a key that has
    ended.
    """
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise InvalidInput.of("overlap_seconds", f"must be 0 to {int(LONGEST_OVERLAP.total_seconds())}")
    now = database_now()
    if expires_at is not None and expires_at <= now:
        raise InvalidInput.of("expires_at", "lies in the past")
    old = ApiKey.objects.in_workspace(key.workspace_id).select_for_update().get(pk=key.pk)
    if (state := old.state_at(now)) is not KeyState.ACTIVE:
        raise Conflict(f"The key is {state.value}: make a new one.", current_status=state.value)
    old.expires_at = min(now + overlap, old.expires_at or now + overlap)
    old.save(update_fields=["expires_at"])
    made = _make(key.workspace, old.name, old.scopes, expires_at, actor, "api_key.rotated", replaces=old.public_id)
    return made


def _make(
    workspace: Workspace,
    name: str,
    scopes: Collection[str],
    expires_at: datetime | None,
    actor: Actor,
    action: str,
    **data: str,
) -> tuple[ApiKey, str]:
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
        workspace=workspace,
        actor=actor,
        action=action,
        target_type="api_key",
        target_id=key.public_id,
        data={"name": name, "scopes": key.scopes, **data},
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
