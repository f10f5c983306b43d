"""Clients of both servers, the misbehaving one's with a clock that does not wait."""

from collections.abc import Iterator

import pytest

from campanile import Client
from tests.clients.loopback import Loopback


@pytest.fixture
def client(server: str, key: str) -> Iterator[Client]:
    """A client of the real server."""
    with Client(key, base_url=server) as opened:
        yield opened


@pytest.fixture
def waits() -> list[float]:
    """The seconds that `patient` would have waited."""
    return []


@pytest.fixture
def patient(loopback: Loopback, waits: list[float]) -> Iterator[Client]:
    """A client of the misbehaving server."""
    with Client("cmk_secret", base_url=loopback.url) as opened:
        opened._transport._sleep = waits.append
        yield opened
