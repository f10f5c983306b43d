"""Amazon SNS, by which SES reports: its signatures, whose certificates it serves itself, and its confirmation."""

import base64
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from messaging.hooks.base import NotTheVendor, Unreadable, text_of
from workspaces.http import CallFailed, call

_HOST = r"https://sns\.[a-z0-9-]{4,30}\.amazonaws\.com(?:\.cn)?/"
_CERTIFICATE = re.compile(_HOST + r"SimpleNotificationService-[0-9a-f]{32}\.pem\Z")
_SUBSCRIBE = re.compile(_HOST + r"\?Action=ConfirmSubscription&[!-~]{1,2000}\Z")
_NOTIFICATION = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_CONFIRMATION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_SECONDS = 5.0


def check_signed(document: Mapping[str, Any], topic: str) -> None:
    """The document is SNS's, and of this topic: everybody has topics, and SNS signs for all of them.

    Raises NotTheVendor; Unreadable where the certificate can't be had now, so that SNS tries again.
    """
    address = text_of(document, "SigningCertURL")
    if text_of(document, "TopicArn") != topic or not _CERTIFICATE.match(address):
        raise NotTheVendor("another topic, or a certificate that is not Amazon's")
    names = _NOTIFICATION if text_of(document, "Type") == "Notification" else _CONFIRMATION
    # Amazon signs by SHA-1 unless the topic asks for version 2.
    digest = hashes.SHA256() if text_of(document, "SignatureVersion") == "2" else hashes.SHA1()  # noqa: S303  # nosec B303
    try:
        given = base64.b64decode(text_of(document, "Signature"), validate=True)
        certificate_key(address).verify(given, _signed(document, names), padding.PKCS1v15(), digest)
    except (InvalidSignature, ValueError) as error:
        raise NotTheVendor("the signature is wrong") from error


def confirm(document: Mapping[str, Any]) -> None:
    """Calls SNS back, which reports nothing before. Raises Unreadable where that fails."""
    address = text_of(document, "SubscribeURL")
    if not _SUBSCRIBE.match(address):
        raise Unreadable("the address to confirm by is not Amazon's")
    fetched(address)


@lru_cache(maxsize=32)
def certificate_key(address: str) -> rsa.RSAPublicKey:
    """The key of a certificate of SNS's. Raises ValueError, Unreadable."""
    key = x509.load_pem_x509_certificate(fetched(address)).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("no RSA key")
    return key


def fetched(address: str) -> bytes:
    """What Amazon answers. Raises Unreadable."""
    try:
        answer = call("GET", address, headers={}, timeout=_SECONDS, max_bytes=100_000)
    except CallFailed as failed:
        raise Unreadable(f"Amazon can't be reached: {failed}") from failed
    if answer.status != 200:
        raise Unreadable(f"Amazon answered {answer.status}")
    return answer.body


def _signed(document: Mapping[str, Any], names: Sequence[str]) -> bytes:
    parts = [f"{name}\n{document[name]}\n" for name in names if isinstance(document.get(name), str)]
    return "".join(parts).encode()
