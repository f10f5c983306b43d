"""Fixtures that every test may use. Factories live in tests/factories, fixtures of one area beside its tests."""

from pathlib import Path

import pytest
from django.conf import settings

from config import embedded


def pytest_configure(config: pytest.Config) -> None:
    """Start the embedded PostgreSQL before any worker process of pytest-xdist needs it."""
    if settings.EMBEDDED_POSTGRES:
        embedded.ensure_postgres(Path(settings.DATA_DIR), durable=False)
