"""Kept provider sessions end with each test."""

from collections.abc import Iterator

import pytest

from messaging.delivery.sessions import close_all


@pytest.fixture(autouse=True)
def _no_kept_sessions() -> Iterator[None]:
    yield
    close_all()
