"""Access tokens of a Google service account: a signed assertion (RFC 7523) for a token that holds for an hour."""

import base64
import json
import time
from dataclasses import dataclass
from typing import Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from messaging.providers.access_tokens import TokenSource

_SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LIFE = 3_600


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """Who asks, and the key that it signs with."""

    email: str
    key_id: str
    key: rsa.RSAPrivateKey

    @classmethod
    def read(cls, text: str) -> Self:
        """From the JSON file that Google gives. Raises ValueError in words that hold nothing of it."""
        try:
            data = json.loads(text)
            key = load_pem_private_key(data["private_key"].encode(), password=None)
            email, key_id = str(data["client_email"]), str(data.get("private_key_id", ""))
        except Exception:  # noqa: BLE001 - what the key's parser says may hold parts of the key
            raise ValueError("is not the JSON file of a service account") from None
        if not isinstance(key, rsa.RSAPrivateKey):
            raise ValueError("has a key of another kind than RSA")
        return cls(email, key_id, key)

    def assertion(self, audience: str, now: int) -> str:
        """A JWT that says who asks for what, signed."""
        head = {"alg": "RS256", "typ": "JWT", "kid": self.key_id}
        claims = {"iss": self.email, "scope": _SCOPE, "aud": audience, "iat": now, "exp": now + _LIFE}
        signed = ".".join(_base64(json.dumps(part).encode()) for part in (head, claims))
        signature = self.key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_base64(signature)}"


def token_source(account: ServiceAccount, url: str) -> TokenSource:
    """Where the account's tokens come from: each is asked for with an assertion of that moment."""
    return TokenSource(url, lambda: {"grant_type": _GRANT, "assertion": account.assertion(url, int(time.time()))})


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
