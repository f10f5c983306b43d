"""Making, changing and deleting a workspace's secrets. Values go in encrypted and come out for calls only."""

import base64
import binascii
import re
from datetime import timedelta

from django.db import IntegrityError, transaction

from campaigns.models import Secret
from campaigns.nodes.webhook_parts import SECRET_NAME
from messaging.providers.credentials import encrypt
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor, audit_record

# How long what a value has signed is signed by the value before, too: receivers change theirs meanwhile.
OVERLAP = timedelta(hours=24)
MAX_VALUE = 1_000
_PLAIN = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")
_STANDARD = "whsec_"


@transaction.atomic
def secret_create(*, workspace: Workspace, name: str, value: str, actor: Actor) -> Secret:
    """A new secret. Raises InvalidInput for a name that is malformed or taken, or a value that can't be used."""
    if not SECRET_NAME.fullmatch(name):
        raise InvalidInput.of("name", "must be up to 64 of a-z 0-9 - _, a letter or a digit first")
    _check(value)
    now = database_now()
    secret = Secret(workspace=workspace, name=name, value=_stored(value), changed_at=now)
    try:
        with transaction.atomic():
            secret.save(force_insert=True)
    except IntegrityError:
        raise InvalidInput.of("name", "there is a secret of this name already", "taken") from None
    _record(secret, actor, "secret.created")
    return secret


@transaction.atomic
def secret_change(*, secret: Secret, value: str, actor: Actor) -> Secret:
    """Another value; for 24 hours the one before signs along. Raises InvalidInput."""
    _check(value)
    locked: Secret = Secret.objects.in_workspace(secret.workspace_id).select_for_update().get(pk=secret.pk)
    now = database_now()
    locked.previous, locked.previous_until = locked.value, now + OVERLAP
    locked.value, locked.changed_at = _stored(value), now
    locked.save()
    _record(locked, actor, "secret.changed")
    return locked


@transaction.atomic
def secret_delete(*, secret: Secret, actor: Actor) -> None:
    """Calls that need it fail from now on."""
    _record(secret, actor, "secret.deleted")
    Secret.objects.in_workspace(secret.workspace_id).filter(pk=secret.pk).delete()


def _check(value: str) -> None:
    if not 8 <= len(value) <= MAX_VALUE or not _PLAIN.fullmatch(value):
        raise InvalidInput.of("value", f"must be 8 to {MAX_VALUE} characters of plain ASCII text")
    if value.startswith(_STANDARD):
        try:
            size = len(base64.b64decode(value.removeprefix(_STANDARD), validate=True))
        except binascii.Error:
            raise InvalidInput.of("value", "must be base64 behind whsec_") from None
        if not 16 <= size <= 64:
            raise InvalidInput.of("value", "must hold 16 to 64 bytes behind whsec_")


def _stored(value: str) -> bytes:
    return encrypt({"value": value})


def _record(secret: Secret, actor: Actor, action: str) -> None:
    audit_record(
        workspace=secret.workspace,
        actor=actor,
        action=action,
        target_type="secret",
        target_id=secret.public_id,
        data={"name": secret.name},
    )
