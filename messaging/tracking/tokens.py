"""Tokens of the links in messages: a purpose, a message's key, and a proof that we made them.

32 URL-safe characters: 8 bytes of key and 16 of HMAC-SHA256, whose key is derived from SECRET_KEY. Links live for
years, so SECRET_KEY_FALLBACKS are accepted too.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from enum import StrEnum
from functools import lru_cache

from django.conf import settings

_KEY_BYTES = 8
_PROOF_BYTES = 16
_LENGTH = 32


class Purpose(StrEnum):
    """What a token allows; one made for one purpose is worth nothing for another."""

    UNSUBSCRIBE = "unsubscribe"
    OPEN = "open"
    CLICK = "click"
    CONFIRM = "confirm"  # of a request for consent, by its own key


class InvalidToken(ValueError):
    """The token was not made here, or was cut or changed on its way."""


def make(purpose: Purpose, message_id: int, extra: str = "") -> str:
    """The token; `extra` is covered by the proof but not carried (the target of a click link)."""
    key = message_id.to_bytes(_KEY_BYTES, "big")
    return urlsafe_b64encode(key + _proof(settings.SECRET_KEY, purpose, key, extra)).decode("ascii")


def read(purpose: Purpose, token: str, extra: str = "") -> int:
    """The message's key. Raises InvalidToken."""
    if len(token) != _LENGTH or not token.isascii():
        raise InvalidToken("wrong length")
    try:
        data = urlsafe_b64decode(token)
    except ValueError as error:
        raise InvalidToken("not base64") from error
    key, proof = data[:_KEY_BYTES], data[_KEY_BYTES:]
    secrets: list[str] = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    if not any(hmac.compare_digest(proof, _proof(secret, purpose, key, extra)) for secret in secrets):
        raise InvalidToken("wrong proof")
    return int.from_bytes(key, "big")


def _proof(secret: str, purpose: Purpose, key: bytes, extra: str) -> bytes:
    keyed = _keyed(secret, purpose).copy()
    keyed.update(key + extra.encode("utf-8", "replace"))
    return keyed.digest()[:_PROOF_BYTES]


@lru_cache(maxsize=32)
def _keyed(secret: str, purpose: Purpose) -> "hmac.HMAC":
    """An HMAC whose key schedule is done; copying it is what makes a token cheap enough for every mail."""
    derived = hashlib.sha256(f"messaging.tracking.{purpose}".encode() + secret.encode()).digest()
    return hmac.new(derived, digestmod=hashlib.sha256)
