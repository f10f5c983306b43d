"""Secrets of an installation on one machine: made once, kept in the data directory, readable by their owner only.

Where more than one machine shares a database, secrets come from the environment instead (see settings.production).
"""

import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet


def signing_key(data_dir: Path) -> str:
    """The key that signs sessions and links; 64 random URL-safe characters, the same on every call."""
    return _kept(data_dir / "secrets" / "secret_key", lambda: secrets.token_urlsafe(48))


def credential_key(data_dir: Path) -> str:
    """The Fernet key that encrypts stored credentials, the same on every call."""
    return _kept(data_dir / "secrets" / "credential_key", lambda: Fernet.generate_key().decode())


def erasure_key(data_dir: Path) -> str:
    """The key under which erased addresses are remembered, the same on every call."""
    return _kept(data_dir / "secrets" / "erasure_key", lambda: secrets.token_urlsafe(48))


def _kept(path: Path, make: Callable[[], str]) -> str:
    """Read the secret, or write a new one whole: of two processes that start at once, one wins for both."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as handle:
            handle.write(make())
        try:
            os.link(handle.name, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(handle.name)
    return path.read_text().strip()
