"""Who a visitor of a website is, proven: a token (JWT, HS256) that the site's server signs with the secret of its key.

The key in a page is readable by everybody, so it alone never leads to anything of a contact.
"""

import binascii
import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from contacts.models import Contact, SiteKey
from contacts.selectors import ContactRef, contacts_resolve

LONGEST = timedelta(days=31)
_MAX_TOKEN = 2_000
_NAMES = ("contact_id", "external_id", "email", "phone")


class NotProven(Exception):
    """The token leads to nobody; `code` is what the page is told."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def identity_secret(key: SiteKey) -> str:
    """What the site's server signs with; the same for as long as SECRET_KEY, so it is kept nowhere."""
    return _secret(settings.SECRET_KEY, key)


def proven_contact(*, key: SiteKey, token: str, now: datetime) -> Contact:
    """The contact of the key's workspace whom the token names. Raises NotProven."""
    claims = _claims(key, token)
    expires = claims.get("exp")
    if not isinstance(expires, int) or isinstance(expires, bool):
        raise NotProven("token_invalid")
    if expires <= now.timestamp():
        raise NotProven("token_expired")
    if expires > (now + LONGEST).timestamp():
        raise NotProven("token_lives_too_long")
    named = [(name, claims[name]) for name in _NAMES if name in claims]
    if len(named) != 1 or not isinstance(named[0][1], str) or not named[0][1].strip():
        raise NotProven("token_invalid")
    [contact_id] = contacts_resolve(workspace_id=key.workspace_id, refs=[ContactRef(*named[0])])
    contact = Contact.objects.in_workspace(key.workspace_id).filter(pk=contact_id).first() if contact_id else None
    if contact is None:
        raise NotProven("unknown_contact")
    return contact


def _claims(key: SiteKey, token: str) -> dict[str, Any]:
    parts = token.split(".")
    if len(parts) != 3 or len(token) > _MAX_TOKEN or not token.isascii():
        raise NotProven("token_invalid")
    try:
        head, claims, proof = (urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in parts)
        told, kind = json.loads(claims), json.loads(head)
    except (ValueError, RecursionError, binascii.Error):
        raise NotProven("token_invalid") from None
    if not isinstance(told, dict) or not isinstance(kind, dict) or kind.get("alg") != "HS256":
        raise NotProven("token_invalid")
    signed = f"{parts[0]}.{parts[1]}".encode()
    secrets = [_secret(each, key) for each in (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))]
    if not any(hmac.compare_digest(proof, hmac.digest(secret.encode(), signed, "sha256")) for secret in secrets):
        raise NotProven("token_invalid")
    return told


def _secret(master: str, key: SiteKey) -> str:
    made = hmac.digest(master.encode(), f"messaging.site.identity:{key.public_id}".encode(), hashlib.sha256)
    return f"cmps_{urlsafe_b64encode(made).rstrip(b'=').decode('ascii')}"
