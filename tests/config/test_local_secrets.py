"""Secrets of one machine: made once, the same for everybody, readable by their owner only."""

import stat
import threading
from pathlib import Path

from cryptography.fernet import Fernet

from config import local_secrets


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    first = local_secrets.signing_key(tmp_path)
    assert len(first) == 64
    assert local_secrets.signing_key(tmp_path) == first
    assert local_secrets.signing_key(tmp_path / "other") != first


def test_the_credential_key_encrypts(tmp_path: Path) -> None:
    box = Fernet(local_secrets.credential_key(tmp_path))
    assert box.decrypt(box.encrypt(b"password")) == b"password"


def test_only_the_owner_may_read(tmp_path: Path) -> None:
    local_secrets.signing_key(tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets" / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert [path.name for path in (tmp_path / "secrets").iterdir()] == ["secret_key"]


def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    found: list[str] = []
    barrier = threading.Barrier(8)

    def start() -> None:
        barrier.wait()
        found.append(local_secrets.signing_key(tmp_path))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
