"""Encryption of what is stored and must be read again: with the first of settings.CREDENTIAL_KEYS, readable by any."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unsealable(Exception):
    """None of the keys fits: the key list was changed without keeping the old one."""


def seal(data: bytes) -> bytes:
    """What is stored of it; ASCII."""
    return _cipher(tuple(settings.CREDENTIAL_KEYS)).encrypt(data)


def unseal(stored: bytes) -> bytes:
    """What was sealed. Raises Unsealable."""
    try:
        return _cipher(tuple(settings.CREDENTIAL_KEYS)).decrypt(stored)
    except InvalidToken as error:
        raise Unsealable("what is stored can't be decrypted with the present CREDENTIAL_KEYS") from error


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
