"""Fixtures of the browser tests: which Chromium, how it starts, and sync Django calls beside Playwright's loop."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django_vite.core.asset_loader import DjangoViteAssetLoader
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from scripts import pages as built_pages
from scripts.browser import find_chromium, launch_arguments
from tests.browser.pages import WIDTHS, Watch
from tests.browser.river import River, river
from tests.factories.workspaces import make_member, make_workspace
from workspaces.models import Role, User, Workspace


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts the browser. Fails, rather than skips, when there is none."""
    return {"executable_path": str(find_chromium()), "args": launch_arguments(), "chromium_sandbox": os.geteuid() != 0}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Every page begins on a wide screen."""
    across, down = WIDTHS["wide"]
    return {**browser_context_args, "viewport": {"width": across, "height": down}}


@pytest.fixture(scope="session", autouse=True)
def _patience() -> None:
    """What is expected of a page may take its time on a busy machine; Playwright's five seconds are too few there."""
    expect.set_options(timeout=30_000)


@pytest.fixture(scope="session", autouse=True)
def _allow_database_calls() -> None:
    """Playwright runs an event loop in this thread, which Django would take for asynchronous code."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session", autouse=True)
def _built_pages() -> None:
    """The assets are those of the sources; nothing is built when nothing has changed."""
    built_pages.install()
    built_pages.build()
    DjangoViteAssetLoader._instance = None


@pytest.fixture
def pictures() -> Path:
    """Where pictures of the pages are kept for people to look at; git-ignored."""
    return Path(settings.BASE_DIR) / "test-pictures"


@pytest.fixture
def workspace(transactional_db: None) -> Workspace:
    """A workspace called Acme."""
    return make_workspace("acme", name="Acme")


@pytest.fixture
def origin(live_server: LiveServer, settings: Any) -> str:
    """Where the pages are; links in mails lead here, too."""
    settings.BASE_URL = live_server.url
    return str(live_server.url)


@pytest.fixture
def page(context: BrowserContext, origin: str) -> Iterator[Page]:
    """A page that must not complain, fail, or talk to anybody but us; nor may the pages that it opens."""
    watch = Watch(origin)
    context.on("page", watch.attach)
    yield context.new_page()
    assert watch.faults == []


@pytest.fixture
def sign_in(context: BrowserContext, origin: str) -> Callable[[Workspace, Role], User]:
    """Signs the browser in as a new member with a role."""

    def as_member(workspace: Workspace, role: Role = Role.EDITOR) -> User:
        user = make_member(workspace, role)
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        host = urlsplit(origin).hostname or ""
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": host, "path": "/"}])
        return user

    return as_member


@pytest.fixture
def stages() -> Iterator[River]:
    """The river's stages, run by hand, with a mailbox of their own."""
    with river() as running:
        yield running
