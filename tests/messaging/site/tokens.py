"""Tokens as the server of a website makes them."""

import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64encode
from typing import Any

from contacts.models import SiteKey
from messaging.site.identity import identity_secret


def signed(key: SiteKey, secret: str = "", alg: str = "HS256", **claims: Any) -> str:
    """A token with these claims; `exp` is in seconds from now, an hour where it is not given, and left out for None."""
    lasts = claims.pop("exp", 3_600)
    told = claims if lasts is None else {**claims, "exp": int(time.time()) + lasts}
    head, body = (_part(json.dumps(each).encode()) for each in ({"alg": alg, "typ": "JWT"}, told))
    proof = hmac.new((secret or identity_secret(key)).encode(), f"{head}.{body}".encode(), hashlib.sha256)
    return f"{head}.{body}.{_part(proof.digest())}"


def _part(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
