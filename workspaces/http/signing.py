"""Signatures of Standard Webhooks, over what we call others with."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable

_STANDARD = "whsec_"


def signature(values: Iterable[str], call_id: str, timestamp: str, body: bytes) -> str:
    """The header `webhook-signature` of Standard Webhooks: one signature for each value."""
    signed = b".".join((call_id.encode(), timestamp.encode(), body))
    digests = (hmac.new(_key(value), signed, hashlib.sha256).digest() for value in values)
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)


def _key(value: str) -> bytes:
    """A secret of Standard Webhooks holds its bytes as base64; any other is its own text."""
    if value.startswith(_STANDARD):
        try:
            return base64.b64decode(value.removeprefix(_STANDARD), validate=True)
        except binascii.Error:
            return value.encode()
    return value.encode()
