"""Public keys of websites: made, ended, and what comes in by them."""

import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models.functions import Now

from contacts.models import SiteKey
from contacts.models.site_key import ORIGIN_LENGTH
from workspaces.errors import InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor, audit_record

MAX_ORIGINS = 20
_NAME_LENGTH = 120
_TOKEN_BYTES = 24


@transaction.atomic
def site_key_create(*, workspace: Workspace, name: str, origins: Sequence[str], actor: Actor) -> SiteKey:
    """A key for pages of these origins. Raises InvalidInput for a missing name and for what is no origin."""
    name = name.strip()
    if not name or len(name) > _NAME_LENGTH or "\x00" in name:
        raise InvalidInput.of("name", f"give it a name of at most {_NAME_LENGTH} characters")
    cleaned = list(dict.fromkeys(_origin(each) for each in origins if each.strip()))
    if not 1 <= len(cleaned) <= MAX_ORIGINS:
        raise InvalidInput.of("origins", f"name 1 to {MAX_ORIGINS} addresses, such as https://www.example.com")
    token = f"cmpp_{secrets.token_urlsafe(_TOKEN_BYTES)}"
    key: SiteKey = SiteKey.objects.create(workspace=workspace, name=name, token=token, origins=cleaned)
    _record(key, "site_key.created", actor)
    return key


@transaction.atomic
def site_key_revoke(*, key: SiteKey, actor: Actor) -> None:
    """Ends a key at once: its pages' events are refused. Ending it twice changes nothing."""
    live = SiteKey.objects.in_workspace(key.workspace_id).filter(pk=key.pk, revoked_at=None)
    if live.update(revoked_at=Now()):
        _record(key, "site_key.revoked", actor)


def _origin(text: str) -> str:
    """`HTTPS://Shop.Example.com:443/cart` → `https://shop.example.com`: what browsers send as Origin."""
    wrong = InvalidInput.of("origins", f"“{text.strip()[:80]}” is no address such as https://www.example.com")
    try:
        parts = urlsplit(text.strip())
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("http", "https") or not host or not host.replace("-", "").replace(".", "").isalnum():
        raise wrong
    usual = {"http": 80, "https": 443}[parts.scheme]
    origin = f"{parts.scheme}://{host}{'' if port in (None, usual) else f':{port}'}"
    if len(origin) > ORIGIN_LENGTH:
        raise wrong
    return origin


def _record(key: SiteKey, action: str, actor: Actor) -> None:
    audit_record(workspace=key.workspace, actor=actor, action=action, target_type="site_key", target_id=key.public_id)
