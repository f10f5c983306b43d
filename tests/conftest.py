"""Fixtures that every test may use. Factories live in tests/factories, fixtures of one area beside its tests."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from config import embedded, memory
from tests.emptying import empty_tables, make_fresh

# A failure prints what reproduces it: `@reproduce_failure(…)`. `make nightly` looks further than `make test`.
# A busy machine is no failure, and that the examples of a test share its workspace is meant.
MANNERS = {
    "print_blob": True,
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
}
hypothesis.register_profile("suite", **MANNERS)
hypothesis.register_profile("nightly", **MANNERS)
hypothesis.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def pytest_configure(config: pytest.Config) -> None:
    """Start the embedded PostgreSQL before any worker process of pytest-xdist needs it."""
    if settings.EMBEDDED_POSTGRES:
        embedded.ensure_postgres(Path(settings.DATA_DIR), durable=False)


def pytest_collection_finish() -> None:
    """Else a tenth of the tests' time went into looking for garbage among the application's modules and the tests."""
    memory.settle()


@pytest.fixture(scope="session", autouse=True)
def _empty_tables_by_their_rows() -> Iterator[None]:
    """Else emptying all tables took a third of a second after each test that commits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database is dropped at the end, whatever connection a request that nobody waited for has left behind."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def fresh_tables(db: None) -> None:
    """For tests that look at plans. Has to come before whatever writes: `pytest.mark.usefixtures`."""
    make_fresh()


@pytest.fixture
def no_loop_running() -> Iterator[None]:
    """A browser that an earlier test has started keeps its suspended loop marked as running in the main thread."""
    suspended = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(suspended)
