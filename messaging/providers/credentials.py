"""Encryption of senders' credentials."""

import json
from collections.abc import Mapping

from workspaces.sealing import Unsealable, seal, unseal


class UnreadableCredentials(Exception):
    """None of the keys fits: the key list was changed without keeping the old one."""


def encrypt(credentials: Mapping[str, object]) -> bytes:
    """What is stored of the credentials."""
    return seal(json.dumps(credentials).encode())


def decrypt(stored: bytes) -> dict[str, object]:
    """The credentials; empty when none are stored. Raises UnreadableCredentials."""
    if not stored:
        return {}
    try:
        credentials: dict[str, object] = json.loads(unseal(bytes(stored)))
    except Unsealable as error:
        raise UnreadableCredentials("the credentials can't be decrypted with the present CREDENTIAL_KEYS") from error
    return credentials


def readable(stored: bytes) -> dict[str, object]:
    """The credentials; empty where they can't be read."""
    try:
        return decrypt(stored)
    except UnreadableCredentials:
        return {}


def holds_any(stored: bytes) -> bool:
    """Whether there are any; such as can't be read any more are some."""
    try:
        return any(decrypt(stored).values())
    except UnreadableCredentials:
        return True
