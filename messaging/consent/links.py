"""The signed links to a contact's preference page: whose it is, since when, and a proof that we made them.

48 URL-safe characters: 16 bytes of the contact's key, 4 of the day, 16 of HMAC-SHA256. One link serves every message
of a day, and goes on to work when the message is gone.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings

from messaging.tracking.tokens import InvalidToken
from workspaces.kept_settings import base_url, secret_key

_LENGTH = 48
_PROOF_BYTES = 16
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ContactToken:
    """Whose page it is, and the beginning of the day on which the link was made."""

    contact_id: UUID
    made_on: datetime

    def expired(self, now: datetime) -> bool:
        """Whether the link is too old to be trusted."""
        return now - self.made_on > timedelta(days=settings.PREFERENCE_LINK_DAYS)


def preferences_url(contact_id: UUID, now: datetime) -> str:
    """Where a contact chooses what to get, without signing in."""
    return f"{base_url()}/p/{make_token(contact_id, now)}"


def make_token(contact_id: UUID, now: datetime) -> str:
    """The token of a link that is made now."""
    body = contact_id.bytes + (now - _EPOCH).days.to_bytes(4, "big")
    return urlsafe_b64encode(body + _proof(secret_key(), body)).decode("ascii")


def read_token(token: str) -> ContactToken:
    """What a token says. Raises InvalidToken for one that was not made here, or was changed on its way."""
    if len(token) != _LENGTH or not token.isascii():
        raise InvalidToken("wrong length")
    try:
        data = urlsafe_b64decode(token)
    except ValueError as error:
        raise InvalidToken("not base64") from error
    body, proof = data[:-_PROOF_BYTES], data[-_PROOF_BYTES:]
    secrets: list[str] = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    if not any(hmac.compare_digest(proof, _proof(secret, body)) for secret in secrets):
        raise InvalidToken("wrong proof")
    return ContactToken(UUID(bytes=body[:16]), _EPOCH + timedelta(days=int.from_bytes(body[16:], "big")))


def _proof(secret: str, body: bytes) -> bytes:
    keyed = _keyed(secret).copy()
    keyed.update(body)
    return keyed.digest()[:_PROOF_BYTES]


@lru_cache(maxsize=8)
def _keyed(secret: str) -> "hmac.HMAC":
    """An HMAC whose key schedule is done; every mail carries such a link."""
    derived = hashlib.sha256(b"messaging.preferences" + secret.encode()).digest()
    return hmac.new(derived, digestmod=hashlib.sha256)
