"""Every page at two widths, light and dark: nothing serious for axe, no sideways scrolling, pictures for people."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import look
from tests.frontend.test_access import page_paths
from workspaces.models import Role, User, Workspace

pytestmark = pytest.mark.browser
NO_PAGES = {
    "index state",
    *("running", "list progress", "progress", "orders", "import progress", "version rows", "preview", "mail frame"),
    *("contacts count", "bulk progress", "latest events"),
}


def test_every_page_is_accessible_and_fits(
    page: Page,
    workspace: Workspace,
    sign_in: Callable[[Workspace, Role], User],
    origin: str,
    pictures: Path,
) -> None:
    paths = {name: path for name, path in page_paths(workspace).items() if name not in NO_PAGES}
    sign_in(workspace, Role.EDITOR)
    problems = {}
    for name, path in paths.items():
        page.goto(f"{origin}{path}")
        problems[name] = look(page, pictures, name.replace(" ", "-"))
    assert {name: found for name, found in problems.items() if found} == {}


def test_the_menu_of_small_screens(
    page: Page, workspace: Workspace, sign_in: Callable[[Workspace, Role], User], origin: str
) -> None:
    sign_in(workspace, Role.EDITOR)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{origin}/w/acme/campaigns/")
    menu = page.get_by_role("button", name="Menu")
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("link", name="Segments")).to_be_hidden()
    menu.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    page.get_by_role("link", name="Segments").click()
    page.wait_for_url(f"{origin}/w/acme/segments/")
