"""The ways in which vendors prove that a call is theirs. All compare in constant time and raise NotTheVendor."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from messaging.hooks.base import Call, NotTheVendor, check_fresh
from workspaces.http.signing import signature

_TOLERANCE = timedelta(minutes=5)


def check_equal(given: str, expected: str) -> None:
    """The same text; an empty one is never right."""
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise NotTheVendor("the secret or signature is wrong")


def check_password(call: Call, secret: str) -> None:
    """HTTP Basic with the secret as password, whoever the user, or as bearer token."""
    kind, _, value = call.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return check_equal(value.strip(), secret)
    try:
        pair = base64.b64decode(value.strip(), validate=True).decode() if kind.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        pair = ""
    check_equal(pair.partition(":")[2], secret)


def check_standard(call: Call, secrets: Sequence[str], now: datetime, *, prefix: str = "webhook") -> None:
    """Standard Webhooks, or Svix, by which it came to be: only the names of the headers differ."""
    call_id, stamp, given = (call.headers.get(f"{prefix}-{name}", "") for name in ("id", "timestamp", "signature"))
    if not call_id or len(call_id) > 200:
        raise NotTheVendor("the call has no id")
    check_fresh(stamp, now, _TOLERANCE)
    right = [each.encode() for each in signature([s for s in secrets if s], call_id, stamp, call.body).split()]
    if not any(hmac.compare_digest(each.encode(), one) for each in given.split() for one in right):
        raise NotTheVendor("the signature is wrong")


def check_ecdsa(key: str, signed: bytes, given: str) -> None:
    """ECDSA with SHA-256 under a public key as base64 of its DER form."""
    try:
        public = serialization.load_der_public_key(base64.b64decode(key))
        if not isinstance(public, ec.EllipticCurvePublicKey):
            raise NotTheVendor("the key is none for ECDSA")
        public.verify(base64.b64decode(given, validate=True), signed, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError) as error:
        raise NotTheVendor("the signature is wrong") from error


def hex_digest(key: str, text: bytes) -> str:
    """HMAC-SHA256 in hexadecimal."""
    return hmac.new(key.encode(), text, hashlib.sha256).hexdigest()


def is_public_key(key: str) -> bool:
    """Whether `check_ecdsa` can use it."""
    try:
        return isinstance(serialization.load_der_public_key(base64.b64decode(key)), ec.EllipticCurvePublicKey)
    except (ValueError, TypeError):
        return False
