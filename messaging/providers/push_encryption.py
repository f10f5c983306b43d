"""Web push: what stands in a message, readable by one browser alone (RFC 8291, aes128gcm of RFC 8188), and who sends it
(VAPID, RFC 8292). No requests are made here."""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

# Push services take bodies of 4,096 bytes: what is left of that after salt, sizes, key, delimiter and tag.
MAX_BODY = 4_096
MAX_TEXT = MAX_BODY - (16 + 4 + 1 + 65) - 1 - 16
_CURVE = ec.SECP256R1()


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A key of P-256 with which a sender says who it is. Browsers subscribe to its public half."""

    private: ec.EllipticCurvePrivateKey = field(repr=False)
    public: str

    @classmethod
    def read(cls, text: str) -> Self:
        """From the private number in base64url, as tools for VAPID write it. Raises ValueError."""
        try:
            number = int.from_bytes(unpadded(text), "big")
            private = ec.derive_private_key(number, _CURVE)
        except ValueError:
            raise ValueError("is not a private key of P-256 in base64url") from None
        return cls(private, written(_point(private.public_key())))

    @staticmethod
    def fresh() -> str:
        """A new private number in base64url."""
        number = ec.generate_private_key(_CURVE).private_numbers().private_value
        return written(number.to_bytes(32, "big"))

    def signed(self, claims: Mapping[str, object]) -> str:
        """The claims as a JWT, ES256."""
        head = written(json.dumps({"typ": "JWT", "alg": "ES256"}).encode())
        text = f"{head}.{written(json.dumps(claims).encode())}"
        r, s = decode_dss_signature(self.private.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        return f"{text}.{written(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


@dataclass(frozen=True, slots=True)
class Subscription:
    """The keys of one browser's subscription: its public point, and the secret that it shares with us."""

    public: bytes
    auth: bytes = field(repr=False)

    @classmethod
    def read(cls, keys: Mapping[str, object]) -> Self:
        """From `p256dh` and `auth` as browsers give them. Raises ValueError for what can't be encrypted for."""
        if set(keys) != {"p256dh", "auth"}:
            raise ValueError("needs the keys p256dh and auth, and nothing else")
        public, auth = unpadded(str(keys["p256dh"])), unpadded(str(keys["auth"]))
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, public)
        except ValueError:
            raise ValueError("has a p256dh that is no point of P-256") from None
        if len(auth) != 16 or len(public) != 65:
            raise ValueError("has keys of a wrong length")
        return cls(public, auth)


def encrypted(
    text: bytes,
    subscription: Subscription,
    *,
    ephemeral: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body of a push message, of one record; `text` has at most MAX_TEXT bytes. Some 150 µs."""
    ephemeral, salt = ephemeral or ec.generate_private_key(_CURVE), salt or os.urandom(16)
    own = _point(ephemeral.public_key())
    shared = ephemeral.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, subscription.public))
    secret = _derived(shared, subscription.auth, b"WebPush: info\x00" + subscription.public + own, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + MAX_BODY.to_bytes(4, "big") + bytes([len(own)]) + own
    return head + AESGCM(key).encrypt(nonce, text + b"\x02", None)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def written(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unpadded(text: str) -> bytes:
    """What base64url with or without padding says. Raises ValueError."""
    text = text.rstrip("=")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
