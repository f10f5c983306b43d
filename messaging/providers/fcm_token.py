"""Access tokens of a Google service account: a signed assertion (RFC 7523) for a token that holds for an hour."""

import base64
import json
import threading
import time
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from messaging.providers.base import ProviderUnavailable
from messaging.providers.http_api import Request, ask, json_of
from workspaces.http import Client

_SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LIFE = 3_600
# Seconds; a token is not used to its last moment.
_RESERVE = 600
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


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


class TokenSource:
    """The present token; refreshed between messages, read by many threads."""

    def __init__(self, account: ServiceAccount, url: str) -> None:
        self._account = account
        self._url = url
        self._lock = threading.Lock()
        self._until = 0.0
        self.token = ""  # nosec B105

    def refresh(self, client: Client) -> None:
        """Fetches a token where there is none that holds for some minutes. Raises ProviderUnavailable."""
        with self._lock:
            if time.monotonic() < self._until:
                return
            form = {"grant_type": _GRANT, "assertion": self._account.assertion(self._url, int(time.time()))}
            asked_at = time.monotonic()
            said = json_of(ask(client, Request("POST", self._url, _FORM, urlencode(form).encode())))
            token, life = said.get("access_token"), said.get("expires_in", _LIFE)
            if not isinstance(token, str) or not token or not isinstance(life, int):
                raise ProviderUnavailable("the answer holds no token")
            self.token, self._until = token, asked_at + max(life - _RESERVE, life / 2)

    def forget(self) -> None:
        """The token is not accepted: the next one is a new one."""
        self._until = 0.0


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
