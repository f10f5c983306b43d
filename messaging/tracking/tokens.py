"""Tokens of the links in messages: a purpose, a message's key, what more the link names, and a proof that we made them.

URL-safe characters: 8 bytes of key, those of what it carries, and 16 of HMAC-SHA256, whose key is derived from
SECRET_KEY. 32 characters where nothing is carried. Links live for years, so SECRET_KEY_FALLBACKS are accepted too.
"""

import hashlib
import hmac
from base64 import b32decode, b32encode, urlsafe_b64decode, urlsafe_b64encode
from enum import StrEnum
from functools import lru_cache

from django.conf import settings

from workspaces.kept_settings import secret_key

_KEY_BYTES = 8
_PROOF_BYTES = 16
# 20 bytes in all: 32 characters of base32, without padding.
_FOLDED_PROOF_BYTES = 12
# Of short links: a key below 2^40 takes five bytes.
_SHORT_KEY, _LONG_KEY, _SHORT_PROOF, SHORT_DIGEST = 5, 8, 7, 6
_SHORT_KEYS = 1 << (8 * _SHORT_KEY)
_SHORT_LENGTHS = {(key + _SHORT_PROOF + SHORT_DIGEST) * 4 // 3 for key in (_SHORT_KEY, _LONG_KEY)}


class Purpose(StrEnum):
    """What a token allows; one made for one purpose is worth nothing for another."""

    UNSUBSCRIBE = "unsubscribe"
    OPEN = "open"
    CLICK = "click"  # of links sent by earlier releases, whose address is in the link
    LINK = "link"  # carries the digest of a stored address
    SHORT = "short"  # the same in a short text, by the beginning of the digest
    REPORT = "report"  # what a browser did with a push message
    CONFIRM = "confirm"  # of a request for consent, by its own key
    RETURN = "return"  # of what comes back by mail: bounces and complaints
    LEAVE = "leave"  # of a mail that unsubscribes


class InvalidToken(ValueError):
    """The token was not made here, or was cut or changed on its way."""


def make(purpose: Purpose, message_id: int, extra: str = "", carried: bytes = b"") -> str:
    """The token; `extra` is covered by the proof but not carried. What is carried is a multiple of three bytes."""
    key = message_id.to_bytes(_KEY_BYTES, "big") + carried
    return urlsafe_b64encode(key + _proof(secret_key(), purpose, key, extra)).decode("ascii")


def read(purpose: Purpose, token: str, extra: str = "") -> int:
    """The message's key. Raises InvalidToken."""
    return read_carrying(purpose, token, 0, extra)[0]


def read_carrying(purpose: Purpose, token: str, size: int, extra: str = "") -> tuple[int, bytes]:
    """The message's key and the `size` bytes that the token carries. Raises InvalidToken."""
    if len(token) * 3 != (_KEY_BYTES + size + _PROOF_BYTES) * 4:
        raise InvalidToken("wrong length")
    key = _proven(purpose, _decoded(token), _PROOF_BYTES, extra)
    return int.from_bytes(key[:_KEY_BYTES], "big"), key[_KEY_BYTES:]


def make_folded(purpose: Purpose, message_id: int) -> str:
    """A token for mail addresses, where capitals may get lost: 32 letters and digits, with 12 bytes of proof."""
    key = message_id.to_bytes(_KEY_BYTES, "big")
    proof = _proof(secret_key(), purpose, key, "")[:_FOLDED_PROOF_BYTES]
    return b32encode(key + proof).decode("ascii").lower()


def read_folded(purpose: Purpose, token: str) -> int:
    """The message's key. Raises InvalidToken."""
    try:
        data = b32decode(token.upper())
    except ValueError as error:
        raise InvalidToken("not base32") from error
    if len(data) != _KEY_BYTES + _FOLDED_PROOF_BYTES:
        raise InvalidToken("wrong length")
    return int.from_bytes(_proven(purpose, data, _FOLDED_PROOF_BYTES), "big")


def make_short(message_id: int, digest: bytes) -> str:
    """The token of a link in a short text.

    Fewer bits of proof and digest are enough: a made-up one has to be tried at the installation itself, and leads to an
    address of that message's workspace at most.
    """
    key = message_id.to_bytes(_SHORT_KEY if message_id < _SHORT_KEYS else _LONG_KEY, "big") + digest[:SHORT_DIGEST]
    proof = _proof(secret_key(), Purpose.SHORT, key, "")[:_SHORT_PROOF]
    return urlsafe_b64encode(key + proof).decode("ascii")


def read_short(token: str) -> tuple[int, bytes]:
    """The message's key, and the beginning of the digest. Raises InvalidToken."""
    if len(token) not in _SHORT_LENGTHS:
        raise InvalidToken("wrong length")
    key = _proven(Purpose.SHORT, _decoded(token), _SHORT_PROOF)
    return int.from_bytes(key[:-SHORT_DIGEST], "big"), key[-SHORT_DIGEST:]


def _decoded(token: str) -> bytes:
    """The token's bytes, of which it has no padding. Raises InvalidToken.

    Characters that aren't of base64 would be passed over, so that less is read than there is room for.
    """
    try:
        data = urlsafe_b64decode(token)
    except ValueError as error:
        raise InvalidToken("not base64") from error
    if len(data) != len(token) * 3 // 4:
        raise InvalidToken("not base64")
    return data


def _proven(purpose: Purpose, data: bytes, proof_bytes: int, extra: str = "") -> bytes:
    """What stands before the proof, which is that many bytes. Raises InvalidToken unless one of our keys made it."""
    key, proof = data[:-proof_bytes], data[-proof_bytes:]
    secrets: list[str] = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    # As many bytes as are asked for, not as many as came: a proof without a byte would be as good as any.
    if not any(hmac.compare_digest(proof, _proof(secret, purpose, key, extra)[:proof_bytes]) for secret in secrets):
        raise InvalidToken("wrong proof")
    return key


def _proof(secret: str, purpose: Purpose, key: bytes, extra: str) -> bytes:
    keyed = _keyed(secret, purpose).copy()
    keyed.update(key + extra.encode("utf-8", "replace") if extra else key)
    return keyed.digest()[:_PROOF_BYTES]


@lru_cache(maxsize=32)
def _keyed(secret: str, purpose: Purpose) -> "hmac.HMAC":
    """An HMAC whose key schedule is done; copying it is what makes a token cheap enough for every mail."""
    derived = hashlib.sha256(f"messaging.tracking.{purpose}".encode() + secret.encode()).digest()
    return hmac.new(derived, digestmod=hashlib.sha256)
