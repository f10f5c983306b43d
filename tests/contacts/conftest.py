"""Fixtures of the contacts tests."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _uploads_of_this_test(settings: Settings, tmp_path: Path) -> None:
    """Uploaded files go where the test ends."""
    settings.MEDIA_ROOT = tmp_path / "media"
