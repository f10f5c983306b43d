"""Fixtures of the browser tests: which Chromium, how it starts, and sync Django calls beside Playwright's loop."""

import os
from typing import Any

import pytest

from scripts.browser import find_chromium, launch_arguments


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts the browser. Fails, rather than skips, when there is none."""
    return {"executable_path": str(find_chromium()), "args": launch_arguments(), "chromium_sandbox": os.geteuid() != 0}


@pytest.fixture(scope="session", autouse=True)
def _allow_database_calls() -> None:
    """Playwright runs an event loop in this thread, which Django would take for asynchronous code."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
