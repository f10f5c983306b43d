"""Encryption of senders' credentials: with the first of settings.CREDENTIAL_KEYS, readable with any of them."""

import json
from collections.abc import Mapping
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class UnreadableCredentials(Exception):
    """None of the keys fits: the key list was changed without keeping the old one."""


def encrypt(credentials: Mapping[str, object]) -> bytes:
    """What is stored of the credentials."""
    return _cipher(tuple(settings.CREDENTIAL_KEYS)).encrypt(json.dumps(credentials).encode())


def decrypt(stored: bytes) -> dict[str, object]:
    """The credentials; empty when none are stored. Raises UnreadableCredentials."""
    if not stored:
        return {}
    try:
        credentials: dict[str, object] = json.loads(_cipher(tuple(settings.CREDENTIAL_KEYS)).decrypt(bytes(stored)))
    except InvalidToken as error:
        raise UnreadableCredentials("the credentials can't be decrypted with the present CREDENTIAL_KEYS") from error
    return credentials


def holds_any(stored: bytes) -> bool:
    """Whether there are any; such as can't be read any more are some."""
    try:
        return any(decrypt(stored).values())
    except UnreadableCredentials:
        return True


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
