"""AWS Signature Version 4: who makes a request, proven by HMACs of it. What is signed for, its caller knows."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlsplit

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Signer:
    """One key for one service in one region."""

    key_id: str
    secret: str = field(repr=False)
    region: str
    service: str

    def headers(self, method: str, url: str, given: Mapping[str, str], body: bytes, now: datetime) -> dict[str, str]:
        """The given headers and those that sign the request: all of them, its address and its body; `now` in UTC."""
        parts = urlsplit(url)
        stamp = now.strftime("%Y%m%dT%H%M%SZ")
        signed = {name.lower(): " ".join(value.split()) for name, value in given.items()}
        signed |= {"host": parts.netloc, "x-amz-date": stamp}
        names = ";".join(sorted(signed))
        request = "\n".join(
            (
                method,
                quote(parts.path or "/", safe="/-_.~%"),
                _query(parts.query),
                *(f"{name}:{signed[name]}" for name in sorted(signed)),
                "",
                names,
                hashlib.sha256(body).hexdigest(),
            )
        )
        day = stamp[:8]
        scope = f"{day}/{self.region}/{self.service}/aws4_request"
        text = f"{_ALGORITHM}\n{stamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        key = _key_of_day(self.secret, day, self.region, self.service)
        proof = f"Credential={self.key_id}/{scope}, SignedHeaders={names}, Signature={_hmac(key, text).hex()}"
        return {**given, "X-Amz-Date": stamp, "Authorization": f"{_ALGORITHM} {proof}"}


def _query(query: str) -> str:
    pairs = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in parse_qsl(query, True))
    return "&".join(f"{name}={value}" for name, value in pairs)


@lru_cache(maxsize=64)
def _key_of_day(secret: str, day: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
